import { lowerBound, smooth, type Curve } from './curves.ts';

/** Several runs of one group as one curve: their mean, and a band around it. */

export const bandKinds = ['sd', 'se', 'range'] as const;
export type BandKind = (typeof bandKinds)[number];

export interface GroupCurve {
  readonly x: number[];
  readonly mean: number[];
  readonly low: number[];
  readonly high: number[];
  /** Runs that have a value at each place. */
  readonly counts: number[];
}

export interface GroupCurveInput {
  readonly curves: readonly Curve[];
  /** Factor from steps to the x axis, for each curve: 1, 1 / steps per epoch, or seconds per step. */
  readonly scales: readonly number[];
  /** Weight of the moving average per step; 0 = none. */
  readonly smoothing: number;
  readonly band: BandKind;
  /** Places of the common grid where the curves do not share their steps. */
  readonly places: number;
}

/**
 * Mean and band of curves. Where all share their points, these are used; else a grid of equal distances over the range that all
 * reach, with the curves interpolated in between. The band is mean ± sd (n − 1), mean ± se, or minimum to maximum.
 */
export function groupCurve(input: GroupCurveInput): GroupCurve {
  const lines = input.curves
    .map((curve, index) => ({ x: curve.steps.map((step) => step * (input.scales[index] ?? 1)), y: smooth(curve.steps, curve.values, input.smoothing) }))
    .filter(({ x }) => x.length > 0);
  const result: GroupCurve = { x: [], mean: [], low: [], high: [], counts: [] };
  const grid = commonGrid(lines, input.places);
  for (const x of grid) {
    const values = lines.map((line) => interpolate(line, x)).filter((value) => Number.isFinite(value));
    if (values.length === 0) continue;
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const [low, high] = bandOf(values, mean, input.band);
    result.x.push(x);
    result.mean.push(mean);
    result.low.push(low);
    result.high.push(high);
    result.counts.push(values.length);
  }
  return result;
}

/** Mean, spread and extremes of values, such as the final accuracies of a group's seeds. */
export function bandOf(values: readonly number[], mean: number, band: BandKind): [number, number] {
  if (values.length < 2) return [mean, mean];
  if (band === 'range') return [Math.min(...values), Math.max(...values)];
  const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
  const half = band === 'se' ? sd / Math.sqrt(values.length) : sd;
  return [mean - half, mean + half];
}

interface Line {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

function commonGrid(lines: readonly Line[], places: number): readonly number[] {
  const [first] = lines;
  if (!first) return [];
  const shared = lines.every((line) => line.x.length === first.x.length && line.x[0] === first.x[0] && line.x.at(-1) === first.x.at(-1));
  if (shared && first.x.length <= 2 * places) return first.x;
  const low = Math.max(...lines.map((line) => line.x[0] ?? 0));
  const high = Math.max(...lines.map((line) => line.x.at(-1) ?? 0));
  return Array.from({ length: places }, (_, index) => low + ((high - low) * index) / (places - 1));
}

/** The value between two points; NaN outside the line. */
function interpolate({ x, y }: Line, at: number): number {
  const index = lowerBound(x, at);
  const right = x[index];
  if (right === undefined) return NaN;
  if (right === at || index === 0) return Math.abs(right - at) < 1e-9 ? (y[index] ?? NaN) : NaN;
  const left = x[index - 1] ?? right;
  const share = (at - left) / (right - left || 1);
  return (y[index - 1] ?? NaN) * (1 - share) + (y[index] ?? NaN) * share;
}
