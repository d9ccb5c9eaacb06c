import { describeCatalog } from '../../../src/engine/catalog.ts';
import { loadDataset } from '../../../src/engine/data/load.ts';
import { locateDataset } from '../../../src/engine/data/locate.ts';
import type { Dataset } from '../../../src/engine/data/dataset.ts';
import { parseExperiment, type RunDocument } from '../../../src/shared/experiment/index.ts';

const catalog = describeCatalog();

/** A checked run document from its parts; what is left out is a small network on a small spiral. */
export function runDocument(parts: Record<string, unknown> = {}): RunDocument {
  return parseExperiment(
    {
      format: 'descent/experiment@1',
      name: 'test',
      seed: 3,
      data: { source: 'spiral', count: 120 },
      network: { layers: [{ type: 'affine', units: 8 }, { type: 'tanh' }, { type: 'affine', units: 3 }] },
      optimizer: { type: 'sgd', lr: 0.1 },
      training: { batchSize: 10, epochs: 3 },
      ...parts,
    },
    catalog,
  );
}

/** The dataset of a document that needs no file. */
export async function datasetOf(document: RunDocument): Promise<Dataset> {
  const { location } = await locateDataset(document.data, { baseDirectory: '/', roots: [], cacheDirectory: null });
  return loadDataset(location);
}
