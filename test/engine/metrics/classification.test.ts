import { describe, expect, it } from 'vitest';
import { calibrationOf } from '../../../src/engine/metrics/calibration.ts';
import { confusionOf, measuresPerClass } from '../../../src/engine/metrics/classification.ts';

describe('measures per class', () => {
  it('are read off the confusion matrix', () => {
    const confusion = confusionOf([0, 0, 0, 0, 1, 1, 1, 2], [0, 0, 0, 1, 1, 0, 0, 1], 4);
    expect(confusion).toEqual([[3, 1, 0, 0], [2, 1, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0]]);
    expect(measuresPerClass(confusion)).toEqual([
      { precision: 3 / 5, recall: 3 / 4, f1: 6 / 9, examples: 4, taken: 5 },
      { precision: 1 / 3, recall: 1 / 3, f1: 2 / 6, examples: 3, taken: 3 },
      { precision: null, recall: 0, f1: 0, examples: 1, taken: 0 },
      { precision: null, recall: null, f1: null, examples: 0, taken: 0 },
    ]);
  });
});

describe('calibration', () => {
  it('holds the mean probability of each bin against the share that is right', () => {
    // Bins end on their upper edge: 0.9 belongs to (0.8, 0.9].
    const { bins, error } = calibrationOf([0.95, 0.99, 0.9, 0.85, 0.3], [true, false, true, true, false]);
    expect(bins).toHaveLength(10);
    expect(bins[9]).toEqual({ from: 0.9, to: 1, count: 2, confidence: 0.97, accuracy: 0.5 });
    expect(bins[8]).toMatchObject({ count: 2, accuracy: 1 });
    expect(bins[2]).toMatchObject({ count: 1, confidence: 0.3, accuracy: 0 });
    expect(bins[0]).toMatchObject({ count: 0, confidence: null, accuracy: null });
    expect(error).toBeCloseTo((2 * 0.47 + 2 * 0.125 + 0.3) / 5, 12);
  });

  it('is perfect where half of the answers of one half are right, and 0 without answers', () => {
    expect(calibrationOf([0.5, 0.5], [true, false]).error).toBe(0);
    expect(calibrationOf([], []).error).toBe(0);
    expect(calibrationOf([0, 1], [false, true]).bins.map(({ count }) => count)).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  });
});
