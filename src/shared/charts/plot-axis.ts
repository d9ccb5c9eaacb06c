import { logTicks, niceRange, niceStep, tickDigits } from './ticks.ts';

/** An axis of a plot of points: numbers, their logarithms, or names. Places are in the axis' own unit. */
export interface PlotAxis {
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly number[];
  /** The place of a value; NaN where it has none. */
  readonly place: (value: unknown) => number;
  /** The words at a place. */
  readonly format: (place: number, isLast: boolean) => string;
  /** The value of a place, for brushes; of a name its position. */
  readonly value: (place: number) => number;
}

/** A linear axis; without `round` its ends stay where they are. */
export function linearAxis(low: number, high: number, { most = 5, round = false, format }: { readonly most?: number; readonly round?: boolean; readonly format?: (value: number) => string } = {}): PlotAxis {
  const widened = high > low ? { low, high } : { low: low - 0.5 * (Math.abs(low) || 1), high: high + 0.5 * (Math.abs(high) || 1) };
  const nice = niceRange(widened.low, widened.high, most);
  const { min, max } = round ? nice : { min: widened.low, max: widened.high };
  const inside = nice.ticks.filter((tick) => tick >= min - 1e-9 * (max - min) && tick <= max + 1e-9 * (max - min));
  const ticks = inside.length > 1 ? inside : [min, max];
  const digits = tickDigits(ticks);
  const words = format ?? ((value: number) => value.toFixed(digits).replace('-', '−'));
  return { min, max, ticks, place: (value) => (typeof value === 'number' ? value : NaN), value: (place) => place, format: words };
}

/** An axis of logarithms to base ten. @param low, high positive */
export function logAxis(low: number, high: number): PlotAxis {
  const { min, max, ticks } = logTicks(low, high > low ? high : low * 10);
  return {
    min,
    max,
    ticks: ticks.length > 1 ? ticks : [min, max],
    place: (value) => (typeof value === 'number' && value > 0 ? Math.log10(value) : NaN),
    value: (place) => 10 ** place,
    format: (place) => powerText(10 ** place),
  };
}

/** An axis of whole numbers from 1, whose last label carries a unit. */
export function countAxis(max: number, most: number, unit: (value: string) => string): PlotAxis {
  const step = Math.max(1, niceStep(Math.max(1, max), most));
  const ticks: number[] = [];
  for (let value = 0; value < max - 0.75 * step; value += step) ticks.push(value);
  ticks.push(max);
  const words = (value: number) => value.toLocaleString('en-US');
  return { min: 0, max: Math.max(1, max), ticks, place: (value) => (typeof value === 'number' ? value : NaN), value: (place) => place, format: (place, isLast) => (isLast ? unit(words(place)) : words(place)) };
}

/** An axis of names. @param names what values are called, in order @param index position of a value, −1 where it has none */
export function nameAxis(names: readonly string[], index: (value: unknown) => number): PlotAxis {
  return {
    min: -0.5,
    max: names.length - 0.5,
    ticks: names.map((_, i) => i),
    place: (value) => {
      const at = index(value);
      return at < 0 ? NaN : at;
    },
    value: (place) => place,
    format: (place) => names[Math.round(place)] ?? '',
  };
}

/** `0.001`, `1e−6`, `300`. */
export function powerText(value: number): string {
  const short = Number(value.toPrecision(3));
  return (short >= 0.001 && short < 100_000 ? String(short) : short.toExponential().replace('e+', 'e')).replaceAll('-', '−');
}
