import { createORPCClient, DynamicLink } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import type { Contract } from '../../shared/api/contract.ts';
import { transport } from './connection.ts';

/** Everything the studio can be asked, typed by the contract. Calls wait for the connection and fail when it breaks. */
export const client: ContractRouterClient<Contract> = createORPCClient(
  new DynamicLink(async () => (await transport()).link),
);
