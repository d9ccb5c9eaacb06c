import type { Pointer } from './kernels.ts';
import type { SharedMemory } from './webassembly.ts';

/** Int32 values a barrier takes in shared memory. */
export const barrierInts = 3;

/** Looks before a waiting thread goes to sleep: some fifty microseconds, longer than a thread waits between two phases. */
const looks = 20_000;

/**
 * A meeting point of threads: nobody goes on before all are there, and what any of them wrote before is visible to all after. A thread that
 * waits looks for a while, then sleeps until it is woken.
 * @param size number of threads
 * @param patience milliseconds after which a thread that still waits takes the others for lost
 * @returns waits for the others; throws where one of them never comes
 */
export function createBarrier(memory: SharedMemory, pointer: Pointer, size: number, patience = 30_000): () => void {
  const state = new Int32Array(memory.buffer, pointer, barrierInts);
  const [round, arrived, asleep] = [0, 1, 2];
  return () => {
    const now = Atomics.load(state, round);
    if (Atomics.add(state, arrived, 1) === size - 1) {
      Atomics.store(state, arrived, 0);
      Atomics.add(state, round, 1);
      if (Atomics.load(state, asleep) > 0) Atomics.notify(state, round);
      return;
    }
    for (let i = 0; i < looks; i++) if (Atomics.load(state, round) !== now) return;
    Atomics.add(state, asleep, 1);
    const answer = Atomics.wait(state, round, now, patience);
    Atomics.sub(state, asleep, 1);
    if (answer === 'timed-out') throw new Error('a thread of this run does not answer any more');
  };
}
