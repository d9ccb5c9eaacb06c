/** Curves over steps: kept raw, read smoothed and down-sampled with the extremes kept. */

/** A curve. Where it was down-sampled, a point stands for the stretch since the one before and `min`, `max` hold its extremes. NaN = no value. */
export interface Curve {
  readonly steps: readonly number[];
  readonly values: readonly number[];
  readonly min: readonly number[];
  readonly max: readonly number[];
}

export const emptyCurve: Curve = { steps: [], values: [], min: [], max: [] };

/**
 * Exponential moving average with weight `w` per step, without its starting bias:
 * s ← w·s + (1 − w)·x, shown as s / (1 − wⁿ) after n steps. Between points that lie d steps apart the weight is wᵈ.
 * A point without a value keeps the average.
 */
export function smooth(steps: readonly number[], values: readonly number[], weight: number): number[] {
  if (weight <= 0) return [...values];
  const out = new Array<number>(values.length);
  let sum = 0;
  let norm = 0;
  let before = steps.length > 1 ? (steps[0] ?? 0) - ((steps[1] ?? 0) - (steps[0] ?? 0)) : 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? NaN;
    const step = steps[i] ?? 0;
    if (Number.isFinite(value)) {
      const keep = weight ** Math.max(1, step - before);
      sum = keep * sum + (1 - keep) * value;
      norm = keep * norm + (1 - keep);
    }
    before = step;
    out[i] = norm > 0 ? sum / norm : NaN;
  }
  return out;
}

/** Curve and smoothed curve in at most `buckets` stretches of equal width between two steps. */
export interface Sampled {
  readonly steps: number[];
  readonly values: number[];
  readonly smoothed: number[];
  readonly min: number[];
  readonly max: number[];
  /** More points than stretches: draw the extremes, not the curve. */
  readonly reduced: boolean;
}

/** Down-samples a curve for the screen; each stretch keeps its last value and its extremes. */
export function sample(curve: Curve, smoothed: readonly number[], from: number, to: number, buckets: number): Sampled {
  const { steps } = curve;
  const first = lowerBound(steps, from);
  const last = lowerBound(steps, to + 1e-9);
  const out: Sampled = { steps: [], values: [], smoothed: [], min: [], max: [], reduced: last - first > buckets };
  const width = (to - from) / buckets;
  let bucket = -1;
  for (let i = Math.max(0, first - 1); i < Math.min(steps.length, last + 1); i++) {
    const step = steps[i] ?? 0;
    const own = out.reduced ? Math.floor((step - from) / width) : i;
    const value = curve.values[i] ?? NaN;
    const low = curve.min[i] ?? value;
    const high = curve.max[i] ?? value;
    const at = out.steps.length - 1;
    if (own !== bucket || at < 0) {
      bucket = own;
      out.steps.push(step);
      out.values.push(value);
      out.smoothed.push(smoothed[i] ?? NaN);
      out.min.push(low);
      out.max.push(high);
    } else {
      out.steps[at] = step;
      out.values[at] = value;
      out.smoothed[at] = smoothed[i] ?? NaN;
      out.min[at] = least(out.min[at] ?? NaN, low);
      out.max[at] = greatest(out.max[at] ?? NaN, high);
    }
  }
  return out;
}

/** The value of a curve at a step: the last point at or before it. Undefined before its first point. */
export function valueAt(steps: readonly number[], values: readonly number[], step: number): number | undefined {
  const index = lowerBound(steps, step + 1e-9) - 1;
  return index < 0 ? undefined : values[index];
}

/** Index of the point nearest to a step; -1 where there is none. */
export function nearest(steps: readonly number[], step: number): number {
  const after = lowerBound(steps, step);
  if (after === 0) return steps.length > 0 ? 0 : -1;
  if (after === steps.length) return after - 1;
  return (steps[after] ?? 0) - step < step - (steps[after - 1] ?? 0) ? after : after - 1;
}

/** First index whose step is not below `step`; steps ascend. */
export function lowerBound(steps: readonly number[], step: number): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((steps[middle] ?? 0) < step) low = middle + 1;
    else high = middle;
  }
  return low;
}

function least(a: number, b: number): number {
  return Number.isNaN(a) ? b : Number.isNaN(b) ? a : Math.min(a, b);
}

function greatest(a: number, b: number): number {
  return Number.isNaN(a) ? b : Number.isNaN(b) ? a : Math.max(a, b);
}

/** The value below which a share of the finite values lies; NaN where there is none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.filter((value) => Number.isFinite(value)).sort((a, b) => a - b);
  return sorted.length === 0 ? NaN : (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN);
}
