import { DescentError } from '../../shared/api/errors.ts';
import { refusal } from '../../shared/api/reasons.ts';
import type { Evaluation, Failure, Progress, RunState } from '../../shared/api/records.ts';
import type { FromWorker, Ready, StartMessage } from '../../engine/worker/protocol.ts';
import type { StoredCheckpoint } from '../store/checkpoints.ts';
import type { RunChange, StoredRun } from '../store/rows.ts';
import type { Store } from '../store/store.ts';
import { failureOf, type Job, type WorkerPool } from '../workers/pool.ts';
import type { CheckpointService, FoundCheckpoint } from './checkpoints.ts';
import type { DatasetService } from './datasets.ts';
import type { RunEvents } from './events.ts';
import { finiteOrNull, RunRecorder, type Machine } from './run-recorder.ts';
import type { SettingsService } from './settings.ts';
import { networkSketch, toSummary } from './summary.ts';

/** Milliseconds between messages of a worker. */
const recordEvery = 100;
/** Milliseconds a run gets to write its checkpoint when the studio closes. */
const checkpointPatience = 10_000;

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

/** A run of this process that is queued or under way. */
interface Under {
  run: StoredRun;
  readonly recorder: RunRecorder;
  /** The session is there and hears what it is told. */
  ready: boolean;
  paused: boolean;
  /** A written checkpoint whose points are not all stored yet. */
  pending: StoredCheckpoint | undefined;
  /** Files being written, one after the other. */
  files: Promise<void>;
  readonly onCheckpoint: Set<() => void>;
  /** One step is wanted as soon as the run is there, paused. */
  stepOnceReady: boolean;
  readonly judge: Judge | undefined;
}

/** Decides after some epochs whether a run goes on. */
export interface Judge {
  /** Numbers of epochs, ascending. */
  readonly epochs: readonly number[];
  /** Whether the run goes on. */
  goesOn(epoch: number, evaluation: Evaluation): boolean;
}

/** Trains runs: gives them to workers, stores what these record, and tells what became of them. */
export class TrainingService {
  readonly #options: TrainingOptions;
  readonly #under = new Map<string, Under>();

  constructor(options: TrainingOptions) {
    this.#options = options;
  }

  /** Whether this process has the run in its hands. */
  has(runId: string): boolean {
    return this.#under.has(runId);
  }

  /** Trains a run when its turn comes, from its last checkpoint where it has one. */
  queue(run: StoredRun, options: { readonly oneStep?: boolean; readonly judge?: Judge } = {}): StoredRun {
    const { store, pool, ownerId } = this.#options;
    const under: Under = { run, recorder: new RunRecorder(store, run), ready: false, paused: false, pending: undefined, files: Promise.resolve(), onCheckpoint: new Set(), stepOnceReady: options.oneStep ?? false, judge: options.judge };
    this.#under.set(run.id, under);
    this.#change(under, { state: 'queued', ownerId, failure: null, setback: null, endedAt: null, progress: { ...run.progress, preparing: null, stepsPerSecond: null, secondsLeft: null } });
    const job: Job = {
      runId: run.id,
      start: (limits) => this.#start(under, limits.maxThreads, options.oneStep ?? false),
      onMessage: (message) => this.#hear(under, message),
    };
    pool.enqueue(job);
    return under.run;
  }

