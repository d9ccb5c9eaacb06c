import { existsSync } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { RPCHandler } from '@orpc/server/websocket';
import sirv from 'sirv';
import { WebSocketServer } from 'ws';
import { contentSecurityPolicy } from '../../shared/api/content-security-policy.ts';
import { DescentError } from '../../shared/api/errors.ts';
import type { App } from '../app.ts';
import { handlerOptions } from '../rpc/number-lists.ts';
import { createRouter, type DoorContext } from '../rpc/router.ts';
import { Access, newToken } from './access.ts';
import { attend, maxMessage, maxPages, type PageHandler } from './pages.ts';

/** An import of all that `node:http` has would load Node's fetch with it: a tenth of a second, of which nothing is used here. */
const { createServer } = createRequire(import.meta.url)('node:http') as typeof import('node:http');

export interface ServeOptions {
  readonly app: App;
  /** The built renderer. */
  readonly renderer: string;
  /** The port wanted; where it is taken, the next free one. 0 = any. */
  readonly port: number;
  /** Called with unforeseen errors. */
  readonly report?: (error: unknown) => void;
}

export interface StudioServer {
  readonly port: number;
  /** Address with the token: whoever opens it once is let in from then on. */
  readonly url: string;
  close(): Promise<void>;
}

const portsTried = 100;
/** Connections at once, of pages and of files under way. */
const maxConnections = 512;

/**
 * Serves the studio to browsers of this machine, on the loopback interface alone.
 * @throws DescentError `io` where no port is free or the renderer is not built
 */
export async function serve(options: ServeOptions): Promise<StudioServer> {
  if (!existsSync(join(options.renderer, 'index.html'))) {
    throw new DescentError('io', `${options.renderer} holds no built studio. Run "npm run build" first.`, { renderer: options.renderer });
  }
  const token = newToken();
  const server = createServer();
  server.maxConnections = maxConnections;
  const port = await listen(server, options.port);
  const access = new Access(token, port);
  const files = sirv(options.renderer, { etag: true, single: true, setHeaders: cacheHeaders });
  server.on('request', (request, response) => answer(request, response, access, files));
  const sockets = webSockets(server, access, options);
  return {
    port,
    url: `http://127.0.0.1:${port}/?token=${token}`,
    close: async () => {
      for (const client of sockets.clients) client.close(1001, 'The studio is closing');
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeAllConnections();
      setTimeout(() => sockets.clients.forEach((client) => client.terminate()), 500).unref();
      sockets.close();
      await closed;
    },
  };
}

/** What paths are resolved against. */
const here = 'http://127.0.0.1';

type Files = ReturnType<typeof sirv>;

/** Files whose names hold a hash of their contents are never asked for again; the page itself always is. */
function cacheHeaders(response: ServerResponse, path: string): void {
  response.setHeader('cache-control', path.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-cache');
}

function answer(request: IncomingMessage, response: ServerResponse, access: Access, files: Files): void {
  for (const [name, value] of Object.entries(securityHeaders(request.headers.host))) response.setHeader(name, value);
  if (!access.isAtHome(request)) return refuse(response, 403, 'This studio answers only pages of its own.');
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405, 'Only GET is answered here.');
  const url = addressOf(request);
  if (!url) return refuse(response, 400, 'That is no address of this studio.');
  const token = url.searchParams.get('token');
  if (token !== null && access.matches(token)) {
    url.searchParams.delete('token');
    // Out of the address bar and its history: from here on the cookie speaks.
    response.writeHead(303, { location: url.pathname + url.search, 'set-cookie': access.cookie }).end();
    return;
  }
  if (!access.isKnown(request)) return refuse(response, 401, 'Open the studio by the address that "descent serve" printed: it holds the token.');
  files(request, response, () => refuse(response, 404, 'Not found'));
}

function securityHeaders(host: string | undefined): Record<string, string> {
  return {
    'content-security-policy': contentSecurityPolicy(...(host && /^[\w.]+:\d+$/.test(host) ? [`ws://${host}`] : [])),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'x-frame-options': 'DENY',
  };
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${message}\n`);
}

/** The address asked for; undefined where it is none, such as `//` or `http://[`. */
function addressOf(request: IncomingMessage): URL | undefined {
  const path = request.url ?? '/';
  // Anything but a path, such as a proxy's whole address, is none of ours.
  return path.startsWith('/') && !path.startsWith('//') && URL.canParse(path, here) ? new URL(path, here) : undefined;
}

function webSockets(server: Server, access: Access, { app, report }: ServeOptions): WebSocketServer {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxMessage, perMessageDeflate: false });
  const contract = new RPCHandler<DoorContext>(createRouter(app, report), handlerOptions);
  // Relative paths of a document that comes from a screen start from the user's own folder.
  const context = { door: 'browser' as const, baseDirectory: homedir() };
  const handler: PageHandler = {
    message: (page, data) => contract.message(page, data, { context }),
    close: (page) => contract.close(page),
  };
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const status = refusal(request, access, sockets.clients.size);
    if (status) return void socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    sockets.handleUpgrade(request, socket, head, (client) => attend(client, handler, report));
  });
  return sockets;
}

/** Why a page does not get a connection; undefined where it does. */
function refusal(request: IncomingMessage, access: Access, pages: number): string | undefined {
  if (!access.isAtHome(request)) return '403 Forbidden';
  if (!access.isKnown(request)) return '401 Unauthorized';
  if (addressOf(request)?.pathname !== '/rpc') return '404 Not Found';
  return pages >= maxPages ? '503 Service Unavailable' : undefined;
}

/** Listens on the port wanted or the next free one. */
async function listen(server: Server, wanted: number): Promise<number> {
  for (let port = wanted; port < wanted + portsTried && port < 65_536; port++) {
    try {
      await new Promise<void>((done, fail) => {
        server.once('error', fail);
        server.listen(port, '127.0.0.1', () => {
          server.off('error', fail);
          done();
        });
      });
      const address = server.address();
      return typeof address === 'object' && address ? address.port : port;
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
    }
  }
  throw new DescentError('io', `No free port between ${wanted} and ${Math.min(wanted + portsTried, 65_536) - 1}. Choose another one with --port.`, { port: wanted });
}
