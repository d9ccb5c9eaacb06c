import type { MessagePort } from 'node:worker_threads';
import { availableParallelism } from 'node:os';
import { refusal } from '../../shared/api/reasons.ts';
import type { Failure } from '../../shared/api/records.ts';
import type { Localized } from '../../shared/schema/localized.ts';
import type { Dataset } from '../data/dataset.ts';
import { loadDataset, type DatasetLocation } from '../data/load.ts';
import { spawnDigitsThread, startDigitsThreads } from './digits-thread.ts';
import { fromFailure, toFailure } from './failure.ts';
import type { ThreadRole } from './role.ts';
import { startThread } from './thread.ts';

/** `workerData` of a thread that loads one dataset. */
export interface DatasetThreadData {
  readonly role: ThreadRole & 'dataset';
  readonly location: DatasetLocation;
}

type FromDatasetThread = { readonly share: number } | { readonly dataset: Dataset } | { readonly failure: Failure };

/** Loads a dataset on the calling thread; digits that are in no cache are drawn by threads of their own. @throws DescentError as `loadDataset` */
export async function loadHere(location: DatasetLocation, onProgress: (share: number) => void): Promise<Dataset> {
  const threads = startDigitsThreads(Math.min(8, availableParallelism()), spawnDigitsThread);
  try {
    return await loadDataset(location, { onProgress, drawers: threads.drawers });
  } finally {
    await threads.dispose();
  }
}

/** Loads the dataset that the thread was started for, and says it. Called in the worker. */
export async function runDatasetThread(port: MessagePort, { location }: DatasetThreadData): Promise<void> {
  const post = (message: FromDatasetThread): void => port.postMessage(message);
  try {
    post({ dataset: await loadHere(location, (share) => post({ share })) });
  } catch (error) {
    post({ failure: toFailure(error) });
  }
}

/**
 * Loads a dataset on a thread of its own: who waits can do other things meanwhile. Its arrays are shared memory, so that nothing is copied.
 * @throws DescentError as `loadDataset`, and `worker-crashed`
 */
export function loadAside(location: DatasetLocation, onProgress: (share: number) => void): Promise<Dataset> {
  const data: DatasetThreadData = { role: 'dataset', location };
  const worker = startThread('dataset', data);
  return new Promise<Dataset>((resolve, reject) => {
    worker.on('message', (message: FromDatasetThread) => {
      if ('share' in message) onProgress(message.share);
      else if ('dataset' in message) resolve(message.dataset);
      else reject(fromFailure(message.failure));
    });
    const lost = (why: string | Localized): void => reject(refusal('worker-crashed', 'reading-crashed', { why }));
    worker.on('error', (error: unknown) => lost(error instanceof Error ? error.message : String(error)));
    worker.on('exit', (code) => lost({ en: `it ended with exit code ${code}`, zh: `退出码为 ${code}` }));
  }).finally(() => void worker.terminate());
}
