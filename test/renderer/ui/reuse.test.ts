import { describe, expect, test } from 'vitest';
import { reuse } from '../../../src/renderer/ui/reuse.ts';

const answer = () => ({ parameters: 10, layers: [{ output: [100], problems: [] as string[] }, { output: [10], problems: ['too wide'] }], cost: null as null | { seconds: number } });

describe('an answer that replaces another', () => {
  test('is the one before where nothing changed', () => {
    const before = answer();
    expect(reuse(before, answer())).toBe(before);
  });

  test('keeps the parts that did not change, and has the others anew', () => {
    const before = answer();
    const after = { ...answer(), layers: [answer().layers[0], { output: [12], problems: ['too wide'] }] };
    const merged = reuse(before, after);
    expect(merged).toEqual(after);
    expect(merged).not.toBe(before);
    expect(merged.layers[0]).toBe(before.layers[0]);
    expect(merged.layers[1]?.problems).toBe(before.layers[1]?.problems);
    expect(merged.layers[1]).not.toBe(before.layers[1]);
  });

  test('loses and gains parts as it must', () => {
    expect(reuse([1, 2, 3], [1, 2])).toEqual([1, 2]);
    expect(reuse([1, 2], [1, 2, undefined])).toHaveLength(3);
    expect(reuse({ a: 1, b: 2 }, { a: 1 })).toEqual({ a: 1 });
    expect(reuse({ a: undefined }, { b: undefined })).toEqual({ b: undefined });
    expect(reuse([], {})).toEqual({});
    expect(reuse(null, answer())).toEqual(answer());
    expect(reuse(answer(), undefined)).toBeUndefined();
    expect(reuse({ a: NaN }, { a: NaN })).toEqual({ a: NaN });
  });

  test('is taken as it comes where it is no plain data', () => {
    const after = new Float32Array([1]);
    expect(reuse(new Float32Array([1]), after)).toBe(after);
  });
});
