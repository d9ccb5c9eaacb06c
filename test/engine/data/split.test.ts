import { describe, expect, test } from 'vitest';
import { splitValidation } from '../../../src/engine/data/split.ts';

const all = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

describe('the validation split', () => {
  test('trains on everything in file order where nothing is held out', () => {
    expect([...splitValidation(5, { seed: 0 }).train]).toEqual([0, 1, 2, 3, 4]);
    expect(splitValidation(5, { seed: 0 }).validation).toHaveLength(0);
  });

  test('holds out a random share and keeps both parts in file order', () => {
    const { train, validation } = splitValidation(500, { validation: 0.2, seed: 0 });
    expect([train.length, validation.length]).toEqual([400, 100]);
    expect([...train, ...validation].sort((a, b) => a - b)).toEqual(all(500));
    expect([...train]).toEqual([...train].sort((a, b) => a - b));
    expect([...validation]).not.toEqual(all(100));
    expect(validation.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  test('takes the first n examples before it splits', () => {
    const { train, validation } = splitValidation(60_000, { take: 300, validation: 0.1, seed: 2 });
    expect([...train, ...validation].sort((a, b) => a - b)).toEqual(all(300));
    expect(validation).toHaveLength(30);
    expect(splitValidation(10, { take: 300, seed: 0 }).train).toHaveLength(10);
  });

  test('depends on the seed alone', () => {
    const held = (seed: number) => [...splitValidation(100, { validation: 0.3, seed }).validation];
    expect(held(7)).toEqual(held(7));
    expect(held(7)).not.toEqual(held(8));
  });

  test('holds out at least one example and never all', () => {
    expect(splitValidation(10, { validation: 0.001, seed: 0 }).validation).toHaveLength(1);
    expect(splitValidation(3, { validation: 0.99, seed: 0 }).train).toHaveLength(1);
    expect(splitValidation(1, { validation: 0.5, seed: 0 }).train).toHaveLength(1);
    // 29 % of 100 is 28.999… in binary
    expect(splitValidation(100, { validation: 0.29, seed: 0 }).validation).toHaveLength(29);
  });

  test('refuses what cannot be', () => {
    expect(() => splitValidation(10, { take: 0, seed: 0 })).toThrow('at least 1 example');
    expect(() => splitValidation(10, { validation: 1, seed: 0 })).toThrow('a share from 0 to below 1');
  });
});
