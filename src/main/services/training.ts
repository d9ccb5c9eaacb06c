import { refusal } from '../../shared/api/reasons.ts';
import type { StoredRun } from '../store/rows.ts';
import { RunUnderWay, type QueueOptions, type TrainingOptions } from './run-under-way.ts';
import { quietProgress } from './summary.ts';

/** Trains runs: queues them and passes on what is wanted of those under way. What their workers say is heard in `run-under-way`. */
export class TrainingService {
  readonly #options: TrainingOptions;
  readonly #under = new Map<string, RunUnderWay>();

  constructor(options: TrainingOptions) {
    this.#options = options;
  }

  /** Whether this process has the run in its hands. */
  has(runId: string): boolean {
    return this.#under.has(runId);
  }

  /** Trains a run when its turn comes, from its last checkpoint where it has one. */
  queue(run: StoredRun, options: QueueOptions = {}): StoredRun {
    const under = new RunUnderWay(this.#options, run, options, () => this.#under.delete(run.id));
    this.#under.set(run.id, under);
    under.enqueue();
    return under.run;
  }

  pause(runId: string): StoredRun {
    const under = this.#mine(runId);
    if (this.#options.pool.dequeue(runId)) return under.drop('paused');
    under.tell({ type: 'pause' });
    return under.run;
  }

  /** Lets a paused run that has its worker go on. */
  resume(runId: string): StoredRun {
    const under = this.#mine(runId);
    under.tell({ type: 'resume' });
    return under.run;
  }

  step(runId: string): StoredRun {
    const under = this.#mine(runId);
    under.tell({ type: 'step' });
    return under.run;
  }

  /** Ends a run for good after the step under way. One that has not begun ends at once. */
  async stop(runId: string): Promise<StoredRun> {
    const under = this.#mine(runId);
    const { pool } = this.#options;
    if (pool.dequeue(runId)) return under.drop('stopped', { endedAt: Date.now() });
    if (under.ready) {
      under.tell({ type: 'stop' });
      return under.run;
    }
    await pool.terminate(runId);
    return under.drop('stopped', { endedAt: Date.now() });
  }

  /**
   * Lets go of a run at once, after a checkpoint where it has begun: it is "interrupted" then, at the step of that checkpoint, and can be resumed.
   */
  async interrupt(runId: string): Promise<void> {
    const under = this.#under.get(runId);
    if (!under) return;
    const { pool } = this.#options;
    if (!pool.dequeue(runId)) {
      if (under.ready) await under.hold();
      // It may have ended meanwhile.
      if (under.dropped) return under.settled;
      await pool.terminate(runId);
      await under.settled;
    }
    if (!under.dropped) under.drop('interrupted', { progress: quietProgress(under.run.progress) });
  }

  /** Interrupts everything this process has. */
  async interruptAll(): Promise<void> {
    await Promise.all([...this.#under.keys()].map((runId) => this.interrupt(runId)));
  }

  /** @throws DescentError `conflict` where the run is not in this process's hands */
  #mine(runId: string): RunUnderWay {
    const under = this.#under.get(runId);
    if (under) return under;
    throw refusal('conflict', 'not-training', { runId });
  }
}
