import { parentPort, workerData } from 'node:worker_threads';
import type { DatasetThreadData } from './dataset-thread.ts';
import { giveWay, isToGiveWay } from './give-way.ts';
import { roleOf } from './role.ts';
import type { StepThreadData } from './step-thread.ts';

/**
 * The entry of every thread of the engine. It loads what the thread's role needs and no more: one that shares the steps of a run begins in a
 * fraction of the time that one takes which trains. What is said to a thread meanwhile waits for it.
 */

if (!parentPort) throw new Error('worker.ts runs on a worker thread; start it with new Worker(…).');

if (isToGiveWay(workerData)) giveWay();

const role = roleOf(workerData);
switch (role) {
  case undefined:
    (await import('./training-thread.ts')).runTrainingThread(parentPort);
    break;
  case 'digits':
    (await import('./digits-thread.ts')).runDigitsThread(parentPort);
    break;
  case 'step':
    (await import('./step-thread.ts')).runStepThread(workerData as StepThreadData);
    break;
  case 'bench':
    (await import('./bench-thread.ts')).runBenchThread(parentPort);
    break;
  case 'dataset':
    await (await import('./dataset-thread.ts')).runDatasetThread(parentPort, workerData as DatasetThreadData);
    break;
  default:
    role satisfies never;
}
