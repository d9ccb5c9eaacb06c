import { Worker } from 'node:worker_threads';
import type { GivesWay } from '../../engine/worker/give-way.ts';

/**
 * Starts a training worker: in the build the file beside this one, from source the engine's own, which Node runs as it is.
 * Chunks of the build stand one folder deeper than its entries.
 */
export function spawnWorker(workerData: GivesWay = { givesWay: false }): Worker {
  const here = import.meta.url;
  const script = here.endsWith('.ts') ? '../../engine/worker/worker.ts' : here.includes('/chunks/') ? '../worker.js' : './worker.js';
  return new Worker(new URL(script, here), { name: 'training', workerData });
}
