import { toFailure } from './failure.ts';
import type { FromWorker, StartMessage, ToWorker } from './protocol.ts';
import { prepare, type Prepared } from './prepare.ts';

/** Milliseconds of training between two looks at the messages. */
const sliceMilliseconds = 20;

export type Post = (message: FromWorker, transfer?: readonly ArrayBuffer[]) => void;
type Order = Exclude<ToWorker, StartMessage>;

/**
 * Trains one run, a slice at a time, and does what it is told in between. It ends with `finished` or `failed`, after which it says and
 * does nothing more.
 */
export class Trainer {
  readonly #start: StartMessage;
  readonly #post: Post;
  /** Orders from before the run was ready. */
  readonly #early: Order[] = [];
  #prepared: Prepared | undefined;
  /** `judged`: after a step where somebody else decides whether the run goes on. `held`: for good, it is about to be let go of. */
  #state: 'running' | 'paused' | 'judged' | 'held' | 'ended' = 'running';
  #judgeSteps: number[] = [];
  /** A slice is on its way. */
  #scheduled = false;
  #recordedAt = 0;
  #checkpointAt = 0;

  constructor(start: StartMessage, post: Post) {
    this.#start = start;
    this.#post = post;
  }

  /** Prepares the run and lets it go. */
  async begin(): Promise<void> {
    await this.#guarded(async () => {
      const prepared = await prepare(this.#start, this.#post);
      const { session } = prepared.run;
      this.#prepared = prepared;
      this.#judgeSteps = (this.#start.judgeAfterEpochs ?? []).map((epoch) => epoch * session.length.stepsPerEpoch).filter((step) => step > session.step);
      this.#recordedAt = this.#checkpointAt = performance.now();
      this.#post({ type: 'ready', ready: prepared.ready });
      if (this.#start.paused) this.#pause(prepared);
      for (const order of this.#early) this.#obey(order, prepared);
      this.#continue();
    });
  }

  /** What the main thread says while the run is under way. */
  handle(order: Order): void {
    const prepared = this.#prepared;
    if (prepared) void this.#guarded(() => this.#obey(order, prepared));
    else this.#early.push(order);
  }

  #obey({ type }: Order, prepared: Prepared): void {
    if (this.#state === 'ended' || this.#state === 'held') return;
    switch (type) {
      case 'pause':
        if (this.#state !== 'paused') this.#pause(prepared);
        return;
      case 'resume':
        this.#resume(prepared);
        return;
      case 'step':
        if (this.#state !== 'paused') return;
        this.#advance(prepared);
        this.#sendRecorded(prepared);
        if (prepared.run.over) this.#finish(prepared);
        return;
      case 'stop':
        this.#finish(prepared);
        return;
      case 'hold':
        this.#state = 'held';
        this.#sendCheckpoint(prepared);
        return;
      default:
        throw new RangeError(`unknown order ${String(type satisfies never)}`);
    }
  }

  #pause(prepared: Prepared): void {
    this.#state = 'paused';
    this.#sendRecorded(prepared);
    this.#sendCheckpoint(prepared);
    this.#post({ type: 'paused', progress: prepared.recorder.progress() });
  }

  #resume(prepared: Prepared): void {
    if (this.#state === 'running') return;
    prepared.recorder.restartClock();
    if (this.#state === 'paused') this.#post({ type: 'resumed', progress: prepared.recorder.progress() });
    this.#state = 'running';
    this.#continue();
  }

  /** Trains a slice, lets messages through, trains the next. */
  #continue(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      const prepared = this.#prepared;
      if (prepared && this.#state === 'running') void this.#guarded(() => this.#slice(prepared));
    });
  }

  #slice(prepared: Prepared): void {
    const { run } = prepared;
    const end = performance.now() + sliceMilliseconds;
    do {
      if (run.over || run.session.step >= (this.#start.stopAfter ?? Infinity)) return this.#finish(prepared);
      this.#advance(prepared);
      if (this.#judged(prepared)) return;
    } while (performance.now() < end);
    const now = performance.now();
    if (now - this.#recordedAt >= this.#start.recordEvery) this.#sendRecorded(prepared);
    if (now - this.#checkpointAt >= this.#start.checkpointEvery * 1000) this.#sendCheckpoint(prepared);
    this.#continue();
  }

  #advance({ run, inspector, recorder }: Prepared): void {
    if (run.inspectsNext) inspector.rememberWeights();
    const { record, evaluation, inspect } = run.advance();
    recorder.addStep(record);
    if (evaluation) recorder.addEvaluation(record.step, evaluation);
    if (inspect) recorder.addInspection(inspector.inspect());
  }

  /** Whether the run now waits for a decision. */
  #judged(prepared: Prepared): boolean {
    const { session } = prepared.run;
    if (session.step !== this.#judgeSteps[0]) return false;
    this.#judgeSteps.shift();
    this.#state = 'judged';
    this.#sendRecorded(prepared);
    this.#post({ type: 'judge', epoch: session.step / session.length.stepsPerEpoch, evaluation: prepared.run.evaluationHere() });
    return true;
  }

  #sendRecorded({ recorder }: Prepared): void {
    this.#recordedAt = performance.now();
    if (recorder.waiting) this.#post(recorder.take());
  }

  /** A checkpoint follows what was recorded up to it. */
  #sendCheckpoint(prepared: Prepared): void {
    this.#sendRecorded(prepared);
    const bytes = prepared.run.checkpoint();
    this.#post({ type: 'checkpoint', step: prepared.run.session.step, bytes }, [bytes.buffer as ArrayBuffer]);
    this.#checkpointAt = performance.now();
  }

  #finish(prepared: Prepared): void {
    const { run } = prepared;
    // Before the best weights come back: from here the run could be prolonged.
    const checkpoint = run.checkpoint();
    const result = run.finish();
    run.session.dispose();
    this.#sendRecorded(prepared);
    this.#state = 'ended';
    this.#post({ type: 'finished', ...result, checkpoint }, [checkpoint.buffer as ArrayBuffer, result.weights.buffer as ArrayBuffer]);
  }

  /** A failure ends the run; what it recorded before is sent first. */
  async #guarded(work: () => void | Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#state = 'ended';
      if (this.#prepared) this.#sendRecorded(this.#prepared);
      this.#prepared?.run.session.dispose();
      this.#post({ type: 'failed', failure: toFailure(error, 'training-unforeseen') });
    }
  }
}
