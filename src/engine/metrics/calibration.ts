import type { Calibration } from '../../shared/api/test-bench.ts';

/** Bins of equal width between 0 and 1. */
const calibrationBins = 10;

/**
 * Reliability of probabilities: answers are sorted by their probability into bins (0, 0.1], …, (0.9, 1], and each bin's mean probability is
 * held against the share of its answers that are right. The expected calibration error is
 *
 *     ECE = Σ_b (n_b / n) · |accuracy_b − confidence_b|
 *
 * (Guo et al. 2017, On calibration of modern neural networks, eq. 3).
 * @param confidence probability of each answer
 * @param right whether each answer is right
 */
export function calibrationOf(confidence: ArrayLike<number>, right: ArrayLike<boolean>, bins: number = calibrationBins): Calibration {
  const sums = Array.from({ length: bins }, () => ({ count: 0, confidence: 0, right: 0 }));
  for (let i = 0; i < confidence.length; i++) {
    const bin = sums[Math.min(bins - 1, Math.max(0, Math.ceil(confidence[i] * bins) - 1))];
    bin.count++;
    bin.confidence += confidence[i];
    bin.right += Number(right[i]);
  }
  const error = sums.reduce((sum, bin) => sum + Math.abs(bin.right - bin.confidence), 0) / Math.max(1, confidence.length);
  return {
    bins: sums.map(({ count, confidence: sum, right: hits }, b) => ({ from: b / bins, to: (b + 1) / bins, count, confidence: count === 0 ? null : sum / count, accuracy: count === 0 ? null : hits / count })),
    error,
  };
}
