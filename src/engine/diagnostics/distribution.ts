import type { Distribution } from '../../shared/api/inspection.ts';

const bins = 40;

/** Mean, standard deviation (of the population) and histogram of values; the histogram spans what is not zero. */
export function distributionOf(values: Float32Array): Distribution {
  let low = Infinity;
  let high = -Infinity;
  let sum = 0;
  let zeros = 0;
  for (const value of values) {
    sum += value;
    if (value === 0) {
      zeros++;
      continue;
    }
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (zeros === values.length) return { mean: 0, std: 0, histogram: { low: 0, high: 0, counts: new Array<number>(bins).fill(0), zeros, total: values.length } };
  const mean = sum / values.length;
  const counts = new Array<number>(bins).fill(0);
  const perUnit = high > low ? bins / (high - low) : 0;
  let squares = 0;
  for (const value of values) {
    squares += (value - mean) ** 2;
    if (value !== 0) counts[Math.min(bins - 1, Math.floor((value - low) * perUnit))]++;
  }
  return { mean, std: Math.sqrt(squares / values.length), histogram: { low, high, counts, zeros, total: values.length } };
}