  pause(runId: string): StoredRun {
    const under = this.#mine(runId);
    if (this.#options.pool.dequeue(runId)) return this.#drop(under, 'paused');
    this.#tell(under, { type: 'pause' });
    return under.run;
  }

  /** Lets a paused run that has its worker go on. */
  resume(runId: string): StoredRun {
    const under = this.#mine(runId);
    this.#tell(under, { type: 'resume' });
    return under.run;
  }

  step(runId: string): StoredRun {
    const under = this.#mine(runId);
    this.#tell(under, { type: 'step' });
    return under.run;
  }

  /** Ends a run for good after the step under way. One that has not begun ends at once. */
  async stop(runId: string): Promise<StoredRun> {
    const under = this.#mine(runId);
    const { pool } = this.#options;
    if (pool.dequeue(runId)) return this.#drop(under, 'stopped', { endedAt: Date.now() });
    if (under.ready) {
      this.#tell(under, { type: 'stop' });
      return under.run;
    }
    await pool.terminate(runId);
    return this.#drop(under, 'stopped', { endedAt: Date.now() });
  }

  /**
   * Lets go of a run at once, after a checkpoint where it has begun: it is "interrupted" then and can be resumed.
   */
  async interrupt(runId: string): Promise<void> {
    const under = this.#under.get(runId);
    if (!under) return;
    const { pool } = this.#options;
    if (!pool.dequeue(runId)) {
      if (under.ready) await this.#checkpointNow(under);
      // It may have ended meanwhile.
      if (this.#under.get(runId) !== under) return under.files;
      await pool.terminate(runId);
      await under.files;
    }
    if (this.#under.get(runId) === under) this.#drop(under, 'interrupted', { progress: quiet(under.run.progress) });
  }

  /** Interrupts everything this process has. */
  async interruptAll(): Promise<void> {
    await Promise.all([...this.#under.keys()].map((runId) => this.interrupt(runId)));
  }

  #mine(runId: string): Under {
    const under = this.#under.get(runId);
    if (under) return under;
    throw refusal('conflict', 'not-training', { runId });
  }

  #tell(under: Under, message: Parameters<WorkerPool['tell']>[1]): void {
    this.#options.pool.tell(under.run.id, message);
  }

  async #checkpointNow(under: Under): Promise<void> {
    let done: () => void = () => undefined;
    const written = new Promise<void>((resolve) => (done = resolve));
    under.onCheckpoint.add(done);
    this.#tell(under, { type: 'checkpoint' });
    const patience = setTimeout(done, checkpointPatience);
    await written;
    clearTimeout(patience);
    under.onCheckpoint.delete(done);
  }

  async #start(under: Under, maxThreads: number, paused: boolean): Promise<StartMessage> {
    const { store, datasets, settings } = this.#options;
    const { run, recorder } = under;
    this.#change(under, { state: 'running', startedAt: run.startedAt ?? Date.now(), progress: { ...under.run.progress, preparing: 'data' } });
    const document = store.runs.document(run.seq);
    const baseDirectory = store.experiments.get(run.experimentId)?.baseDirectory ?? '';
    const { location } = await datasets.locate(document.data, baseDirectory);
    const checkpoint = await this.#checkpointOf(under);
    store.write(() => recorder.beginAfter(checkpoint?.step ?? 0));
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
      ...(under.judge ? { judgeAfterEpochs: under.judge.epochs } : {}),
      ...(kernels === null ? {} : { kernels }),
      ...(threads === null ? {} : { threads }),
      ...(checkpoint ? { checkpoint: checkpoint.bytes } : {}),
    };
  }

