import type { MessagePort } from 'node:worker_threads';
import type { ToWorker } from './protocol.ts';
import { Trainer } from './trainer.ts';

/** Trains: each `start` is a run, everything else is for the run under way. Called in the worker. */
export function runTrainingThread(port: MessagePort): void {
  let trainer: Trainer | undefined;
  port.on('message', (message: ToWorker) => {
    if (message.type === 'start') {
      trainer = new Trainer(message, (answer, transfer = []) => port.postMessage(answer, [...transfer]));
      void trainer.begin();
    } else {
      trainer?.handle(message);
    }
  });
}
