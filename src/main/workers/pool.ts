import type { Worker } from 'node:worker_threads';
import { refusal } from '../../shared/api/reasons.ts';
import type { Failure } from '../../shared/api/records.ts';
import type { FromWorker, StartMessage, ToWorker } from '../../engine/worker/protocol.ts';

/** A run to be trained. */
export interface Job {
  readonly runId: string;
  /** What the worker is told, made when its turn has come. A rejection fails the run. */
  start(limits: { readonly maxThreads: number }): StartMessage | Promise<StartMessage>;
  /** What the worker says; a crashed worker says `failed`. */
  onMessage(message: FromWorker): void;
}

export interface PoolOptions {
  spawn(): Worker;
  /** Runs that train at once. */
  readonly parallel: number;
  /** Threads there are for all of them. */
  readonly cores: number;
  /** Milliseconds an idle worker is kept for the next run. */
  readonly keepIdle?: number;
}

interface Active {
  readonly job: Job;
  worker: Worker | undefined;
  paused: boolean;
  /** Said before the worker was told to start. */
  readonly waiting: ToWorker[];
  started: boolean;
}

/**
 * Trains runs on worker threads, as many at once as it is allowed, the others in a queue. A paused run keeps its worker, but makes room
 * for the next. A worker that crashes or runs out of memory fails its own run; the others go on.
 */
