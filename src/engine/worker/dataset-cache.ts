import { stat } from 'node:fs/promises';
import { isMainThread } from 'node:worker_threads';
import type { Dataset } from '../data/dataset.ts';
import { idxRoles } from '../data/known-sets.ts';
import type { DatasetLocation } from '../data/load.ts';
import { loadAside, loadHere } from './dataset-thread.ts';

let last: { readonly key: string; readonly dataset: Promise<Dataset> } | undefined;

/** Bytes of files from which a set is read on a thread of its own, where the calling one has screens and runs to serve. */
const largeBytes = 1 << 20;

/**
 * The dataset at a location: the one that was loaded last where its files have not changed since, so that the runs of a search load it once,
 * and so do several who ask at the same time.
 * @throws DescentError as `loadDataset`
 */
export async function datasetFor(location: DatasetLocation, onProgress: (share: number) => void): Promise<Dataset> {
  const files = await Promise.all(filesOf(location).map(markOf));
  const key = JSON.stringify([location, files]);
  if (last?.key === key) return last.dataset;
  const large = location.kind === 'digits' || files.reduce((sum, { size }) => sum + size, 0) >= largeBytes;
  // The one before is let go of first: both together might be too much.
  last = undefined;
  const entry = { key, dataset: (isMainThread && large ? loadAside : loadHere)(location, onProgress) };
  last = entry;
  entry.dataset.catch(() => {
    if (last === entry) last = undefined;
  });
  return entry.dataset;
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
async function markOf(path: string): Promise<{ readonly size: number; readonly changed: number | null }> {
  const status = await stat(path).catch(() => undefined);
  return { size: status?.size ?? 0, changed: status?.mtimeMs ?? null };
}
