import type { DataSection, RunDocument } from '../../shared/experiment/document.ts';
import { sharedBytes } from '../../engine/core/shared-memory.ts';
import { outputSize, featureSize, type Dataset, type DatasetPart } from '../../engine/data/dataset.ts';
import { digitsTestCount, digitsTrainCount } from '../../engine/data/digits/cache.ts';
import { drawDigit } from '../../engine/data/digits/draw.ts';
import { digitPixels, digitSide } from '../../engine/data/digits/image.ts';
import { mnist } from '../../engine/data/known-sets.ts';
import { createSampler } from '../../engine/data/sampler.ts';
import { fitScaling } from '../../engine/data/scaling.ts';
import { splitValidation } from '../../engine/data/split.ts';
import type { Located } from '../../engine/data/locate.ts';
import type { RunExamples } from '../../engine/training/examples.ts';
import type { DataShape } from '../../engine/training/plan.ts';
import { datasetFor } from '../../engine/worker/dataset-cache.ts';

/** What the analysis has to know of a dataset: everything but most of its contents. */
export interface KnownData {
  readonly source: string;
  readonly instead: boolean;
  readonly dataset: Omit<Dataset, 'train' | 'test' | 'hash'>;
  readonly trainCount: number;
  readonly testCount: number;
  readonly featureBytes: 1 | 4;
  /** A part that holds these rows of the training part alone. */
  rows(rows: ArrayLike<number>): DatasetPart;
}

/** Examples that standardization is fitted on where the whole set is not at hand. */
const fittedOn = 1000;

/**
 * Opens a dataset for the analysis. The built-in digits are drawn one by one as they are wanted: all of them would take seconds.
 * @throws DescentError `dataset-damaged`, `io`
 */
export async function openData({ source, location, instead }: Located): Promise<KnownData> {
  const about = { source, instead: instead !== undefined };
  if (location.kind === 'digits') {
    const seed = location.seed ?? 0;
    return {
      ...about,
      dataset: { name: 'digits', task: { kind: 'classification', classNames: mnist.classNames }, featureShape: [1, digitSide, digitSide] },
      trainCount: digitsTrainCount,
      testCount: digitsTestCount,
      featureBytes: 1,
      rows(rows) {
        const features = sharedBytes(rows.length * digitPixels);
        const labels = new Int32Array(new SharedArrayBuffer(rows.length * 4));
        for (let i = 0; i < rows.length; i++) labels[i] = drawDigit(seed, rows[i] ?? 0, features, i * digitPixels);
        return { count: rows.length, features, labels };
      },
    };
  }
  const { train, test, hash: _hash, ...dataset } = await datasetFor(location, () => undefined);
  return { ...about, dataset, trainCount: train.count, testCount: test.count, featureBytes: train.features instanceof Uint8Array ? 1 : 4, rows: (rows) => pick(train, rows, featureSize(dataset)) };
}

/** Shapes and counts under a document's `take` and `validation`. */
export function shapeOf(data: KnownData, section: DataSection, seed: number): DataShape & { readonly rows: Int32Array } {
  const { train, validation } = splitValidation(data.trainCount, { take: section.take ?? undefined, validation: section.validation, seed });
  return {
    featureShape: data.dataset.featureShape,
    task: data.dataset.task.kind,
    outputs: outputSize(data.dataset.task),
    train: train.length,
    validation: validation.length,
    test: data.testCount,
    featureBytes: data.featureBytes,
    rows: train,
  };
}

/** The examples of the run's first mini-batch, or the first `count` of them. @param rows training rows */
export function firstBatchExamples(data: KnownData, document: RunDocument, rows: Int32Array, count: number): RunExamples {
  const { batchSize, sampling } = document.training;
  const batch = createSampler({ kind: sampling, count: rows.length, batchSize, seed: document.seed }).next();
  const chosen = Int32Array.from(batch.subarray(0, count), (position) => rows[position] ?? 0);
  const part = data.rows(chosen);
  const inputs = featureSize(data.dataset);
  return {
    dataset: { ...data.dataset, hash: '', train: part, test: { count: 0, features: part.features.subarray(0, 0), labels: part.labels.subarray(0, 0) } },
    scaling: scalingFor(data, document, rows, inputs),
    inputs,
    outputs: outputSize(data.dataset.task),
    rows: { train: Int32Array.from({ length: part.count }, (_, i) => i), validation: new Int32Array(), test: new Int32Array() },
  };
}

/** Fitted on the first training rows: near enough for a picture of the inputs. */
function scalingFor(data: KnownData, document: RunDocument, rows: Int32Array, inputs: number): RunExamples['scaling'] {
  if (document.data.scaling !== 'standardize') return { kind: document.data.scaling };
  const sample = data.rows(rows.subarray(0, fittedOn));
  return fitScaling('standardize', sample.features, inputs, Int32Array.from({ length: sample.count }, (_, i) => i));
}

function pick({ features, labels }: DatasetPart, rows: ArrayLike<number>, size: number): DatasetPart {
  const perLabel = labels.length > 0 ? Math.max(1, Math.round(labels.length / Math.max(1, features.length / size))) : 1;
  const take = <T extends Uint8Array | Float32Array | Int32Array>(values: T, width: number): T => {
    const Kind = values.constructor as new (buffer: SharedArrayBuffer) => T;
    const out = new Kind(new SharedArrayBuffer(rows.length * width * values.BYTES_PER_ELEMENT));
    for (let i = 0; i < rows.length; i++) out.set(values.subarray((rows[i] ?? 0) * width, ((rows[i] ?? 0) + 1) * width), i * width);
    return out;
  };
  return { count: rows.length, features: take(features, size), labels: take(labels, perLabel) };
}
