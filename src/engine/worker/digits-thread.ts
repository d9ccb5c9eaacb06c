import type { MessagePort, Worker } from 'node:worker_threads';
import { drawSlice, type DigitsDrawer, type DigitsSlice } from '../data/digits/generate.ts';
import type { ThreadRole } from './role.ts';
import { startThread } from './thread.ts';

/** `workerData` of a thread that draws digits. */
const digitsThreadData: { readonly role: ThreadRole } = { role: 'digits' };

/** Draws slices into shared memory as they are asked for, for as long as the thread lives. Called in the worker. */
export function runDigitsThread(port: MessagePort): void {
  port.on('message', (slice: DigitsSlice) => {
    drawSlice(slice);
    port.postMessage(slice.to);
  });
}

/** Starts the engine's own worker for drawing. */
export function spawnDigitsThread(): Worker {
  return startThread('digits', digitsThreadData);
}

export interface DigitsThreads {
  readonly drawers: readonly DigitsDrawer[];
  /** Ends the threads that were started. */
  dispose(): Promise<void>;
}

/**
 * Drawers on threads of their own, each started with its first slice: a set that comes from the cache starts none.
 * @param spawn starts a worker whose entry calls `runDigitsThread`
 */
export function startDigitsThreads(count: number, spawn: () => Worker): DigitsThreads {
  const workers: Worker[] = [];
  const createDrawer = (): DigitsDrawer => {
    let worker: Worker | undefined;
    return (slice) => {
      if (worker === undefined) {
        worker = spawn();
        workers.push(worker);
      }
      // A thread that has ended has no number any more, and would never answer.
      return worker.threadId < 0 ? Promise.reject(new Error('a thread that drew digits has ended')) : draw(worker, slice);
    };
  };
  return {
    drawers: Array.from({ length: Math.max(1, count) }, createDrawer),
    async dispose() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

/** Has a worker draw one slice; rejects where the worker fails or ends. */
function draw(worker: Worker, slice: DigitsSlice): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void): void => {
      worker.off('message', done);
      worker.off('error', failed);
      worker.off('exit', ended);
      finish();
    };
    const done = (): void => { settle(resolve); };
    const failed = (error: unknown): void => { settle(() => { reject(error instanceof Error ? error : new Error(String(error))); }); };
    const ended = (code: number): void => { settle(() => { reject(new Error(`a thread that drew digits ended with code ${code}`)); }); };
    worker.on('message', done);
    worker.on('error', failed);
    worker.on('exit', ended);
    worker.postMessage(slice);
  });
}
