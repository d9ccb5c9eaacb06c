/** Round places for the labels of an axis. */

const roundSteps = [1, 2, 2.5, 5, 10] as const;

/** The smallest round step that makes at most `most` intervals of a span. */
export function niceStep(span: number, most: number): number {
  const least = span / most;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = roundSteps.find((factor) => factor * power >= least * (1 - 1e-9)) ?? 10;
  return step * power;
}

export interface AxisRange {
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly number[];
}

/** A range widened to round numbers, with its ticks; at most `most` intervals. */
export function niceRange(low: number, high: number, most = 5): AxisRange {
  if (!(high > low)) return niceRange(low - 0.5 * (Math.abs(low) || 1), low + 0.5 * (Math.abs(low) || 1), most);
  const step = niceStep(high - low, most);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => tidy((first + index) * step, step));
  return { min: ticks[0] ?? low, max: ticks.at(-1) ?? high, ticks };
}

/** Round places from 0 on in at most `most` intervals, with the end itself last. */
export function stepTicks(max: number, most = 8): number[] {
  if (!(max > 0)) return [0];
  const step = Math.max(1, niceStep(max, most));
  return places(step, max, max - 0.9 * step);
}

/** Pixels that a label of the x axis needs, and that the last one needs, which carries the unit. */
const labelRoom = 78;
const lastLabelRoom = 104;

/** The same for a plot of that many pixels: as many places as have room for their labels. */
export function stepTicksOver(max: number, pixels: number): number[] {
  if (!(max > 0)) return [0];
  const step = Math.max(1, niceStep(max, Math.max(2, Math.floor(pixels / labelRoom))));
  return places(step, max, max * (1 - lastLabelRoom / Math.max(lastLabelRoom + 1, pixels)));
}

function places(step: number, max: number, last: number): number[] {
  const ticks: number[] = [];
  for (let value = 0; value <= last; value += step) ticks.push(Math.round(value));
  return [...ticks, max];
}

/** Lines of a logarithmic axis that leave room for their labels, in a low chart too. */
const mostDecades = 6;

/** Places for a logarithmic axis, as exponents of ten: powers of ten, and 2 and 5 between them where few powers fit. */
export function logTicks(low: number, high: number): AxisRange {
  const min = Math.log10(low);
  const max = Math.log10(high);
  const factors = max - min < 1 ? [1, 1.5, 2, 3, 5, 7] : max - min < 2 ? [1, 2, 5] : max - min < 3.2 ? [1, 3] : [1];
  const ticks: number[] = [];
  // Where a run that diverged spans dozens of decades, some of them have a line.
  const every = Math.max(1, Math.ceil((max - min) / mostDecades));
  for (let power = Math.floor(min) - 1; power <= Math.ceil(max); power++) {
    if (power % every !== 0) continue;
    for (const factor of factors) {
      const value = power + Math.log10(factor);
      if (value >= min - 1e-9 && value <= max + 1e-9) ticks.push(value);
    }
  }
  return { min, max, ticks };
}

function tidy(value: number, step: number): number {
  const digits = Math.max(0, 2 - Math.floor(Math.log10(step)));
  return Number(value.toFixed(Math.min(20, digits)));
}

/** Digits after the point that tell neighbouring ticks apart. */
export function tickDigits(ticks: readonly number[]): number {
  const step = Math.min(...ticks.slice(1).map((tick, index) => Math.abs(tick - (ticks[index] ?? 0))));
  if (!Number.isFinite(step) || step === 0) return 2;
  for (let digits = 0; digits < 8; digits++) {
    const scaled = step * 10 ** digits;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6) return digits;
  }
  return 8;
}
