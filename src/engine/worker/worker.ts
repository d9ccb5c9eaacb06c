import { parentPort, workerData } from 'node:worker_threads';
import { isBenchThread, runBenchThread } from './bench-thread.ts';
import { giveWay, isToGiveWay } from './give-way.ts';
import { isDigitsThread, runDigitsThread } from './digits-thread.ts';
import type { ToWorker } from './protocol.ts';
import { isStepThread, runStepThread } from './step-thread.ts';
import { Trainer } from './trainer.ts';

/**
 * The entry of a training thread: each `start` is a run, everything else is for the run under way. Threads that draw digits, share the
 * steps of a run, or serve the test bench begin here, too.
 */

if (!parentPort) throw new Error('worker.ts trains on a worker thread; start it with new Worker(…).');
const port = parentPort;
let trainer: Trainer | undefined;

const train = (message: ToWorker): void => {
  if (message.type === 'start') {
    trainer = new Trainer(message, (answer, transfer = []) => port.postMessage(answer, [...transfer]));
    void trainer.begin();
  } else {
    trainer?.handle(message);
  }
};

if (isToGiveWay(workerData)) giveWay();

if (isDigitsThread(workerData)) runDigitsThread(port);
else if (isStepThread(workerData)) runStepThread(workerData);
else if (isBenchThread(workerData)) runBenchThread(port);
else port.on('message', train);
