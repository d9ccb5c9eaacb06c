import type { Worker } from 'node:worker_threads';
import { DescentError } from '../../shared/api/errors.ts';
import { refusal } from '../../shared/api/reasons.ts';
import type { StepPlaces, StepView } from '../../shared/api/microscope.ts';
import type { BenchNetwork, InkPicture, Prediction, TestEvent, TestExamples } from '../../shared/api/test-bench.ts';
import type { RunDocument } from '../../shared/experiment/document.ts';
import { spawnBenchThread } from '../../engine/worker/bench-thread.ts';
import type { BenchSource } from '../../engine/worker/bench-protocol.ts';
import type { StoredRun } from '../store/rows.ts';
import type { Store } from '../store/store.ts';
import { failureOf } from '../workers/pool.ts';
import type { CheckpointService } from './checkpoints.ts';
import type { DatasetService } from './datasets.ts';
import { BenchThread } from './test-bench/thread.ts';

export interface TestBenchOptions {
  readonly store: Store;
  readonly checkpoints: CheckpointService;
  readonly datasets: DatasetService;
  /** Name of the kernel set that whole test sets are passed through; null = the fastest. */
  readonly kernels?: () => string | null;
  readonly spawn?: () => Worker;
}

/** Files of weights that are kept in memory. */
const keptFiles = 8;

/**
 * Asks trained networks: about one example, and about their whole test set. Everything is computed on a thread of its own, so that neither
 * the studio nor what trains is held up.
 */
export class TestBenchService {
  readonly #options: TestBenchOptions;
  readonly #thread: BenchThread;
  readonly #files = new Map<string, Promise<Uint8Array>>();

  constructor(options: TestBenchOptions) {
    this.#options = options;
    this.#thread = new BenchThread(options.spawn ?? spawnBenchThread);
  }

