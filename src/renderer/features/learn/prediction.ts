import type { MeanCurve } from './figures/curves.ts';
import type { LineStyle } from './figures/line-styles.ts';

/** What was drawn before a run: the expected course of each line of one panel, over its whole length. */
export interface Prediction {
  /** Which panel of the recipe's first figure. */
  readonly panel: number;
  /** Line → value at each of `places` equal steps of the axis; null where nothing was drawn. */
  readonly lines: Readonly<Record<string, readonly (number | null)[]>>;
}

/** Values that a drawn line has: as fine as a hand draws. */
export const places = 81;

export type Drawn = readonly (number | null)[];
export const blank: Drawn = Array.from({ length: places }, () => null);

export const hasDrawing = (line: Drawn | undefined): boolean => line !== undefined && line.some((value) => value !== null);

/** A drawing with a stroke added: values between the two places lie on the straight line between them. */
export function stroke(line: Drawn, from: { readonly place: number; readonly value: number }, to: { readonly place: number; readonly value: number }): Drawn {
  const next = [...line];
  const first = Math.min(from.place, to.place);
  const last = Math.max(from.place, to.place);
  for (let place = first; place <= last; place++) {
    const share = from.place === to.place ? 1 : (place - from.place) / (to.place - from.place);
    next[place] = from.value + share * (to.value - from.value);
  }
  return next;
}

/** A line of the figure that is drawn on: its look, and what was measured so far. */
export interface PadLine {
  readonly id: string;
  readonly name: string;
  readonly style: LineStyle;
  readonly curve: MeanCurve;
}

/** How a measured curve differs from what was drawn. */
export interface Difference {
  /** `close`: within a twentieth of the axis on average. */
  readonly kind: 'close' | 'higher' | 'lower' | 'mixed';
  /** Where they lie farthest apart, as x with both values. */
  readonly farthest: { readonly x: number; readonly drawn: number; readonly measured: number };
  /** Both values at the last place that was drawn. */
  readonly last: { readonly x: number; readonly drawn: number; readonly measured: number };
}

/**
 * Compares a drawing with a curve, in shares of the axis (of its logarithm where it is logarithmic); undefined where they
 * have no place in common.
 */
export function differenceOf(line: Drawn, curve: Pick<MeanCurve, 'x' | 'mean'>, axis: { readonly xMax: number; readonly low: number; readonly high: number; readonly log: boolean }): Difference | undefined {
  const scale = (value: number) => (axis.log ? Math.log(Math.max(value, axis.low / 10)) : value);
  const span = scale(axis.high) - scale(axis.low);
  const pairs = line.flatMap((drawn, place) => {
    const x = (place / (places - 1)) * axis.xMax;
    const measured = valueAt(curve, x);
    return drawn === null || measured === undefined ? [] : [{ x, drawn, measured, apart: (scale(measured) - scale(drawn)) / span }];
  });
  const last = pairs.at(-1);
  const farthest = pairs.toSorted((a, b) => Math.abs(b.apart) - Math.abs(a.apart))[0];
  if (!last || !farthest) return undefined;
  const size = pairs.reduce((sum, { apart }) => sum + Math.abs(apart), 0) / pairs.length;
  const signed = pairs.reduce((sum, { apart }) => sum + apart, 0) / pairs.length;
  const kind = size < 0.05 ? 'close' : Math.abs(signed) < 0.5 * size ? 'mixed' : signed > 0 ? 'higher' : 'lower';
  return { kind, farthest, last };
}

/** A curve's value at x, on the straight line between its points; undefined outside of them. */
function valueAt({ x: xs, mean }: Pick<MeanCurve, 'x' | 'mean'>, x: number): number | undefined {
  const after = xs.findIndex((one, index) => one >= x && Number.isFinite(mean[index]));
  if (after < 0) return undefined;
  const right = { x: xs[after] ?? 0, y: mean[after] ?? NaN };
  if (right.x === x) return right.y;
  // A curve that begins a little later than its axis counts from there.
  if (after === 0) return right.x - x <= 0.06 * (xs.at(-1) ?? 0) ? right.y : undefined;
  const left = { x: xs[after - 1] ?? 0, y: mean[after - 1] ?? NaN };
  return Number.isFinite(left.y) ? left.y + ((x - left.x) / (right.x - left.x)) * (right.y - left.y) : right.y;
}
