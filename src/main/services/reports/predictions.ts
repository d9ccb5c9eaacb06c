import type { Dataset } from '../../../engine/data/dataset.ts';
import { readSafetensors, type StoredTensor } from '../../../engine/formats/safetensors.ts';
import { prepareExamples } from '../../../engine/training/examples.ts';
import { selectKernels } from '../../../engine/kernels/select.ts';
import { Session } from '../../../engine/training/session.ts';
import { datasetFor } from '../../../engine/worker/dataset-cache.ts';
import { DescentError } from '../../../shared/api/errors.ts';
import { worded } from '../../../shared/api/reasons.ts';
import { softmax } from '../../../shared/labs/losses.ts';
import type { Language } from '../../../shared/schema/localized.ts';
import type { Store } from '../../store/store.ts';
import type { CheckpointService } from '../checkpoints.ts';
import type { DatasetService } from '../datasets.ts';
import type { ReportedRun } from './source.ts';

/** A misclassified test example. */
export interface Mistake {
  /** Row of the test part. */
  readonly row: number;
  readonly truth: number;
  readonly guess: number;
  /** Probability that the network gave its guess. */
  readonly certainty: number;
}

/** What a run's network makes of its whole test set. */
export interface Predictions {
  readonly dataset: Dataset;
  readonly classNames: readonly string[];
  /** Row = true class, column = guess. */
  readonly counts: readonly (readonly number[])[];
  readonly total: number;
  readonly right: number;
  /** The most certain first. */
  readonly mistakes: readonly Mistake[];
  /** The step the weights are of. */
  readonly step: number;
}

/** Why there are none, for the report to say. */
export interface NoPredictions {
  readonly reason: 'no-weights' | 'damaged' | 'no-data' | 'other-data' | 'no-test' | 'regression';
  readonly message: string;
}

/** Examples predicted before others get their turn on this thread. */
const slice = 200;

/** Asks trained networks again: with the weights a run ended with, else its last checkpoint, on the test set it was trained beside. */
export class Predictor {
  readonly #options: { readonly store: Store; readonly checkpoints: CheckpointService; readonly datasets: DatasetService; readonly language: Language };
  readonly #known = new Map<string, Promise<Predictions | NoPredictions>>();

  constructor(options: { store: Store; checkpoints: CheckpointService; datasets: DatasetService; language: Language }) {
    this.#options = options;
  }

  /** Asked once for a run: one predictor serves one report. */
  of(run: ReportedRun): Promise<Predictions | NoPredictions> {
    let answer = this.#known.get(run.run.id);
    if (!answer) this.#known.set(run.run.id, (answer = this.#predict(run)));
    return answer;
  }

  async #predict(run: ReportedRun): Promise<Predictions | NoPredictions> {
    const weights = await this.#weights(run).catch(this.#saying('damaged'));
    if (!weights) return { reason: 'no-weights', message: '' };
    if ('reason' in weights) return weights;
    const dataset = await this.#dataset(run).catch(this.#saying('no-data'));
    if ('reason' in dataset) return dataset;
    if (dataset.hash !== run.stored.dataHash) return { reason: 'other-data', message: '' };
    if (dataset.task.kind !== 'classification') return { reason: 'regression', message: '' };
    if (dataset.test.count === 0) return { reason: 'no-test', message: '' };
    return { dataset, step: weights.step, ...(await classify(run, dataset, dataset.task.classNames, weights.tensors)) };
  }

  /** A report says what is missing, in its language, and goes on; anything unforeseen is still thrown. */
  #saying(reason: NoPredictions['reason']): (error: unknown) => NoPredictions {
    return (error) => {
      if (error instanceof DescentError) return { reason, message: worded(error.detail, this.#options.language) ?? error.message };
      throw error;
    };
  }

  async #weights({ stored }: ReportedRun): Promise<{ readonly step: number; readonly tensors: Readonly<Record<string, StoredTensor>> } | undefined> {
    const { checkpoints } = this.#options;
    if (checkpoints.hasWeights(stored)) return { step: stored.progress.step, tensors: readSafetensors(await checkpoints.weights(stored), `${stored.id}/weights.safetensors`).tensors };
    const last = await checkpoints.last(stored);
    return last && { step: last.step, tensors: readSafetensors(last.bytes, `${stored.id}/${last.step}.checkpoint`).tensors };
  }

  /** The set that was trained on: what `auto` meant is known by now. */
  async #dataset({ stored, document }: ReportedRun): Promise<Dataset> {
    const { store, datasets } = this.#options;
    const baseDirectory = store.experiments.get(stored.experimentId)?.baseDirectory ?? '.';
    const { location } = await datasets.locate({ ...document.data, source: stored.dataset ?? document.data.source }, baseDirectory);
    return datasetFor(location, () => undefined);
  }
}

async function classify({ document }: ReportedRun, dataset: Dataset, classNames: readonly string[], tensors: Readonly<Record<string, StoredTensor>>) {
  const session = new Session({
    document,
    examples: prepareExamples(dataset, document),
    weights: Object.fromEntries(Object.entries(tensors).map(([name, { data }]) => [name, data])),
    kernels: selectKernels().chosen,
  });
  const classes = classNames.length;
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  const mistakes: Mistake[] = [];
  const total = dataset.test.count;
  for (let from = 0; from < total; from += slice) {
    const rows = Array.from({ length: Math.min(slice, total - from) }, (_, i) => from + i);
    const outputs = session.predict('test', rows);
    rows.forEach((row, i) => {
      const scores = [...outputs.subarray(i * classes, (i + 1) * classes)];
      const guess = scores.indexOf(Math.max(...scores));
      const truth = Number(dataset.test.labels[row]);
      counts[truth][guess]++;
      if (guess !== truth) mistakes.push({ row, truth, guess, certainty: softmax(scores).probabilities[guess] });
    });
    await new Promise((turn) => setImmediate(turn));
  }
  session.dispose();
  return { classNames, counts, total, right: total - mistakes.length, mistakes: mistakes.sort((a, b) => b.certainty - a.certainty || a.row - b.row) };
}
