import { RPCHandler } from '@orpc/server/ws';
import { createServer } from 'node:http';
import sirv from 'sirv';
import { WebSocketServer } from 'ws';
import { createStudio, type StudioWish } from './studio.ts';

/** Serves a built renderer with a stand-in studio behind it, on a free port of the loopback interface. */
export async function serveStudio(root: string, wish: StudioWish, options: { readonly tickEvery?: number; readonly stepsPerTick?: number } = {}) {
  const studio = createStudio(wish);
  const files = sirv(root, { dev: true, single: true });
  const server = createServer((request, response) => files(request, response));
  const sockets = new WebSocketServer({ server, path: '/rpc' });
  const handler = new RPCHandler(studio.router);
  sockets.on('connection', (socket) => void handler.upgrade(socket, { context: {} }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const timer = options.tickEvery ? setInterval(() => studio.tick(options.stepsPerTick ?? 50), options.tickEvery) : undefined;
  return {
    studio,
    url: `http://127.0.0.1:${port}/`,
    async close() {
      clearInterval(timer);
      for (const socket of sockets.clients) socket.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
