/**
 * What the engine means by a dataset.
 *
 * A dataset is plain data: typed arrays over shared memory and a few words about them. It may therefore be posted to any number of
 * workers, and all of them read the same bytes.
 */

/** Features as they are stored: bytes 0..255 for images, float32 for tables and points. One example after the other, row-major. */
export type FeatureArray = Uint8Array<SharedArrayBuffer> | Float32Array<SharedArrayBuffer>;

/** Class numbers from 0 (classification), or target values, `targetNames.length` per example (regression). */
export type LabelArray = Int32Array<SharedArrayBuffer> | Float32Array<SharedArrayBuffer>;

export interface ClassificationTask {
  readonly kind: 'classification';
  /** The name of class i at position i. */
  readonly classNames: readonly string[];
}

export interface RegressionTask {
  readonly kind: 'regression';
  /** One name per output. */
  readonly targetNames: readonly string[];
}

/** What a network is to learn from a dataset. */
export type DatasetTask = ClassificationTask | RegressionTask;

/** The training or the test part. */
export interface DatasetPart {
  /** Number of examples. */
  readonly count: number;
  /** `count` × the product of the dataset's feature shape. */
  readonly features: FeatureArray;
  /** `count` class numbers, or `count` × number of targets. */
  readonly labels: LabelArray;
}

export interface Dataset {
  /** The catalogued name ("mnist", "spiral") or the name of the file it came from. */
  readonly name: string;
  readonly task: DatasetTask;
  /** Shape of one example: images [channels, height, width], points and tables [features]. */
  readonly featureShape: readonly number[];
  /** Names of the columns, where the features are a table's or a plane's. */
  readonly featureNames?: readonly string[];
  readonly train: DatasetPart;
  readonly test: DatasetPart;
  /** SHA-256 of the decompressed contents (see `hashDataset`): 64 hexadecimal digits, kept with each run. */
  readonly hash: string;
}

/** Number of features of one example. */
export function featureSize(dataset: Pick<Dataset, 'featureShape'>): number {
  return dataset.featureShape.reduce((product, side) => product * side, 1);
}

/** Number of outputs a network needs: classes, or targets. */
export function outputSize(task: DatasetTask): number {
  return task.kind === 'classification' ? task.classNames.length : task.targetNames.length;
}
