import { refusal } from '../../shared/api/reasons.ts';
import type { DesignProblem, LengthAnalysis, TensorAnalysis } from '../../shared/design/analysis.ts';
import { documentError } from '../../shared/experiment/check.ts';
import type { RunDocument } from '../../shared/experiment/document.ts';
import type { Language } from '../../shared/schema/localized.ts';
import type { Shape } from '../core/shape.ts';
import { featureSize, outputSize, type Dataset, type DatasetTask } from '../data/dataset.ts';
import { splitSizes } from './examples.ts';
import { runLength } from './examples.ts';
import { estimateMemory } from './memory.ts';
import { planNetwork } from './network.ts';
import { findProblems } from './problems.ts';
import { createRates } from './rates.ts';

/** What a plan has to know of the data: shapes and counts, no contents. */
export interface DataShape {
  readonly featureShape: Shape;
  readonly task: DatasetTask['kind'];
  /** Classes, or values to predict. */
  readonly outputs: number;
  /** Examples after `take` and the validation split. */
  readonly train: number;
  readonly validation: number;
  readonly test: number;
  /** Bytes in memory of one stored feature: 1 for images, 4 for numbers. */
  readonly featureBytes: 1 | 4;
}

export interface LayerReport {
  readonly input: Shape;
  readonly output: Shape;
  /** Trained numbers. */
  readonly parameters: number;
  readonly tensors: readonly TensorAnalysis[];
}

/** What a document comes to with this data, before anything is trained. */
export interface PlanReport {
  readonly problems: readonly DesignProblem[];
  /** By position in `network.layers`. */
  readonly layers: readonly LayerReport[];
  readonly parameters: number;
  /** Bytes in training: weights, gradients, optimizer, activations, data; null where it would be more than there can be. */
  readonly memory: number | null;
  readonly length: LengthAnalysis;
  /** Learning rate over the run, at most 101 evenly spaced points; a schedule that watches the validation loss is drawn as if that kept falling. */
  readonly rates: readonly number[];
}

/** The shape of a dataset under a document's `take` and `validation`. */
export function dataShapeOf(dataset: Dataset, data: RunDocument['data']): DataShape {
  return {
    featureShape: dataset.featureShape,
    task: dataset.task.kind,
    outputs: outputSize(dataset.task),
    ...splitSizes(dataset.train.count, data),
    test: dataset.test.count,
    featureBytes: dataset.train.features instanceof Uint8Array ? 1 : 4,
  };
}

/** Works out shapes, counts, memory and length, and finds what is wrong. The document is checked and has its defaults. */
export function planRun(document: RunDocument, data: DataShape): PlanReport {
  const network = planNetwork(document.network, data.featureShape);
  const length = runLength(document.training, data.train);
  const memory = estimateMemory(network, document, data);
  const problems = findProblems({ document, network, data, length });
  return {
    problems: memory.problem ? [memory.problem, ...problems] : problems,
    layers: network.layers.map(({ input, output, tensors }) => ({
      input,
      output,
      parameters: tensors.reduce((sum, tensor) => sum + (tensor.trained ? tensor.elements : 0), 0),
      tensors: tensors.map(({ local: name, shape, elements, trained }) => ({ name, shape, elements, trained })),
    })),
    parameters: network.parameters,
    memory: memory.bytes,
    length: { stepsPerEpoch: length.stepsPerEpoch, steps: length.totalSteps, epochs: Math.ceil(length.totalSteps / length.stepsPerEpoch) },
    rates: sampleRates(document, length),
  };
}

/**
 * Refuses a document that cannot be trained on this data.
 * @throws {DescentError} `document-invalid` with every error of the plan
 */
export function assertTrainable(document: RunDocument, dataset: Dataset, language: Language = 'en'): void {
  if (featureSize(dataset) === 0 || dataset.train.count === 0) throw refusal('dataset-damaged', 'no-examples', { name: dataset.name });
  assertPlan(document, dataShapeOf(dataset, document.data), language);
}

/**
 * The same where only the shapes of the data are known.
 * @throws {DescentError} `document-invalid` with every error of the plan
 */
export function assertPlan(document: RunDocument, shape: DataShape, language: Language = 'en'): void {
  const errors = planRun(document, shape).problems.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return;
  const lines = (reader: Language) =>
    errors.map(({ path, message, mends }) => {
      const advice = mends.map(({ label }) => label[reader]).join(reader === 'en' ? ', or ' : '，或');
      const hint = advice === '' ? '' : reader === 'en' ? ` To mend it: ${advice}.` : `修正：${advice}。`;
      return { path, message: `${path}: ${message[reader]}${hint}`, expected: advice, received: '' };
    });
  // A run that is refused on its thread is read about later, by whoever: in either language.
  throw documentError(lines(language), lines);
}

function sampleRates(document: RunDocument, length: { stepsPerEpoch: number; totalSteps: number }): number[] {
  const rates = createRates(document, length);
  const points = Math.min(101, length.totalSteps);
  return Array.from({ length: points }, (_, i) => rates.at(points === 1 ? 0 : Math.round((i * (length.totalSteps - 1)) / (points - 1))));
}
