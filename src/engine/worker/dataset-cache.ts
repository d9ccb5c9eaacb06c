import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { Dataset } from '../data/dataset.ts';
import { idxRoles } from '../data/known-sets.ts';
import { loadDataset, type DatasetLocation } from '../data/load.ts';
import { spawnDigitsThread, startDigitsThreads } from './digits-thread.ts';

let last: { readonly key: string; readonly dataset: Dataset } | undefined;

/** The dataset at a location: the one that was loaded last where its files have not changed since, so that the runs of a search load it once. */
export async function datasetFor(location: DatasetLocation, onProgress: (share: number) => void): Promise<Dataset> {
  const key = JSON.stringify([location, await Promise.all(filesOf(location).map(changeMark))]);
  if (last?.key === key) return last.dataset;
  last = undefined;
  const threads = startDigitsThreads(Math.min(8, availableParallelism()), spawnDigitsThread);
  try {
    const dataset = await loadDataset(location, { onProgress, drawers: threads.drawers });
    last = { key, dataset };
    return dataset;
  } finally {
    await threads.dispose();
  }
}

function filesOf(location: DatasetLocation): string[] {
  switch (location.kind) {
    case 'idx':
      return idxRoles.map((role) => location.files[role]);
    case 'npz':
      return [location.file];
    case 'csv':
      return location.testFile === undefined ? [location.file] : [location.file, location.testFile];
    default:
      return [];
  }
}

/** Changes when the file does; a file that is not there is the loader's to complain about. */
async function changeMark(path: string): Promise<string> {
  const status = await stat(path).catch(() => undefined);
  return status === undefined ? 'missing' : `${status.size} ${status.mtimeMs}`;
}
