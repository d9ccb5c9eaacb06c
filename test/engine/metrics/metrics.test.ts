import { describe, expect, it } from 'vitest';
import { accuracy, accuracyPerClass } from '../../../src/engine/metrics/confusion.ts';
import { bestOf, emptyEvaluation, isBetter } from '../../../src/engine/metrics/evaluation.ts';

describe('metrics', () => {
  it('the accuracy is the share on the diagonal, of all and of each class', () => {
    const confusion = [[8, 2, 0], [1, 3, 0], [0, 0, 0]];
    expect(accuracy(confusion)).toBe(11 / 14);
    expect(accuracyPerClass(confusion)).toEqual([0.8, 0.75, null]);
    expect(accuracy([[0]])).toBeNull();
  });

  it('the best of an evaluation is the smallest loss and the largest accuracy, metric by metric', () => {
    const first = { ...emptyEvaluation(), trainLoss: 1, testAccuracy: 0.9 };
    const second = { ...emptyEvaluation(), trainLoss: 0.5, testAccuracy: 0.8, testLoss: 2 };
    expect(bestOf(first, second)).toEqual({ ...emptyEvaluation(), trainLoss: 0.5, testAccuracy: 0.9, testLoss: 2 });
    expect(isBetter('testLoss', 1, null)).toBe(true);
    expect(isBetter('testLoss', 1, 1)).toBe(false);
  });
});
