import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { generateDigits } from '../../../src/engine/data/digits/generate.ts';
import { digitsThreadData, startDigitsThreads } from '../../../src/engine/worker/digits-thread.ts';

const spawn = (workerData: unknown = digitsThreadData): Worker => new Worker(new URL('../../fixtures/digits-thread.ts', import.meta.url), { workerData });

describe('threads that draw digits', () => {
  test('draw the same bytes as one thread does', async () => {
    let started = 0;
    const threads = startDigitsThreads(2, () => {
      started += 1;
      return spawn();
    });
    try {
      const parallel = await generateDigits(0, 3000, { drawers: threads.drawers });
      const alone = await generateDigits(0, 3000);
      expect(Buffer.compare(parallel.pixels, alone.pixels)).toBe(0);
      expect(Buffer.compare(parallel.labels, alone.labels)).toBe(0);
      expect(started).toBe(2);
    } finally {
      await threads.dispose();
    }
  });

  test('are not started before there is something to draw', async () => {
    const threads = startDigitsThreads(2, () => { throw new Error('started'); });
    await threads.dispose();
  });

  test('that cannot draw fail the whole set', async () => {
    const threads = startDigitsThreads(2, () => spawn({ role: 'other' }));
    await expect(generateDigits(0, 3000, { drawers: threads.drawers })).rejects.toThrow('not started to draw digits');
    await threads.dispose();
  });
});
