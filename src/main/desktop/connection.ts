import { homedir } from 'node:os';
import { RPCHandler } from '@orpc/server/websocket';
import type { MessagePortMain } from 'electron';
import type { App } from '../app.ts';
import type { DesktopHost } from '../rpc/desktop-host.ts';
import { handlerOptions } from '../rpc/number-lists.ts';
import { createRouter, type DoorContext } from '../rpc/router.ts';

/** A page's end of the contract, as the contract's handler knows it. */
type Page = Pick<WebSocket, 'send' | 'addEventListener'>;
/** What the studio needs of a port. */
export type StudioPort = Pick<MessagePortMain, 'on' | 'start' | 'close' | 'postMessage'>;

/**
 * The contract over the window's port. A message that is none of the contract's is reported and passed by: the handler for ports would leave
 * its rejection to nobody, which looks like a crash; the one for sockets, which speaks the same, hands it back.
 * @returns `connect` for the studio's end of each new channel, and `stopStreams`, after which no channel is served
 */
export function connectWindow(studio: App, desktop: DesktopHost, report: (error: unknown) => void): { connect(this: void, port: StudioPort): void; stopStreams(this: void): void } {
  const handler = new RPCHandler<DoorContext>(createRouter(studio, report), handlerOptions);
  const ports = new Set<StudioPort>();
  const context: DoorContext = { door: 'desktop', baseDirectory: homedir(), desktop };
  return {
    connect(port) {
      const page: Page = { send: (data) => port.postMessage(data), addEventListener: () => undefined };
      ports.add(port);
      port.on('message', ({ data }) => {
        handler.message(page, data as string | ArrayBuffer, { context }).catch(report);
      });
      port.on('close', () => {
        ports.delete(port);
        handler.close(page);
      });
      port.start();
    },
    stopStreams() {
      for (const port of ports) port.close();
      ports.clear();
    },
  };
}
