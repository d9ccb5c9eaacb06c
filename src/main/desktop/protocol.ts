import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { contentSecurityPolicy } from '../../shared/api/content-security-policy.ts';

/** The studio's own origin: pages come from a scheme of ours, which knows only the files of the built renderer. */
export const scheme = 'descent';
export const origin = `${scheme}://studio`;

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};

/**
 * Answers requests of the page with files below `root`. A path without a file name extension is one of the router's and
 * gets the page itself; anything outside `root` is not found.
 */
export function serveRenderer(root: string) {
  return async (request: { url: string }): Promise<Response> => {
    const url = new URL(request.url);
    const path = decode(url.pathname);
    if (url.host !== 'studio' || path === undefined) return notFound();
    const name = extname(path) === '' ? 'index.html' : path;
    const file = normalize(join(root, name));
    if (!file.startsWith(root + sep)) return notFound();
    try {
      const body = await readFile(file);
      return new Response(new Uint8Array(body), {
        headers: {
          'content-type': types[extname(file)] ?? 'application/octet-stream',
          'content-security-policy': contentSecurityPolicy(),
          'x-content-type-options': 'nosniff',
        },
      });
    } catch {
      return notFound();
    }
  };
}

function decode(path: string): string | undefined {
  try {
    const decoded = decodeURIComponent(path);
    return decoded.includes('\0') ? undefined : decoded;
  } catch {
    return undefined;
  }
}

function notFound(): Response {
  return new Response('Not found', { status: 404, headers: { 'content-type': 'text/plain' } });
}
