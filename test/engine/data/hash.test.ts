import { describe, expect, test } from 'vitest';
import { hashDataset } from '../../../src/engine/data/hash.ts';
import { tinyDataset } from './support.ts';

describe("a dataset's hash", () => {
  const dataset = tinyDataset([1, 2, 3], [4]);

  test('is the same for the same contents, whatever the name', () => {
    expect(hashDataset({ ...tinyDataset([1, 2, 3], [4]), name: 'other' })).toBe(hashDataset(dataset));
    expect(hashDataset(dataset)).toMatch(/^[0-9a-f]{64}$/);
  });

  test('changes with any value, with the shape, and with the border between the parts', () => {
    const hashes = [
      dataset,
      tinyDataset([1, 2, 3.0000002], [4]),
      tinyDataset([1, 2], [3, 4]),
      { ...dataset, featureShape: [1, 1] },
      { ...dataset, task: { kind: 'regression', targetNames: ['a', 'b'] } as const },
    ].map((each) => hashDataset(each));
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});
