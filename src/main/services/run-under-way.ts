import { DescentError } from '../../shared/api/errors.ts';
import type { Evaluation, Failure, RunState } from '../../shared/api/records.ts';
import type { FromWorker, Ready, StartMessage } from '../../engine/worker/protocol.ts';
import type { RunChange, StoredRun } from '../store/rows.ts';
import type { Store } from '../store/store.ts';
import { failureOf, type Job, type WorkerPool } from '../workers/pool.ts';
import { CheckpointKeeper } from './checkpoint-keeper.ts';
import type { CheckpointService, FoundCheckpoint } from './checkpoints.ts';
import type { DatasetService } from './datasets.ts';
import type { RunEvents } from './events.ts';
import { finiteEvaluation } from './finite.ts';
import { RunRecorder, type Machine } from './run-recorder.ts';
import type { SettingsService } from './settings.ts';
import { networkSketch, quietProgress, toSummary } from './summary.ts';

/** Milliseconds between messages of a worker. */
const recordEvery = 100;

/** What training runs needs of the studio. */
export interface TrainingOptions {
  readonly store: Store;
  readonly pool: WorkerPool;
  readonly events: RunEvents;
  readonly checkpoints: CheckpointService;
  readonly datasets: DatasetService;
  readonly settings: SettingsService;
  readonly machine: Machine;
  /** This process among the owners of runs. */
  readonly ownerId: number;
}

/** Decides after some epochs whether a run goes on. */
export interface Judge {
  /** Numbers of epochs, ascending. */
  readonly epochs: readonly number[];
  /** Whether the run goes on. */
  goesOn(epoch: number, evaluation: Evaluation): boolean;
}

export interface QueueOptions {
  /** One step is wanted as soon as the run is there, paused. */
  readonly oneStep?: boolean;
  readonly judge?: Judge;
}

/**
 * A run in this process's hands, from the queue to its end: gives its worker what it needs, stores what the worker says, and publishes what
 * became of the run. It is let go of once, by `drop`.
 */
export class RunUnderWay {
  readonly #options: TrainingOptions;
  readonly #recorder: RunRecorder;
  readonly #files: CheckpointKeeper;
  readonly #judge: Judge | undefined;
  readonly #letGo: () => void;
  #run: StoredRun;
  #stepOnceReady: boolean;
  #ready = false;
  #paused = false;
  #dropped = false;

  /** @param letGo called when the run is no longer in this process's hands */
  constructor(options: TrainingOptions, run: StoredRun, { oneStep = false, judge }: QueueOptions, letGo: () => void) {
    this.#options = options;
    this.#recorder = new RunRecorder(options.store, run);
    this.#files = new CheckpointKeeper({
      checkpoints: options.checkpoints,
      run: () => this.#run,
      recordedStep: () => this.#recorder.recordedStep,
      failed: async (error) => {
        if (this.#dropped) return;
        await options.pool.terminate(this.#run.id);
        this.#dropFailed(failureOf(error));
      },
    });
    this.#run = run;
    this.#stepOnceReady = oneStep;
    this.#judge = judge;
    this.#letGo = letGo;
  }

  get run(): StoredRun {
    return this.#run;
  }

  /** The session is there and hears what it is told. */
  get ready(): boolean {
    return this.#ready;
  }

  get dropped(): boolean {
    return this.#dropped;
  }

  /** When every file that was begun is written. */
  get settled(): Promise<void> {
    return this.#files.settled;
  }

  /** Waits for its turn in the pool. */
  enqueue(): void {
    const { pool, ownerId } = this.#options;
    const paused = this.#stepOnceReady;
    this.#change({ state: 'queued', ownerId, failure: null, setback: null, endedAt: null, progress: { ...this.#run.progress, preparing: null, stepsPerSecond: null, secondsLeft: null } });
    const job: Job = {
      runId: this.#run.id,
      start: ({ maxThreads }) => this.#start(maxThreads, paused),
      onMessage: (message) => this.#hear(message),
    };
    pool.enqueue(job);
  }

  tell(message: Parameters<WorkerPool['tell']>[1]): void {
    this.#options.pool.tell(this.#run.id, message);
  }

  /** Has the run trained no further than a checkpoint, and waits until that counts, or patience ends. */
  hold(): Promise<void> {
    this.tell({ type: 'hold' });
    return this.#files.next();
  }

