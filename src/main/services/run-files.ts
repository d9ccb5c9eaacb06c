import { createWriteStream } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { once } from 'node:events';
import { metricNames, type Evaluation, type Environment, type RunState } from '../../shared/api/records.ts';
import type { RunDocument } from '../../shared/experiment/document.ts';
import type { StoredRun } from '../store/rows.ts';
import type { SeriesReader } from '../store/series/reader.ts';
import type { Store } from '../store/store.ts';
import { fileError, writeWhole, type CheckpointService } from './checkpoints.ts';

/** What `run.json` holds: everything needed to make the run again, and what came out. */
export interface RunFile {
  readonly id: string;
  readonly name: string;
  readonly experiment: string;
  readonly variant: string | null;
  readonly seed: number;
  readonly state: RunState;
  readonly document: RunDocument;
  readonly environment: Environment | null;
  readonly dataset: string | null;
  readonly dataHash: string | null;
  readonly final: Evaluation | null;
  readonly best: Evaluation | null;
  readonly failure: { readonly code: string; readonly message: string } | null;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
}

/** Writes a run's files: `run.json`, `metrics.csv`, `weights.safetensors`. */
export class RunFileService {
  readonly #store: Store;
  readonly #checkpoints: CheckpointService;

  constructor(store: Store, checkpoints: CheckpointService) {
    this.#store = store;
    this.#checkpoints = checkpoints;
  }

  describe(run: StoredRun): RunFile {
    const time = (at: number | null) => (at === null ? null : new Date(at).toISOString());
    return {
      id: run.id,
      name: run.name,
      experiment: run.experimentId,
      variant: run.variant,
      seed: run.seed,
      state: run.state,
      document: this.#store.runs.document(run.seq),
      environment: run.environment,
      dataset: run.dataset,
      dataHash: run.dataHash,
      final: run.final,
      best: run.best,
      failure: run.failure && { code: run.failure.code, message: run.failure.message },
      createdAt: time(run.createdAt) as string,
      startedAt: time(run.startedAt),
      endedAt: time(run.endedAt),
    };
  }

  /**
   * Writes the files of a run into a folder. Weights are left out where the run has not ended with any.
   * @throws DescentError `io`
   */
  async write(run: StoredRun, directory: string): Promise<void> {
    try {
      await mkdir(directory, { recursive: true });
    } catch (cause) {
      throw fileError(directory, cause);
    }
    await writeWhole(join(directory, 'run.json'), `${JSON.stringify(this.describe(run), null, 2)}\n`);
    await this.#writeMetrics(run, join(directory, 'metrics.csv'));
    if (this.#checkpoints.hasWeights(run)) await writeWhole(join(directory, 'weights.safetensors'), await this.#checkpoints.weights(run));
  }

  async #writeMetrics(run: StoredRun, file: string): Promise<void> {
    const aside = `${file}.${process.pid}.part`;
    try {
      const stream = createWriteStream(aside);
      const written = once(stream, 'close');
      for (const text of metricsCsv(this.#store.series, run)) if (!stream.write(text)) await once(stream, 'drain');
      stream.end();
      await written;
      await rename(aside, file);
    } catch (cause) {
      throw fileError(file, cause);
    }
  }
}

/**
 * A row per step: `step` (from 1), `epoch` (from 0), `lr`, `loss`, and the metrics of the evaluation that followed it.
 * A cell is empty where nothing was measured. Numbers are as short as they can be without losing a bit.
 */
export function* metricsCsv(reader: SeriesReader, run: Pick<StoredRun, 'seq' | 'stepsPerEpoch'>): Generator<string> {
  yield `step,epoch,lr,loss,${metricNames.join(',')}\n`;
  const columns = ['lr', ...metricNames].map((name) => new Cursor(reader.points(run.seq, name)));
  for (const { steps, values } of reader.points(run.seq, 'loss')) {
    let text = '';
    for (let i = 0; i < steps.length; i++) {
      const step = steps[i];
      const [lr, ...metrics] = columns.map((column) => column.at(step));
      const epoch = run.stepsPerEpoch ? Math.floor((step - 1) / run.stepsPerEpoch) : 0;
      text += `${step},${epoch},${lr},${values[i]},${metrics.join(',')}\n`;
    }
    yield text;
  }
}

/** Reads a series along ascending steps. */
class Cursor {
  readonly #chunks: Iterator<{ readonly steps: Float64Array; readonly values: Float64Array }>;
  #chunk: { readonly steps: Float64Array; readonly values: Float64Array } | undefined;
  #next = 0;

  constructor(chunks: Iterator<{ readonly steps: Float64Array; readonly values: Float64Array }>) {
    this.#chunks = chunks;
    this.#advance();
  }

  /** The value at a step as text, empty where there is none. */
  at(step: number): string {
    while (this.#chunk && this.#chunk.steps[this.#next] < step) this.#forward();
    return this.#chunk && this.#chunk.steps[this.#next] === step ? String(this.#chunk.values[this.#next]) : '';
  }

  #forward(): void {
    this.#next++;
    if (this.#chunk && this.#next >= this.#chunk.steps.length) this.#advance();
  }

  #advance(): void {
    const next = this.#chunks.next();
    this.#chunk = next.done === true ? undefined : next.value;
    this.#next = 0;
  }
}
