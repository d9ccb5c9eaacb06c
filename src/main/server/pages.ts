import type { WebSocket } from 'ws';

/** What one page may do over its connection, beside what the contract says: how much and how fast it may send, and that it reads what it is sent. */

/** The greatest message a page may send: an experiment to import, in bytes. */
export const maxMessage = 256 * 2 ** 20;
/** Connections at once: a page has one. */
export const maxPages = 64;
/** A page that does not read is let go once this much waits for it, in bytes. */
const maxBacklog = 64 * 2 ** 20;
/** Messages a second that are read for long, and how many may come at once before that counts. A slider that is dragged sends about sixty a second. */
const messagesPerSecond = 300;
const messagesAtOnce = 1000;

type Sent = Parameters<WebSocket['send']>[0];

/** A page's end of the contract: as much of a WebSocket as the contract's handler knows. */
export type Page = Pick<globalThis.WebSocket, 'send' | 'addEventListener'>;

export interface PageHandler {
  /** Takes a message; rejects where it is none of the contract's. */
  message(page: Page, data: string | ArrayBuffer): Promise<void>;
  close(page: Page): void;
}

/**
 * Brings a page's socket and the contract together. A page that sends faster than it may is read more slowly, and nothing of it is lost; one that
 * sends what is no message of the contract, or reads nothing, is let go.
 * @param report called with the error that an unreadable message ended in
 */
export function attend(client: WebSocket, handler: PageHandler, report: (error: unknown) => void = () => undefined): void {
  const pace = new Pace(() => performance.now());
  const page: Page = {
    addEventListener: client.addEventListener.bind(client) as Page['addEventListener'],
    send(data: Sent) {
      if (client.readyState !== client.OPEN) return;
      if (client.bufferedAmount > maxBacklog) client.terminate();
      else client.send(data);
    },
  };
  // Bytes come in one piece, whatever the frames they were sent in.
  client.binaryType = 'arraybuffer';
  client.on('message', (data, isBinary) => {
    const wait = pace.take();
    if (wait > 0 && !client.isPaused) {
      client.pause();
      setTimeout(() => client.resume(), wait).unref();
    }
    const message = isBinary ? (data as ArrayBuffer) : (data as Buffer).toString();
    handler.message(page, message).catch((error: unknown) => {
      report(error);
      client.close(1007, 'not a message of the contract');
    });
  });
  client.on('error', () => client.terminate());
  client.on('close', () => handler.close(page));
}

/** Credit that grows with time and is spent by messages. */
export class Pace {
  #credit = messagesAtOnce;
  #at: number;
  readonly #now: () => number;

  /** @param now milliseconds */
  constructor(now: () => number) {
    this.#now = now;
    this.#at = now();
  }

  /** Spends one message's credit. @returns milliseconds until there is credit again; 0 = there is */
  take(): number {
    const now = this.#now();
    this.#credit = Math.min(messagesAtOnce, this.#credit + ((now - this.#at) / 1000) * messagesPerSecond) - 1;
    this.#at = now;
    return this.#credit > 0 ? 0 : Math.ceil(((1 - this.#credit) / messagesPerSecond) * 1000);
  }
}
