import { Worker } from 'node:worker_threads';
import type { GivesWay } from './give-way.ts';
import type { ThreadRole } from './role.ts';

/**
 * Starts the engine's worker: in the build the file beside the entries, of whose chunks each stands one folder deeper; from source the file
 * beside this one, which Node runs as it is.
 * @param workerData its role and what the role needs; without a role it trains
 */
export function startThread(name: string, workerData: { readonly role: ThreadRole } | GivesWay): Worker {
  const here = import.meta.url;
  const script = here.endsWith('.ts') ? './worker.ts' : here.includes('/chunks/') ? '../worker.js' : './worker.js';
  return new Worker(new URL(script, here), { name, workerData });
}