  /**
   * Where the run goes on; damaged checkpoints before it are told. Where all are, the run fails and says so rather than throw its points
   * away unasked; it has none then, so that resuming it once more begins from its first step.
   */
  async #checkpointOf(under: Under): Promise<FoundCheckpoint | undefined> {
    const { checkpoints } = this.#options;
    try {
      const checkpoint = await checkpoints.last(under.run);
      if (checkpoint && checkpoint.damaged.length > 0) this.#change(under, { setback: { damaged: [...checkpoint.damaged], step: checkpoint.step } });
      return checkpoint;
    } catch (error) {
      if (error instanceof DescentError && error.detail.reason === 'checkpoints-damaged') await checkpoints.forget(under.run);
      throw error;
    }
  }

  #hear(under: Under, message: FromWorker): void {
    try {
      this.#handle(under, message);
    } catch (error) {
      // What a run says could not be stored: it must not go on as if it were.
      void this.#options.pool.terminate(under.run.id);
      this.#fail(under, failureOf(error));
    }
  }

  #handle(under: Under, message: FromWorker): void {
    switch (message.type) {
      case 'preparing':
        this.#change(under, { progress: { ...under.run.progress, preparing: message.what } });
        return;
      case 'ready':
        this.#begin(under, message.ready);
        return;
      case 'recorded': {
        const event = under.recorder.record(message.progress, message.points, message.inspections);
        under.run = { ...under.run, progress: message.progress };
        if (under.pending) this.#file(under, () => this.#keepPending(under));
        this.#options.events.publish(event);
        return;
      }
      case 'paused':
      case 'resumed':
        under.paused = message.type === 'paused';
        if (under.paused) under.recorder.stopClock();
        else under.recorder.startClock();
        this.#change(under, { state: under.paused ? 'paused' : 'running', progress: under.paused ? quiet(message.progress) : message.progress });
        if (under.paused && under.stepOnceReady) {
          under.stepOnceReady = false;
          this.#tell(under, { type: 'step' });
        }
        return;
      case 'checkpoint':
        this.#file(under, async () => {
          under.pending = await this.#options.checkpoints.write(under.run, message.step, message.bytes);
          await this.#keepPending(under);
        });
        return;
      case 'judge':
        this.#tell(under, { type: under.judge?.goesOn(message.epoch, finiteEvaluation(message.evaluation)) === false ? 'stop' : 'resume' });
        return;
      case 'finished':
        this.#finish(under, message);
        return;
      case 'failed':
        this.#fail(under, message.failure);
        return;
      default:
        message satisfies never;
    }
  }

  #begin(under: Under, ready: Ready): void {
    const { machine, store } = this.#options;
    under.ready = true;
    if (!under.paused) under.recorder.startClock();
    const inputs = ready.featureShape?.reduce((product, side) => product * side, 1);
    this.#change(under, {
      dataset: ready.dataset,
      dataHash: ready.dataHash,
      parameters: ready.parameters,
      stepsPerEpoch: ready.stepsPerEpoch,
      network: networkSketch(store.runs.document(under.run.seq), inputs),
      environment: { ...machine, kernels: ready.kernels, threads: ready.threads },
      progress: { ...under.run.progress, totalSteps: ready.totalSteps, totalEpochs: Math.ceil(ready.totalSteps / ready.stepsPerEpoch), preparing: null },
    });
  }

  /** A checkpoint counts once every point up to its step is stored: a run resumed from it must not have a gap. */
  async #keepPending(under: Under): Promise<void> {
    const { pending } = under;
    if (!pending || under.recorder.recordedStep < pending.step) return;
    under.pending = undefined;
    await this.#options.checkpoints.keep(under.run, pending);
    for (const done of under.onCheckpoint) done();
  }

  #finish(under: Under, message: Extract<FromWorker, { type: 'finished' }>): void {
    const { checkpoints } = this.#options;
    under.recorder.stopClock();
    this.#file(under, async () => {
      await checkpoints.writeWeights(under.run, message.weights);
      await checkpoints.keep(under.run, await checkpoints.write(under.run, message.step, message.checkpoint));
      const state: RunState = message.reason === 'stopped' ? 'stopped' : 'done';
      this.#drop(under, state, {
        endedAt: Date.now(),
        final: finiteEvaluation(message.final),
        best: finiteEvaluation(message.best),
        progress: quiet(under.run.progress),
        sparkline: under.recorder.sparkline(),
      });
    });
  }

  #fail(under: Under, failure: Failure): void {
    under.recorder.stopClock();
    this.#file(under, () => {
      if (this.#under.get(under.run.id) !== under) return Promise.resolve();
      this.#drop(under, 'failed', { endedAt: Date.now(), failure, progress: quiet(under.run.progress), sparkline: under.recorder.sparkline() });
      return Promise.resolve();
    });
  }

  /** Work on a run's files, after what came before it. A file that cannot be written fails the run. */
  #file(under: Under, work: () => Promise<void>): void {
    under.files = under.files.then(work).catch(async (error: unknown) => {
      for (const done of under.onCheckpoint) done();
      if (this.#under.get(under.run.id) !== under) return;
      await this.#options.pool.terminate(under.run.id);
      this.#dropFailed(under, failureOf(error));
    });
  }

  /** Lets go of a failed run even where the store itself is what failed: its subscribers hear of it, and the next start finds it interrupted. */
  #dropFailed(under: Under, failure: Failure): void {
    const change = { endedAt: Date.now(), failure, progress: quiet(under.run.progress) };
    try {
      this.#drop(under, 'failed', change);
    } catch {
      under.run = { ...under.run, ...change, state: 'failed' };
      this.#options.events.publish({ type: 'changed', run: toSummary(under.run, false) });
    }
  }

  /** The run is no longer in this process's hands. */
  #drop(under: Under, state: RunState, change: RunChange = {}): StoredRun {
    this.#under.delete(under.run.id);
    for (const done of under.onCheckpoint) done();
    // The clock may have been set back meanwhile: no run ends before it began.
    const endedAt = change.endedAt == null ? {} : { endedAt: Math.max(change.endedAt, under.run.startedAt ?? 0) };
    return this.#change(under, { ...change, ...endedAt, state, ownerId: null });
  }

  #change(under: Under, change: RunChange): StoredRun {
    under.run = this.#options.store.write(() => this.#options.store.runs.update(under.run.seq, change));
    this.#options.events.publish({ type: 'changed', run: toSummary(under.run, false) });
    return under.run;
  }
}

/** Progress of a run that does not move. */
const quiet = (progress: Progress): Progress => ({ ...progress, stepsPerSecond: null, secondsLeft: null, preparing: null, loss: progress.loss === null ? null : finiteOrNull(progress.loss) });

/** An evaluation as the contract carries it. */
export function finiteEvaluation(evaluation: Evaluation): Evaluation {
  return Object.fromEntries(Object.entries(evaluation).map(([name, value]) => [name, value === null ? null : finiteOrNull(value)])) as Evaluation;
}