  /** The run is no longer in this process's hands. */
  drop(state: RunState, change: RunChange = {}): StoredRun {
    this.#dropped = true;
    this.#letGo();
    this.#files.stopWaiting();
    // The clock may have been set back meanwhile: no run ends before it began.
    const endedAt = change.endedAt == null ? {} : { endedAt: Math.max(change.endedAt, this.#run.startedAt ?? 0) };
    return this.#change({ ...change, ...endedAt, state, ownerId: null });
  }

  async #start(maxThreads: number, paused: boolean): Promise<StartMessage> {
    const { store, datasets, settings } = this.#options;
    const run = this.#run;
    this.#change({ state: 'running', startedAt: run.startedAt ?? Date.now(), progress: { ...run.progress, preparing: 'data' } });
    const document = store.runs.document(run.seq);
    const baseDirectory = store.experiments.get(run.experimentId)?.baseDirectory ?? '';
    const { location } = await datasets.locate(document.data, baseDirectory);
    const checkpoint = await this.#lastCheckpoint();
    store.write(() => this.#recorder.beginAfter(checkpoint?.step ?? 0));
    const { kernels, threads, checkpointEvery } = settings.get();
    return {
      type: 'start',
      document,
      dataset: location,
      baseDirectory,
      maxThreads,
      checkpointEvery,
      recordEvery,
      paused,
      ...(this.#judge ? { judgeAfterEpochs: this.#judge.epochs } : {}),
      ...(kernels === null ? {} : { kernels }),
      ...(threads === null ? {} : { threads }),
      ...(checkpoint ? { checkpoint: checkpoint.bytes } : {}),
    };
  }

  /**
   * Where the run goes on; damaged checkpoints before it are told. Where all are, the run fails and says so rather than throw its points
   * away unasked; it has none then, so that resuming it once more begins from its first step.
   */
  async #lastCheckpoint(): Promise<FoundCheckpoint | undefined> {
    const { checkpoints } = this.#options;
    try {
      const checkpoint = await checkpoints.last(this.#run);
      if (checkpoint && checkpoint.damaged.length > 0) this.#change({ setback: { damaged: [...checkpoint.damaged], step: checkpoint.step } });
      return checkpoint;
    } catch (error) {
      if (error instanceof DescentError && error.detail.reason === 'checkpoints-damaged') await checkpoints.forget(this.#run);
      throw error;
    }
  }

  #hear(message: FromWorker): void {
    try {
      this.#handle(message);
    } catch (error) {
      // What a run says could not be stored: it must not go on as if it were.
      void this.#options.pool.terminate(this.#run.id);
      this.#fail(failureOf(error));
    }
  }

  #handle(message: FromWorker): void {
    switch (message.type) {
      case 'preparing':
        this.#change({ progress: { ...this.#run.progress, preparing: message.what } });
        return;
      case 'ready':
        this.#begin(message.ready);
        return;
      case 'recorded': {
        const event = this.#recorder.record(message.progress, message.points, message.inspections);
        this.#run = { ...this.#run, progress: message.progress };
        this.#files.recorded();
        this.#options.events.publish(event);
        return;
      }
      case 'paused':
      case 'resumed':
        this.#paused = message.type === 'paused';
        if (this.#paused) this.#recorder.stopClock();
        else this.#recorder.startClock();
        this.#change({ state: this.#paused ? 'paused' : 'running', progress: this.#paused ? quietProgress(message.progress) : message.progress });
        if (this.#paused && this.#stepOnceReady) {
          this.#stepOnceReady = false;
          this.tell({ type: 'step' });
        }
        return;
      case 'checkpoint':
        this.#files.write(message.step, message.bytes);
        return;
      case 'judge':
        this.tell({ type: this.#judge?.goesOn(message.epoch, finiteEvaluation(message.evaluation)) === false ? 'stop' : 'resume' });
        return;
      case 'finished':
        this.#finish(message);
        return;
      case 'failed':
        this.#fail(message.failure);
        return;
      default:
        message satisfies never;
    }
  }

  #begin(ready: Ready): void {
    const { machine, store } = this.#options;
    this.#ready = true;
    if (!this.#paused) this.#recorder.startClock();
    const inputs = ready.featureShape?.reduce((product, side) => product * side, 1);
    this.#change({
      dataset: ready.dataset,
      dataHash: ready.dataHash,
      parameters: ready.parameters,
      stepsPerEpoch: ready.stepsPerEpoch,
      network: networkSketch(store.runs.document(this.#run.seq), inputs),
      environment: { ...machine, kernels: ready.kernels, threads: ready.threads },
      progress: { ...this.#run.progress, totalSteps: ready.totalSteps, totalEpochs: Math.ceil(ready.totalSteps / ready.stepsPerEpoch), preparing: null },
    });
  }

  #finish(message: Extract<FromWorker, { type: 'finished' }>): void {
    this.#recorder.stopClock();
    this.#files.writeLast(message, () => {
      this.drop(message.reason === 'stopped' ? 'stopped' : 'done', {
        endedAt: Date.now(),
        final: finiteEvaluation(message.final),
        best: finiteEvaluation(message.best),
        progress: quietProgress(this.#run.progress),
        sparkline: this.#recorder.sparkline(),
      });
    });
  }

  #fail(failure: Failure): void {
    this.#recorder.stopClock();
    this.#files.afterwards(() => {
      if (!this.#dropped) this.drop('failed', { endedAt: Date.now(), failure, progress: quietProgress(this.#run.progress), sparkline: this.#recorder.sparkline() });
    });
  }

  /** Lets go of a failed run even where the store itself is what failed: its subscribers hear of it, and the next start finds it interrupted. */
  #dropFailed(failure: Failure): void {
    const change = { endedAt: Date.now(), failure, progress: quietProgress(this.#run.progress) };
    try {
      this.drop('failed', change);
    } catch {
      this.#run = { ...this.#run, ...change, state: 'failed' };
      this.#options.events.publish({ type: 'changed', run: toSummary(this.#run, false) });
    }
  }

  #change(change: RunChange): StoredRun {
    const { store, events } = this.#options;
    this.#run = store.write(() => store.runs.update(this.#run.seq, change));
    events.publish({ type: 'changed', run: toSummary(this.#run, false) });
    return this.#run;
  }
}
