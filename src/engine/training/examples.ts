import type { RunDocument } from '../../shared/experiment/document.ts';
import { featureSize, outputSize, type Dataset, type DatasetPart } from '../data/dataset.ts';
import { stepsPerEpoch } from '../data/sampler.ts';
import { fitScaling, scaleInto, type Scaling } from '../data/scaling.ts';
import { splitValidation } from '../data/split.ts';
import type { RunLength } from './rates.ts';

/** The three parts that a run sees. */
export const splits = ['train', 'validation', 'test'] as const;
export type Split = (typeof splits)[number];

/** A dataset made ready for one run: which rows are for what, and how features are scaled. */
export interface RunExamples {
  readonly dataset: Dataset;
  readonly scaling: Scaling;
  /** Features of one example, and outputs a network needs. */
  readonly inputs: number;
  readonly outputs: number;
  /** Rows of each split within its part of the dataset. */
  readonly rows: Readonly<Record<Split, Int32Array>>;
}

/** Splits a dataset and fits its scaling, as the document's `data` and seed say. */
export function prepareExamples(dataset: Dataset, { data, seed }: Pick<RunDocument, 'data' | 'seed'>): RunExamples {
  const { train, validation } = splitValidation(dataset.train.count, { take: data.take ?? undefined, validation: data.validation, seed });
  const inputs = featureSize(dataset);
  return {
    dataset,
    scaling: fitScaling(data.scaling, dataset.train.features, inputs, train),
    inputs,
    outputs: outputSize(dataset.task),
    rows: { train, validation, test: Int32Array.from({ length: dataset.test.count }, (_, i) => i) },
  };
}

/** The part of the dataset that a split's rows are rows of. */
export function partOf({ dataset }: RunExamples, split: Split): DatasetPart {
  return split === 'test' ? dataset.test : dataset.train;
}

/** Scaled features of some rows, float32, one example after the other. */
export function scaledFeatures(examples: RunExamples, split: Split, rows: ArrayLike<number>): Float32Array {
  const { inputs, scaling } = examples;
  const { features } = partOf(examples, split);
  const out = new Float32Array(rows.length * inputs);
  for (let i = 0; i < rows.length; i++) scaleInto(out, i * inputs, features, rows[i] * inputs, inputs, scaling);
  return out;
}

/** How many examples train and validate, without drawing them. */
export function splitSizes(count: number, { take, validation }: Pick<RunDocument['data'], 'take' | 'validation'>): { readonly train: number; readonly validation: number } {
  const parts = splitValidation(count, { take: take ?? undefined, validation, seed: 0 });
  return { train: parts.train.length, validation: parts.validation.length };
}

/** How many steps a run on so many training examples takes. */
export function runLength({ batchSize, epochs, iterations, sampling }: RunDocument['training'], trainExamples: number): RunLength {
  const perEpoch = stepsPerEpoch(sampling, trainExamples, batchSize);
  return { stepsPerEpoch: perEpoch, totalSteps: iterations ?? (epochs ?? 0) * perEpoch };
}
