import { describe, expect, it } from 'vitest';
import { fillNormal, philox, randomStream, shuffle } from '../../../src/engine/core/random.ts';

describe('counted random numbers', () => {
  // Known answers of Random123 (kat_vectors, philox4x32 with 10 rounds).
  it.each([
    { counter: [0, 0, 0, 0], key: [0, 0], words: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8] },
    { counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff], key: [0xffffffff, 0xffffffff], words: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd] },
    { counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], key: [0xa4093822, 0x299f31d0], words: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1] },
  ])('agree with the published answers of Philox for the counter $counter', ({ counter, key, words }) => {
    const out = new Uint32Array(4);
    philox(out, counter[0], counter[1], counter[2], counter[3], key[0], key[1]);
    expect([...out]).toEqual(words);
  });

  it('go on from any position as if they had never stopped', () => {
    const whole = randomStream(7, 'weights', 3);
    const numbers = Array.from({ length: 50 }, () => whole.uint32());
    for (const start of [1, 4, 17]) {
      const again = randomStream(7, 'weights', 3);
      again.position = start;
      expect(Array.from({ length: 50 - start }, () => again.uint32())).toEqual(numbers.slice(start));
    }
  });

  it('differ by seed, purpose and index', () => {
    const first = [randomStream(0, 'weights'), randomStream(1, 'weights'), randomStream(0, 'batches'), randomStream(0, 'weights', 1), randomStream(0, 'weights', 0, 1)].map((stream) => stream.uint32());
    expect(new Set(first).size).toBe(first.length);
  });

  it('are uniform between 0 and 1', () => {
    const random = randomStream(5, 'test');
    const bins = new Array<number>(10).fill(0);
    for (let i = 0; i < 100_000; i++) bins[Math.floor(random.uniform() * 10)]++;
    const chiSquare = bins.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquare).toBeLessThan(27.9); // 9 degrees of freedom, 0.1 %
  });

  it('choose every whole number below n equally often', () => {
    const random = randomStream(5, 'test', 1);
    const counts = new Array<number>(7).fill(0);
    for (let i = 0; i < 70_000; i++) counts[random.below(7)]++;
    const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquare).toBeLessThan(22.5); // 6 degrees of freedom, 0.1 %
  });

  it('give normal deviates with the moments of the normal distribution', () => {
    const values = fillNormal(new Float64Array(200_001), randomStream(11, 'test'));
    const moment = (power: number) => values.reduce((sum, value) => sum + value ** power, 0) / values.length;
    expect(moment(1)).toBeCloseTo(0, 2);
    expect(moment(2)).toBeCloseTo(1, 1);
    expect(moment(3)).toBeCloseTo(0, 1);
    expect(moment(4)).toBeCloseTo(3, 0);
    expect(values.filter((value) => Math.abs(value) < 1).length / values.length).toBeCloseTo(0.6827, 2);
  });

  it('shuffle every item to every place', () => {
    const places = new Array<number>(5).fill(0);
    for (let i = 0; i < 10_000; i++) places[shuffle(Int32Array.from([0, 1, 2, 3, 4]), randomStream(i, 'test')).indexOf(0)]++;
    for (const count of places) expect(Math.abs(count - 2000)).toBeLessThan(200);
  });

  it('never change from one version to the next', () => {
    const random = randomStream(42, 'weights', 2);
    expect([random.uint32(), random.uint32(), random.below(10), random.normal()]).toMatchInlineSnapshot(`
      [
        610635138,
        3971344986,
        2,
        1.3461617313023675,
      ]
    `);
  });
});
