import { describe, expect, test } from 'vitest';
import { generateDigits } from '../../../src/engine/data/digits/generate.ts';
import { spawnDigitsThread, startDigitsThreads } from '../../../src/engine/worker/digits-thread.ts';

describe('threads that draw digits', () => {
  test('draw the same bytes as one thread does', async () => {
    let started = 0;
    const threads = startDigitsThreads(2, () => {
      started += 1;
      return spawnDigitsThread();
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

  test('that end before they have drawn fail the whole set', async () => {
    const threads = startDigitsThreads(2, () => {
      const worker = spawnDigitsThread();
      void worker.terminate();
      return worker;
    });
    await expect(generateDigits(0, 3000, { drawers: threads.drawers })).rejects.toThrow(/^a thread that drew digits ended with code \d$/);
    await threads.dispose();
  });
});
