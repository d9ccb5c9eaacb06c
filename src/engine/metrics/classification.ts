import type { ClassMeasures } from '../../shared/api/test-bench.ts';
import type { Confusion } from './confusion.ts';

/** Counts of truth (row) against answer (column). */
export function confusionOf(truth: ArrayLike<number>, answers: ArrayLike<number>, classes: number): number[][] {
  const counts = Array.from({ length: classes }, () => Array.from({ length: classes }, () => 0));
  for (let i = 0; i < truth.length; i++) counts[truth[i]][answers[i]]++;
  return counts;
}

/**
 * Per class c, with n_tc the counts of truth t against answer c:
 *
 *     precision = n_cc / Σ_t n_tc,   recall = n_cc / Σ_a n_ca,   F1 = 2·n_cc / (Σ_t n_tc + Σ_a n_ca)
 */
export function measuresPerClass(confusion: Confusion): ClassMeasures[] {
  return confusion.map((row, c) => {
    const right = row[c];
    const examples = row.reduce((sum, count) => sum + count, 0);
    const taken = confusion.reduce((sum, other) => sum + other[c], 0);
    const share = (of: number) => (of === 0 ? null : right / of);
    return { precision: share(taken), recall: share(examples), f1: examples + taken === 0 ? null : (2 * right) / (examples + taken), examples, taken };
  });
}
