import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import type { ClientLink } from '@orpc/client';
import { portMessage } from '../../shared/api/port.ts';

/** A way to the studio: what calls go through, and when it broke. */
export interface Transport {
  readonly link: ClientLink<Record<never, never>>;
  /** Settles when the way is broken; never rejects. */
  readonly closed: Promise<void>;
  /** Whether a new one can be opened after it broke. */
  readonly reconnects: boolean;
}

/**
 * Opens the way to the studio: the desktop's preload hands over a MessagePort, every other page asks the server it came from.
 * @throws where the server can't be reached
 */
export function openTransport(): Promise<Transport> {
  return isDesktop() ? portTransport() : socketTransport();
}

/** A served page comes from the loopback interface; the desktop opens its page from a scheme of its own. */
export function isDesktop(): boolean {
  return !['127.0.0.1', 'localhost', '[::1]'].includes(location.hostname);
}

// The preload may hand its port over before the first call asks for it.
let handedOver: MessagePort | undefined;
let waiting: ((port: MessagePort) => void) | undefined;
window.addEventListener('message', (event: MessageEvent<unknown>) => {
  const port = event.ports[0];
  if (event.source !== window || event.data !== portMessage || !port) return;
  if (waiting) waiting(port);
  else handedOver = port;
});

async function portTransport(): Promise<Transport> {
  const port =
    handedOver ??
    (await new Promise<MessagePort>((resolve) => {
      waiting = resolve;
    }));
  handedOver = undefined;
  waiting = undefined;
  const closed = new Promise<void>((resolve) => {
    port.addEventListener('close', () => resolve());
  });
  const link = new PortLink({ port });
  port.start();
  return { link, closed, reconnects: true };
}

/** The token of the page's address goes along where the server has not yet set its cookie. */
function socketTransport(): Promise<Transport> {
  const url = new URL('/rpc', location.href);
  url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  url.search = location.search;
  url.hash = '';
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    const closed = new Promise<void>((close) => {
      socket.addEventListener('close', () => {
        close();
        reject(new Error(`${url.host} does not answer`));
      });
    });
    socket.addEventListener('open', () => resolve({ link: new SocketLink({ websocket: socket }), closed, reconnects: true }));
  });
}
