import type { Worker } from 'node:worker_threads';
import type { DescentError } from '../../../shared/api/errors.ts';
import { refusal } from '../../../shared/api/reasons.ts';
import type { Localized } from '../../../shared/schema/localized.ts';
import type { BenchAnswers, BenchTask, FromBench, ToBench } from '../../../engine/worker/bench-protocol.ts';
import { fromFailure } from '../../../engine/worker/failure.ts';

interface Waiting {
  readonly resolve: (value: BenchAnswers[keyof BenchAnswers]) => void;
  readonly reject: (error: unknown) => void;
  readonly onProgress: ((done: number, of: number | null) => void) | undefined;
}

/** Milliseconds that an idle thread is kept: it holds a data set in memory. */
const keepIdle = 5 * 60 * 1000;

/** The test bench's thread: started with the first task, ended when nobody has asked for a while; a crash fails what was asked, and the next task starts a new one. */
export class BenchThread {
  readonly #spawn: () => Worker;
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #next = 0;
  readonly #waiting = new Map<number, Waiting>();

  constructor(spawn: () => Worker) {
    this.#spawn = spawn;
  }

  /** @throws {DescentError} whatever the thread says, or `worker-crashed` */
  ask<T extends BenchTask>(task: T, { onProgress, signal }: { onProgress?: (done: number, of: number | null) => void; signal?: AbortSignal } = {}): Promise<BenchAnswers[T['type']]> {
    const id = ++this.#next;
    clearTimeout(this.#idle);
    const answer = new Promise<BenchAnswers[keyof BenchAnswers]>((resolve, reject) => this.#waiting.set(id, { resolve, reject, onProgress }));
    const worker = (this.#worker ??= this.#start());
    const cancel = (): void => worker.postMessage({ id, cancel: true } satisfies ToBench);
    signal?.addEventListener('abort', cancel, { once: true });
    worker.postMessage({ id, task } satisfies ToBench);
    return answer.finally(() => {
      signal?.removeEventListener('abort', cancel);
      this.#rest();
    }) as Promise<BenchAnswers[T['type']]>;
  }

  /** Ends the thread; what was asked fails. */
  async close(): Promise<void> {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    this.#worker = undefined;
    this.#fail(refusal('cancelled', 'bench-closed', {}));
    await worker?.terminate();
  }

  #start(): Worker {
    const worker = this.#spawn();
    worker.on('message', (message: FromBench) => this.#hear(message));
    worker.on('error', (error: unknown) => this.#lost(worker, error instanceof Error ? error.message : String(error)));
    worker.on('exit', (code) => this.#lost(worker, { en: `it ended with exit code ${code}`, zh: `退出码为 ${code}` }));
    return worker;
  }

  #hear(message: FromBench): void {
    const waiting = this.#waiting.get(message.id);
    if (!waiting) return;
    if ('done' in message) return waiting.onProgress?.(message.done, message.of);
    this.#waiting.delete(message.id);
    if ('value' in message) waiting.resolve(message.value);
    else waiting.reject(fromFailure(message.failure));
  }

  #lost(worker: Worker, why: string | Localized): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    this.#fail(refusal('worker-crashed', 'bench-crashed', { why }));
  }

  #fail(error: DescentError): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  #rest(): void {
    if (this.#waiting.size > 0 || !this.#worker) return;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => void this.close(), keepIdle).unref();
  }
}