export class WorkerPool {
  readonly #options: PoolOptions;
  #parallel: number;
  readonly #queue: Job[] = [];
  readonly #active = new Map<string, Active>();
  readonly #idle = new Map<Worker, NodeJS.Timeout>();
  #closed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#parallel = options.parallel;
  }

  /** Changes how many runs train at once; those under way stay. */
  setParallel(parallel: number): void {
    this.#parallel = parallel;
    this.#fill();
  }

  /** Ids of waiting runs, the next one first. */
  get queue(): readonly string[] {
    return this.#queue.map(({ runId }) => runId);
  }

  /** Ids of the runs that have a worker. */
  get active(): readonly string[] {
    return [...this.#active.keys()];
  }

  has(runId: string): 'queued' | 'active' | undefined {
    if (this.#active.has(runId)) return 'active';
    return this.#queue.some((job) => job.runId === runId) ? 'queued' : undefined;
  }

  enqueue(job: Job): void {
    this.#queue.push(job);
    // Not at once: whoever puts several runs in sees all of them queued first, and threads are shared out among them.
    queueMicrotask(() => this.#fill());
  }

  /** Puts a waiting run before another one, or at the end. */
  move(runId: string, before: string | null): void {
    const at = this.#queue.findIndex((job) => job.runId === runId);
    if (at < 0) return;
    const [job] = this.#queue.splice(at, 1);
    const target = before === null ? -1 : this.#queue.findIndex((other) => other.runId === before);
    this.#queue.splice(target < 0 ? this.#queue.length : target, 0, job);
  }

  /** Takes a waiting run out of the queue; false where it is not there. */
  dequeue(runId: string): boolean {
    const at = this.#queue.findIndex((job) => job.runId === runId);
    if (at < 0) return false;
    this.#queue.splice(at, 1);
    return true;
  }

  /** Tells a run's worker something; false where the run has none. */
  tell(runId: string, message: Exclude<ToWorker, StartMessage>): boolean {
    const active = this.#active.get(runId);
    if (!active) return false;
    if (active.started) active.worker?.postMessage(message);
    else active.waiting.push(message);
    return true;
  }

  /** Ends a run's worker at once, without a word from it. */
  async terminate(runId: string): Promise<void> {
    const active = this.#active.get(runId);
    if (!active) return;
    this.#active.delete(runId);
    const { worker } = active;
    active.worker = undefined;
    if (worker) {
      worker.removeAllListeners();
      await worker.terminate();
    }
    this.#fill();
  }

  /** Ends every worker. Runs under way are left as they are. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#queue.length = 0;
    const workers = [...[...this.#active.values()].flatMap(({ worker }) => worker ?? []), ...this.#idle.keys()];
    for (const timer of this.#idle.values()) clearTimeout(timer);
    this.#idle.clear();
    this.#active.clear();
    await Promise.all(
      workers.map((worker) => {
        worker.removeAllListeners();
        return worker.terminate();
      }),
    );
  }

  #fill(): void {
    const training = () => [...this.#active.values()].filter(({ paused }) => !paused).length;
    while (!this.#closed && this.#queue.length > 0 && training() < this.#parallel) {
      const together = Math.min(this.#parallel, training() + this.#queue.length);
      const maxThreads = Math.max(1, Math.floor(this.#options.cores / together));
      void this.#begin(this.#queue.shift() as Job, maxThreads);
    }
  }

  async #begin(job: Job, maxThreads: number): Promise<void> {
    const active: Active = { job, worker: undefined, paused: false, waiting: [], started: false };
    this.#active.set(job.runId, active);
    try {
      const start = await job.start({ maxThreads });
      if (this.#active.get(job.runId) !== active) return;
      active.paused = start.paused ?? false;
      const worker = this.#takeIdle() ?? this.#options.spawn();
      active.worker = worker;
      this.#listen(worker, active);
      worker.postMessage(start satisfies ToWorker);
      active.started = true;
      for (const message of active.waiting) worker.postMessage(message);
      if (active.paused) this.#fill();
    } catch (error) {
      if (this.#active.get(job.runId) === active) this.#end(active, undefined, { type: 'failed', failure: failureOf(error) });
    }
  }

  #listen(worker: Worker, active: Active): void {
    worker.removeAllListeners();
    let crash: unknown;
    worker.on('message', (message: FromWorker) => {
      switch (message.type) {
        case 'finished':
        case 'failed':
          this.#end(active, worker, message);
          return;
        case 'paused':
        case 'resumed':
          active.paused = message.type === 'paused';
          active.job.onMessage(message);
          this.#fill();
          return;
        default:
          active.job.onMessage(message);
      }
    });
    worker.on('error', (error) => {
      crash = error;
    });
    worker.on('messageerror', (error) => {
      crash = error;
      void worker.terminate();
    });
    worker.on('exit', (code) => this.#end(active, undefined, { type: 'failed', failure: crashOf(crash, code) }));
  }

  /** Ends a run; its worker, if it is well, waits for the next one. */
  #end(active: Active, worker: Worker | undefined, message: FromWorker): void {
    if (this.#active.get(active.job.runId) !== active) return;
    this.#active.delete(active.job.runId);
    active.worker = undefined;
    if (worker) this.#keep(worker);
    try {
      active.job.onMessage(message);
    } finally {
      this.#fill();
    }
  }

  #keep(worker: Worker): void {
    worker.removeAllListeners();
    const drop = () => {
      clearTimeout(this.#idle.get(worker));
      this.#idle.delete(worker);
    };
    const timer = setTimeout(() => {
      drop();
      worker.removeAllListeners();
      void worker.terminate();
    }, this.#options.keepIdle ?? 20_000);
    timer.unref();
    worker.on('exit', drop);
    worker.on('error', drop);
    this.#idle.set(worker, timer);
  }

  #takeIdle(): Worker | undefined {
    for (const [worker, timer] of this.#idle) {
      clearTimeout(timer);
      this.#idle.delete(worker);
      return worker;
    }
    return undefined;
  }
}

/** Why a worker ended without being asked to. */
function crashOf(error: unknown, exitCode: number): Failure {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ERR_WORKER_OUT_OF_MEMORY' || (error instanceof RangeError && /allocation|array buffer/i.test(error.message))) {
    return failureOf(refusal('memory-limit', 'memory-exhausted', {}));
  }
  const why = error instanceof Error ? error.message : { en: `it ended with exit code ${exitCode}`, zh: `退出码为 ${exitCode}` };
  return failureOf(refusal('worker-crashed', 'training-crashed', { why, exitCode }));
}

/** An error as a run keeps it. */
export function failureOf(error: unknown): Failure {
  const detail = typeof error === 'object' && error !== null && 'detail' in error ? (error.detail as Record<string, unknown>) : {};
  const code = typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : 'internal';
  return { code, message: error instanceof Error ? error.message : String(error), detail };
}
