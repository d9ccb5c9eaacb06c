import { once } from 'node:events';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { WebSocket } from 'ws';
import type { Contract } from '../../../src/shared/api/contract.ts';

/** Everything the studio can be asked, as its pages ask it. */
export type Client = ContractRouterClient<Contract>;

/** Connects to a served studio by the address with its token. */
export async function connect(url: string): Promise<{ client: Client; close(): void }> {
  const { host, searchParams } = new URL(url);
  const socket = new WebSocket(`ws://${host}/rpc`, { headers: { 'x-descent-token': searchParams.get('token') ?? '' } });
  await once(socket, 'open');
  return { client: createORPCClient(new RPCLink({ websocket: socket })), close: () => socket.terminate() };
}