  /** @throws {DescentError} `not-found` for a run that is not there or has nothing to ask yet, `usage` for one that tells no classes apart */
  async open(run: string): Promise<BenchNetwork> {
    const stored = this.#stored(run);
    const network = await this.#source(stored, undefined);
    return { ...(await this.#thread.ask({ type: 'open', network })), steps: this.#steps(stored) };
  }

  /** @throws {DescentError} as `open`; `usage` for an example of another shape */
  async predict({ run, step, pixels, about }: { run: string; step?: number; pixels: readonly number[]; about?: number }): Promise<Prediction> {
    return this.#thread.ask({ type: 'predict', network: await this.#source(this.#stored(run), step), pixels, about });
  }

  /** Progress, and at last the report; leaving it stops the work. */
  async *evaluate({ run, step, signal }: { run: string; step?: number; signal?: AbortSignal }): AsyncGenerator<TestEvent, void, void> {
    const network = await this.#source(this.#stored(run), step);
    const stop = new AbortController();
    let wake: () => void = () => undefined;
    let progress: TestEvent | undefined = { type: 'progress', done: 0, of: null };
    let ended = false;
    const report = this.#thread.ask(
      { type: 'evaluate', network, kernels: this.#options.kernels?.() ?? undefined },
      {
        onProgress: (done, of) => {
          progress = { type: 'progress', done, of };
          wake();
        },
        signal: signal ? AbortSignal.any([signal, stop.signal]) : stop.signal,
      },
    );
    const over = report.then(
      () => (ended = true),
      () => (ended = true),
    );
    try {
      while (!ended) {
        if (progress) yield progress;
        progress = undefined;
        await Promise.race([over, new Promise<void>((resolve) => (wake = resolve))]);
      }
      yield { type: 'report', report: await report };
    } finally {
      stop.abort();
    }
  }

  /** Examples of the run's test set. @throws {DescentError} `usage` for a number beyond it */
  async images(run: string, indices: readonly number[]): Promise<TestExamples> {
    return this.#thread.ask({ type: 'images', network: await this.#source(this.#stored(run), undefined), indices });
  }

  /** Reads a PNG file. @throws {DescentError} `file-invalid` */
  picture(bytes: Uint8Array, name: string): Promise<InkPicture> {
    return this.#thread.ask({ type: 'picture', bytes, name });
  }

  /** Where steps can be looked at. @throws {DescentError} `not-found` */
  places(run: string): StepPlaces {
    const stored = this.#stored(run);
    const of = stored.progress.totalSteps;
    const steps = [...(stored.forkedFrom ? [] : [0]), ...this.#options.checkpoints.steps(stored)].filter((step) => step < of);
    if (steps.length === 0) throw refusal('not-found', 'no-step', { id: run });
    return { steps, of };
  }

  /** The step after one of `places`, taken once more. @throws {DescentError} `not-found`, `usage`, and what is wrong with the data */
  async step({ run, from, ...sight }: { run: string; from?: number; tensor?: string; unit?: number; input?: number }): Promise<StepView> {
    const network = await this.#source(this.#stored(run), from ?? this.places(run).steps.at(-1));
    return this.#thread.ask({ type: 'step', network, sight, kernels: this.#options.kernels?.() ?? undefined });
  }

  close(): Promise<void> {
    return this.#thread.close();
  }

  #stored(id: string): StoredRun {
    const run = this.#options.store.runs.get(id);
    if (run && run.deletedAt === null) return run;
    throw refusal('not-found', 'no-such-run', { id });
  }

  /** Steps whose weights can be had, ascending. A fork did not begin with initial weights. */
  #steps(run: StoredRun): number[] {
    const kept = this.#options.checkpoints.steps(run);
    return [...new Set([...(run.forkedFrom ? [] : [0]), ...kept, ...(this.#endedWithWeights(run) ? [run.progress.step] : [])])].sort((a, b) => a - b);
  }

  /** Weights that were written when the run ended; older than the last checkpoint where it was resumed since. */
  #endedWithWeights(run: StoredRun): boolean {
    return (run.state === 'done' || run.state === 'stopped') && this.#options.checkpoints.hasWeights(run);
  }

  async #source(run: StoredRun, step: number | undefined): Promise<BenchSource> {
    const { store, datasets } = this.#options;
    const document = store.runs.document(run.seq);
    const baseDirectory = store.experiments.get(run.experimentId)?.baseDirectory ?? '';
    const trained = trainedOn(document, run);
    const [data, weights] = await Promise.all([
      datasets.locate(trained.data, baseDirectory).then(
        ({ location }) => location,
        (error: unknown) => missing(error),
      ),
      this.#weights(run, step),
    ]);
    return { ...weights, document: trained, baseDirectory, data, source: run.dataset ?? trained.data.source, dataHash: run.dataHash };
  }

  /** @throws {DescentError} `not-found` where the run has no weights, or none of that step */
  async #weights(run: StoredRun, step: number | undefined): Promise<Pick<BenchSource, 'key' | 'step' | 'weights'>> {
    const { checkpoints } = this.#options;
    if (step === 0 && run.forkedFrom === null) return { key: `${run.id} 0`, step: 0, weights: null };
    if (this.#endedWithWeights(run) && (step === undefined || step === run.progress.step)) {
      const key = `${run.id} end ${run.endedAt}`;
      return { key, step: run.progress.step, weights: await this.#file(key, () => checkpoints.weights(run)) };
    }
    const at = step ?? checkpoints.steps(run).at(-1);
    if (at === undefined) throw refusal('not-found', 'no-weights', { id: run.id });
    const key = `${run.id} ${at}`;
    return { key, step: at, weights: await this.#file(key, async () => (await checkpoints.at(run, at)).bytes) };
  }

  /** A file's bytes in shared memory, so that handing them over costs nothing. */
  #file(key: string, read: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const known = this.#files.get(key);
    this.#files.delete(key);
    const bytes = known ?? read().then((contents) => {
      const shared = new Uint8Array(new SharedArrayBuffer(contents.length));
      shared.set(contents);
      return shared;
    });
    this.#files.set(key, bytes);
    bytes.catch(() => this.#files.delete(key));
    const [oldest] = this.#files.keys();
    if (this.#files.size > keptFiles && oldest !== undefined) this.#files.delete(oldest);
    return bytes;
  }
}

/** Data that is not on this machine any more is missed by whoever needs it. */
function missing(error: unknown): BenchSource['data'] {
  if (error instanceof DescentError && error.code === 'dataset-missing') return { kind: 'missing', failure: failureOf(error) };
  throw error;
}

/** The document with the data that "auto" had come to when the run trained. */
function trainedOn(document: RunDocument, run: StoredRun): RunDocument {
  if (document.data.source !== 'auto' || run.dataset === null) return document;
  return { ...document, data: { ...document.data, source: run.dataset } };
}
