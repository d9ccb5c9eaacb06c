import type { MessagePort, Worker } from 'node:worker_threads';
import { Bench } from './bench.ts';
import type { FromBench, ToBench } from './bench-protocol.ts';
import { toFailure } from './failure.ts';
import type { ThreadRole } from './role.ts';
import { startThread } from './thread.ts';

/** `workerData` of the test bench's thread. */
const benchThreadData: { readonly role: ThreadRole } = { role: 'bench' };

/** Starts the engine's own worker for the test bench. */
export function spawnBenchThread(): Worker {
  return startThread('test bench', benchThreadData);
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
