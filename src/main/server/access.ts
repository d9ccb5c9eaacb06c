import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** A new secret for one run of the server. */
export const newToken = (): string => randomBytes(24).toString('base64url');

/** Header for programs that keep no cookies. */
const tokenHeader = 'x-descent-token';

/**
 * Who may speak to the server: requests for this very host and port (a page elsewhere that resolves its own name to 127.0.0.1 sends another
 * Host), from the studio's own pages (Origin), that know the token.
 */
export class Access {
  readonly #token: string;
  readonly #port: number;

  constructor(token: string, port: number) {
    this.#token = token;
    this.#port = port;
  }

  /** Cookies do not tell ports apart: each studio has its own. */
  get cookieName(): string {
    return `descent-${this.#port}`;
  }

  /** The header that keeps the token with the browser: unreadable for scripts, never sent along from other sites. */
  get cookie(): string {
    return `${this.cookieName}=${this.#token}; HttpOnly; SameSite=Strict; Path=/`;
  }

  /** Whether the request is for this server, and from its own page where a page sent it. */
  isAtHome({ headers }: IncomingMessage): boolean {
    const hosts = [`127.0.0.1:${this.#port}`, `localhost:${this.#port}`];
    if (!headers.host || !hosts.includes(headers.host.toLowerCase())) return false;
    return headers.origin === undefined || hosts.some((host) => headers.origin === `http://${host}`);
  }

  /** Whether the request brings the token, by cookie or header. */
  isKnown({ headers }: IncomingMessage): boolean {
    const header = headers[tokenHeader];
    if (typeof header === 'string' && this.matches(header)) return true;
    return cookies(headers.cookie).some(([name, value]) => name === this.cookieName && this.matches(value));
  }

  /** Compares in a time that does not tell how much of it was right. */
  matches(given: string): boolean {
    const a = Buffer.from(given);
    const b = Buffer.from(this.#token);
    return a.length === b.length && timingSafeEqual(a, b);
  }
}

function cookies(header: string | undefined): [string, string][] {
  return (header ?? '').split(';').flatMap((part) => {
    const at = part.indexOf('=');
    return at < 0 ? [] : [[part.slice(0, at).trim(), part.slice(at + 1).trim()] as [string, string]];
  });
}
