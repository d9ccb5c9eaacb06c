import { describe, expect, test } from 'vitest';
import { sharedBytes } from '../../../src/engine/core/shared-memory.ts';
import { fitScaling, gatherScaled } from '../../../src/engine/data/scaling.ts';
import type { Scaling } from '../../../src/engine/data/scaling.ts';
import type { FeatureArray } from '../../../src/engine/data/dataset.ts';
import { floats } from './support.ts';

const bytes = (...values: number[]): Uint8Array<SharedArrayBuffer> => {
  const array = sharedBytes(values.length);
  array.set(values);
  return array;
};
const gather = (features: FeatureArray, size: number, examples: number[], scaling: Scaling): number[] => {
  const out = new Float32Array(size * examples.length).fill(NaN);
  gatherScaled(out, features, size, Int32Array.from(examples), scaling);
  return [...out];
};
const rows = (n: number): Int32Array => Int32Array.from({ length: n }, (_, i) => i);

describe('scaling', () => {
  test('unit divides bytes by 255, correctly rounded, and leaves floats alone', () => {
    const every = bytes(...Array.from({ length: 256 }, (_, i) => i));
    const unit = fitScaling('unit', every, 1, rows(256));
    expect(gather(every, 1, Array.from(rows(256)), unit)).toEqual(Array.from({ length: 256 }, (_, i) => Math.fround(i / 255)));
    expect(gather(floats(300, -2), 1, [1, 0], unit)).toEqual([-2, 300]);
  });

  test('none leaves bytes as they are', () => {
    expect(gather(bytes(0, 128, 255, 7), 2, [1, 0, 1], fitScaling('none', bytes(), 2, rows(0)))).toEqual([255, 7, 0, 128, 255, 7]);
  });

  test('standardize brings each feature to mean 0 and deviation 1 over the examples it is fitted on', () => {
    const features = floats(1, 10, 3, 30, 5, 50, 1000, 1000);
    const scaling = fitScaling('standardize', features, 2, rows(3));
    const deviation = Math.sqrt(8 / 3);
    const expected = [-2 / deviation, -20 / (10 * deviation), 0, 0, 2 / deviation, 20 / (10 * deviation)];
    gather(features, 2, [0, 1, 2], scaling).forEach((value, i) => { expect(value).toBeCloseTo(expected[i], 6); });
    // The held-out row took no part in the fit.
    expect(gather(features, 2, [3], scaling)[0]).toBeCloseTo(997 / deviation, 2);
  });

  test('standardize gives a constant feature 0 and divides by nothing', () => {
    const features = floats(0.1, 1, 0.1, 2, 0.1, 3);
    expect(gather(features, 2, [0, 1, 2], fitScaling('standardize', features, 2, rows(3))).filter((_, i) => i % 2 === 0)).toEqual([0, 0, 0]);
    const pixels = bytes(0, 255, 0, 255);
    expect(gather(pixels, 2, [0, 1], fitScaling('standardize', pixels, 2, rows(2)))).toEqual([0, 0, 0, 0]);
  });

  test('standardize keeps its digits far from zero', () => {
    const features = floats(1e6 + 1, 1e6 + 2, 1e6 + 3);
    const values = gather(features, 1, [0, 1, 2], fitScaling('standardize', features, 1, rows(3)));
    expect(values[2]).toBeCloseTo(Math.sqrt(1.5), 5);
  });
});
