import { describe, expect, test } from 'vitest';
import { createSampler } from '../../../src/engine/data/sampler.ts';
import type { Sampler, SamplingKind } from '../../../src/engine/data/sampler.ts';

const take = (sampler: Sampler, batches: number): number[][] => Array.from({ length: batches }, () => [...sampler.next()]);
const kinds: SamplingKind[] = ['with-replacement', 'shuffle', 'sequential'];

describe('the sampler', () => {
  test('goes through the file in order and begins anew, the last batch of an epoch being smaller', () => {
    const sampler = createSampler({ kind: 'sequential', count: 7, batchSize: 3, seed: 0 });
    expect(sampler.stepsPerEpoch).toBe(3);
    expect(take(sampler, 4)).toEqual([[0, 1, 2], [3, 4, 5], [6], [0, 1, 2]]);
  });

  test('shuffles every example into each epoch once, in another order each time', () => {
    const sampler = createSampler({ kind: 'shuffle', count: 103, batchSize: 10, seed: 5 });
    expect(sampler.stepsPerEpoch).toBe(11);
    const epochs = [0, 1, 2].map(() => take(sampler, 11).flat());
    for (const epoch of epochs) expect([...epoch].sort((a, b) => a - b)).toEqual(Array.from({ length: 103 }, (_, i) => i));
    expect(epochs[0]).not.toEqual(epochs[1]);
    expect(epochs[1]).not.toEqual(epochs[2]);
  });

  test('draws with replacement: whole batches, every example about as often', () => {
    const sampler = createSampler({ kind: 'with-replacement', count: 20, batchSize: 7, seed: 1 });
    expect(sampler.stepsPerEpoch).toBe(2);
    const counts = new Array<number>(20).fill(0);
    for (const batch of take(sampler, 2000)) {
      expect(batch).toHaveLength(7);
      for (const example of batch) counts[example] += 1;
    }
    // 14,000 draws, 700 expected each, standard deviation 26
    for (const count of counts) expect(Math.abs(count - 700)).toBeLessThan(130);
  });

  test('has at least one step per epoch', () => {
    expect(createSampler({ kind: 'with-replacement', count: 5, batchSize: 100, seed: 0 }).stepsPerEpoch).toBe(1);
    const sampler = createSampler({ kind: 'shuffle', count: 5, batchSize: 100, seed: 0 });
    expect(sampler.stepsPerEpoch).toBe(1);
    expect(take(sampler, 1)[0]).toHaveLength(5);
  });

  test.each(kinds)('%s goes on from its saved state with the same batches', (kind) => {
    const options = { kind, count: 53, batchSize: 8, seed: 3 };
    const whole = take(createSampler(options), 30);
    for (const stop of [0, 1, 6, 7, 8, 20]) {
      const first = createSampler(options);
      take(first, stop);
      const saved = JSON.parse(JSON.stringify(first.state())) as { step: number };
      const second = createSampler(options);
      second.restore(saved);
      expect(take(second, 30 - stop)).toEqual(whole.slice(stop));
    }
  });

  test('can be moved back as well as on', () => {
    const sampler = createSampler({ kind: 'shuffle', count: 30, batchSize: 8, seed: 3 });
    const whole = take(sampler, 10);
    sampler.restore({ step: 2 });
    expect(take(sampler, 8)).toEqual(whole.slice(2));
  });

  test('draws otherwise under another seed', () => {
    for (const kind of ['with-replacement', 'shuffle'] as const) {
      const batch = (seed: number) => take(createSampler({ kind, count: 1000, batchSize: 20, seed }), 1)[0];
      expect(batch(0)).not.toEqual(batch(1));
      expect(batch(0)).toEqual(batch(0));
    }
  });

  test('refuses impossible sizes and states', () => {
    expect(() => createSampler({ kind: 'shuffle', count: 0, batchSize: 1, seed: 0 })).toThrow('at least 1 example');
    expect(() => createSampler({ kind: 'shuffle', count: 3, batchSize: 0, seed: 0 })).toThrow('a batch of at least 1');
    expect(() => { createSampler({ kind: 'shuffle', count: 3, batchSize: 1, seed: 0 }).restore({ step: -1 }); }).toThrow('a step of at least 0');
  });
});
