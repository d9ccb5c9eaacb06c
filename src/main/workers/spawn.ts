import type { Worker } from 'node:worker_threads';
import type { GivesWay } from '../../engine/worker/give-way.ts';
import { startThread } from '../../engine/worker/thread.ts';

/** Starts a training worker. */
export function spawnWorker(workerData: GivesWay = { givesWay: false }): Worker {
  return startThread('training', workerData);
}
