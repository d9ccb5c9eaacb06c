import { refusal } from '../../shared/api/reasons.ts';
import type { Dataset } from '../../engine/data/dataset.ts';
import { datasetFor } from '../../engine/worker/dataset-cache.ts';
import type { StoredRun } from '../store/rows.ts';
import type { Store } from '../store/store.ts';
import type { DatasetService } from './datasets.ts';

/**
 * The data a run was trained on. Where its document says `auto`, that is what `auto` was then, whatever it would be now.
 * @throws DescentError `dataset-missing`, `dataset-damaged`, `io`; `conflict` where the data has changed since
 */
export async function datasetOfRun(run: StoredRun, { store, datasets }: { readonly store: Store; readonly datasets: DatasetService }): Promise<Dataset> {
  const { data } = store.runs.document(run.seq);
  const baseDirectory = store.experiments.get(run.experimentId)?.baseDirectory ?? '';
  const source = data.source === 'auto' && run.dataset !== null ? run.dataset : data.source;
  const { location } = await datasets.locate({ ...data, source }, baseDirectory);
  const dataset = await datasetFor(location, () => undefined);
  if (run.dataHash !== null && dataset.hash !== run.dataHash) {
    throw refusal('conflict', 'data-changed', { run: run.id, dataset: dataset.name, expectedStart: run.dataHash.slice(0, 12), receivedStart: dataset.hash.slice(0, 12), expected: run.dataHash, received: dataset.hash });
  }
  return dataset;
}
