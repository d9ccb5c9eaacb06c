import type { Options } from '../core/define.ts';
import { datasetFromCsv } from './csv-dataset.ts';
import type { CsvDatasetOptions } from './csv-dataset.ts';
import type { Dataset } from './dataset.ts';
import { loadDigits } from './digits/cache.ts';
import type { DigitsDrawer } from './digits/generate.ts';
import { datasetDefinitions } from './generators.ts';
import { hashDataset } from './hash.ts';
import { datasetFromIdx } from './idx-dataset.ts';
import type { IdxFiles } from './known-sets.ts';
import { idxFromNpz } from './npz.ts';
import { readData } from './read.ts';

/** Where a dataset is, settled: absolute paths, checked parameters. Plain data that can be posted to a worker. */
export type DatasetLocation =
  /** Four IDX files, raw or gzip. Without class names the classes are 0 to the greatest training label. */
  | { readonly kind: 'idx'; readonly name: string; readonly files: IdxFiles; readonly classNames?: readonly string[] }
  /** Keras' archive of the same four arrays. */
  | { readonly kind: 'npz'; readonly name: string; readonly file: string; readonly classNames?: readonly string[] }
  /** A table, or one for training and one for testing. */
  | { readonly kind: 'csv'; readonly name: string; readonly file: string; readonly testFile?: string; readonly options?: CsvDatasetOptions }
  /** The built-in handwriting, cached in a folder. */
  | { readonly kind: 'digits'; readonly seed?: number; readonly cacheDirectory: string | null }
  /** A declared set that is computed from its options. */
  | { readonly kind: 'generated'; readonly source: string; readonly options: Options };

export interface LoadOptions {
  /** Share of the work that is done, from 0 to 1. */
  readonly onProgress?: (share: number) => void;
  /** Threads that draw digits; left out, the calling thread does. */
  readonly drawers?: readonly DigitsDrawer[];
  readonly signal?: AbortSignal;
}

/**
 * Loads a dataset whole, or throws: nothing is ever half loaded.
 * @throws DescentError `dataset-missing`, `dataset-damaged`, or `io`
 */
export async function loadDataset(location: DatasetLocation, options: LoadOptions = {}): Promise<Dataset> {
  switch (location.kind) {
    case 'idx':
      return loadIdx(location, options);
    case 'npz':
      return loadNpz(location, options);
    case 'csv':
      return loadCsv(location, options);
    case 'digits':
      return loadDigits({ ...options, seed: location.seed, cacheDirectory: location.cacheDirectory });
    case 'generated':
      return generate(location, options);
    default:
      throw new RangeError(`unknown dataset location ${JSON.stringify(location satisfies never)}`);
  }
}

async function loadIdx({ name, files, classNames }: Extract<DatasetLocation, { kind: 'idx' }>, { onProgress, signal }: LoadOptions): Promise<Dataset> {
  // The training images are nearly all of the bytes; labels first, so that a mix-up is found at once.
  const testLabels = await readData(files.testLabels, signal);
  const trainLabels = await readData(files.trainLabels, signal);
  const testImages = await readData(files.testImages, signal);
  onProgress?.(0.2);
  const trainImages = await readData(files.trainImages, signal);
  onProgress?.(0.7);
  const dataset = datasetFromIdx(name, { trainImages, trainLabels, testImages, testLabels }, classNames);
  onProgress?.(1);
  return dataset;
}

async function loadNpz({ name, file, classNames }: Extract<DatasetLocation, { kind: 'npz' }>, { onProgress, signal }: LoadOptions): Promise<Dataset> {
  const archive = await readData(file, signal);
  onProgress?.(0.2);
  const dataset = datasetFromIdx(name, idxFromNpz(archive.bytes, archive.file), classNames);
  onProgress?.(1);
  return dataset;
}

async function loadCsv({ name, file, testFile, options }: Extract<DatasetLocation, { kind: 'csv' }>, { onProgress, signal }: LoadOptions): Promise<Dataset> {
  const train = await readData(file, signal);
  const test = testFile === undefined ? undefined : await readData(testFile, signal);
  onProgress?.(0.3);
  const dataset = datasetFromCsv(name, { train, test }, options);
  onProgress?.(1);
  return dataset;
}

function generate({ source, options }: Extract<DatasetLocation, { kind: 'generated' }>, { onProgress }: LoadOptions): Dataset {
  const definition = datasetDefinitions.find(({ type }) => type === source);
  if (definition?.generate === undefined) throw new RangeError(`"${source}" is not a generated dataset`);
  const contents = { name: source, ...definition.generate(options) };
  onProgress?.(1);
  return { ...contents, hash: hashDataset(contents) };
}
