import { createHash } from 'node:crypto';
import { refusal } from '../../../shared/api/reasons.ts';
import type { Evaluation, Failure } from '../../../shared/api/records.ts';
import type { Ready, StartMessage } from '../../../engine/worker/protocol.ts';
import type { WorkerPool } from '../../workers/pool.ts';
import { finiteEvaluation } from '../finite.ts';
import { newId } from '../ids.ts';

/** What came out of a run that was made anew. `ready` is missing where it failed before its first step. */
export interface Remade {
  readonly ready: Ready | undefined;
  readonly step: number;
  readonly result: { readonly final: Evaluation; readonly best: Evaluation; readonly weightsHash: string } | undefined;
  readonly failure: Failure | undefined;
}

export interface RemakeOptions {
  readonly start: Omit<StartMessage, 'type' | 'maxThreads' | 'checkpointEvery' | 'recordEvery'>;
  readonly signal: AbortSignal;
  /** Refuses a run by what is known once its data is read. */
  readonly admit: (ready: Ready) => Failure | undefined;
  readonly onProgress: (progress: { readonly step: number; readonly steps: number | null; readonly preparing: boolean }) => void;
}

/** Milliseconds between messages of a worker. */
const recordEvery = 200;
/** Seconds between checkpoints: nobody keeps one. */
const never = 1e9;

/**
 * Trains a run in the pool without a row in the store: nothing of it is kept but what this answers. It waits its turn behind the runs that
 * were queued before.
 * @throws DescentError `cancelled`
 */
export function remake(pool: WorkerPool, { start, signal, admit, onProgress }: RemakeOptions): Promise<Remade> {
  return new Promise((resolve, reject) => {
    const runId = newId('verify', 'verify');
    let ready: Ready | undefined;
    let step = 0;
    const settle = (settled: () => void) => {
      signal.removeEventListener('abort', cancel);
      settled();
    };
    const end = (rest: Pick<Remade, 'result' | 'failure'>) => settle(() => resolve({ ready, step, ...rest }));
    const letGo = () => (pool.dequeue(runId) ? Promise.resolve() : pool.terminate(runId));
    const cancel = () => settle(() => void letGo().finally(() => reject(refusal('cancelled', 'verifying-stopped', {}))));
    if (signal.aborted) {
      cancel();
      return;
    }
    signal.addEventListener('abort', cancel);
    pool.enqueue({
      runId,
      start: ({ maxThreads }) => {
        onProgress({ step: 0, steps: null, preparing: true });
        return { ...start, type: 'start', maxThreads, checkpointEvery: never, recordEvery };
      },
      onMessage: (message) => {
        switch (message.type) {
          case 'ready': {
            ({ ready } = message);
            const refused = admit(ready);
            if (refused) void pool.terminate(runId).finally(() => end({ result: undefined, failure: refused }));
            else onProgress({ step: 0, steps: ready.totalSteps, preparing: false });
            return;
          }
          case 'recorded':
            ({ step } = message.progress);
            onProgress({ step, steps: message.progress.totalSteps, preparing: false });
            return;
          case 'finished':
            ({ step } = message);
            end({ result: { final: finiteEvaluation(message.final), best: finiteEvaluation(message.best), weightsHash: createHash('sha256').update(message.weights).digest('hex') }, failure: undefined });
            return;
          case 'failed':
            end({ result: undefined, failure: message.failure });
            return;
          default:
        }
      },
    });
  });
}
