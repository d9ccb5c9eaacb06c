import type { StoredCheckpoint } from '../store/checkpoints.ts';
import type { StoredRun } from '../store/rows.ts';
import type { CheckpointService } from './checkpoints.ts';

/** Milliseconds a run gets to write its checkpoint when the studio closes. */
const patience = 10_000;

export interface CheckpointKeeperOptions {
  readonly checkpoints: CheckpointService;
  readonly run: () => StoredRun;
  /** The last step whose points are stored. */
  readonly recordedStep: () => number;
  /** A file could not be written, or what followed it failed. */
  readonly failed: (error: unknown) => Promise<void>;
}

/**
 * The files of one run under way, written one after the other. A checkpoint counts once every point up to its step is stored: a run resumed
 * from it must not have a gap.
 */
export class CheckpointKeeper {
  readonly #options: CheckpointKeeperOptions;
  readonly #waiting = new Set<() => void>();
  /** A written checkpoint whose points are not all stored yet. */
  #pending: StoredCheckpoint | undefined;
  #work: Promise<void> = Promise.resolve();

  constructor(options: CheckpointKeeperOptions) {
    this.#options = options;
  }

  /** When everything that was begun is written. */
  get settled(): Promise<void> {
    return this.#work;
  }

  /** Does something after every file that was begun is written. */
  afterwards(work: () => void | Promise<void>): void {
    this.#work = this.#work.then(work).catch((error: unknown) => {
      this.stopWaiting();
      return this.#options.failed(error);
    });
  }

  write(step: number, bytes: Uint8Array): void {
    this.afterwards(async () => {
      this.#pending = await this.#options.checkpoints.write(this.#options.run(), step, bytes);
      await this.#keepPending();
    });
  }

  /** Points were stored: a checkpoint may have waited for them. */
  recorded(): void {
    if (this.#pending) this.afterwards(() => this.#keepPending());
  }

  /** The weights and checkpoint that a run ends with; `then` follows when both are written. */
  writeLast({ step, checkpoint, weights }: { readonly step: number; readonly checkpoint: Uint8Array; readonly weights: Uint8Array }, then: () => void): void {
    const { checkpoints, run } = this.#options;
    this.afterwards(async () => {
      await checkpoints.writeWeights(run(), weights);
      await checkpoints.keep(run(), await checkpoints.write(run(), step, checkpoint));
      then();
    });
  }

  /** Waits until the next checkpoint counts, or patience ends. */
  async next(): Promise<void> {
    let done: () => void = () => undefined;
    const kept = new Promise<void>((resolve) => (done = resolve));
    this.#waiting.add(done);
    const timer = setTimeout(done, patience);
    await kept;
    clearTimeout(timer);
    this.#waiting.delete(done);
  }

  /** Nobody need wait for a checkpoint any more: it counts, or there will be none. */
  stopWaiting(): void {
    for (const done of this.#waiting) done();
  }

  async #keepPending(): Promise<void> {
    const pending = this.#pending;
    if (!pending || this.#options.recordedStep() < pending.step) return;
    this.#pending = undefined;
    await this.#options.checkpoints.keep(this.#options.run(), pending);
    this.stopWaiting();
  }
}
