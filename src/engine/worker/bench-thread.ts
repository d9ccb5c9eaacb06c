import { Worker, type MessagePort } from 'node:worker_threads';
import { DescentError } from '../../shared/api/errors.ts';
import { Bench } from './bench.ts';
import type { FromBench, ToBench } from './bench-protocol.ts';
import type { ThreadRole } from './role.ts';

/** `workerData` of the test bench's thread. */
const benchThreadData: { readonly role: ThreadRole } = { role: 'bench' };

/** Starts the engine's own worker for the test bench. Chunks of the build stand one folder deeper than its entries. */
export function spawnBenchThread(): Worker {
  const here = import.meta.url;
  const script = here.endsWith('.ts') ? './worker.ts' : here.includes('/chunks/') ? '../worker.js' : './worker.js';
  return new Worker(new URL(script, here), { workerData: benchThreadData, name: 'test bench' });
}

/** Answers tasks for as long as the thread lives; short ones pass by a long one that is under way. Called in the worker. */
export function runBenchThread(port: MessagePort): void {
  const bench = new Bench();
  const underWay = new Map<number, AbortController>();
  const post = (message: FromBench): void => port.postMessage(message);
  port.on('message', (message: ToBench) => {
    const { id } = message;
    if ('cancel' in message) return underWay.get(id)?.abort();
    const cancel = new AbortController();
    underWay.set(id, cancel);
    bench
      .answer(message.task, { signal: cancel.signal, onProgress: (done, of) => post({ id, done, of }) })
      .then(
        (value) => post({ id, value }),
        (error: unknown) => post({ id, failure: toFailure(error) }),
      )
      .finally(() => underWay.delete(id));
  });
}

function toFailure(error: unknown): Extract<FromBench, { failure: unknown }>['failure'] {
  if (error instanceof DescentError) return { code: error.code, message: error.message, detail: { ...error.detail } };
  return { code: 'internal', message: error instanceof Error ? error.message : String(error), detail: {} };
}
