import { RPCHandler } from '@orpc/server/message-port';
import type { MessagePortMain } from 'electron';
import type { App } from '../app.ts';
import type { DesktopHost } from '../rpc/desktop-host.ts';
import { handlerOptions } from '../rpc/number-lists.ts';
import { createRouter, type DoorContext } from '../rpc/router.ts';

/**
 * The contract over the window's port.
 * @returns `connect` for the studio's end of each new channel, and `stopStreams`, after which no channel is served
 */
export function connectWindow(studio: App, desktop: DesktopHost, report: (error: unknown) => void): { connect(this: void, port: MessagePortMain): void; stopStreams(this: void): void } {
  const handler = new RPCHandler<DoorContext>(createRouter(studio, report), handlerOptions);
  const ports = new Set<MessagePortMain>();
  return {
    connect(port) {
      ports.add(port);
      port.on('close', () => ports.delete(port));
      handler.upgrade(port, { context: { door: 'desktop', baseDirectory: process.cwd(), desktop } });
      port.start();
    },
    stopStreams() {
      for (const port of ports) port.close();
      ports.clear();
    },
  };
}
