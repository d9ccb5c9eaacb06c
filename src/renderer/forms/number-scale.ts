import type { NumberParameter } from '../../shared/schema/kinds/index.ts';
import { niceStep } from '../../shared/charts/ticks.ts';

/** Between a number and a place on its slider, 0 to `places`. */
export interface NumberScale {
  readonly toPlace: (value: number) => number;
  readonly fromPlace: (place: number) => number;
  /** The next round value up or down. */
  readonly nudge: (value: number, direction: 1 | -1, big: boolean) => number;
}

export const places = 400;

/** The scale of a declared number; undefined where there is no range worth a slider. */
export function numberScale(parameter: NumberParameter): NumberScale | undefined {
  const range = parameter.slider ?? (parameter.min !== undefined && parameter.max !== undefined && parameter.max - parameter.min <= 10_000 ? ([parameter.min, parameter.max] as const) : undefined);
  if (!range) return undefined;
  const [low, high] = range;
  const scale = parameter.scale === 'log' && low > 0 ? logScale(low, high, parameter.integer === true) : linearScale(low, high, parameter.integer === true);
  return { ...scale, fromPlace: (place) => inside(parameter, scale.fromPlace(place)), nudge: (value, direction, big) => inside(parameter, scale.nudge(value, direction, big)) };
}

function linearScale(low: number, high: number, integer: boolean): NumberScale {
  const step = integer ? 1 : Math.min(niceStep(high - low, 100), 1);
  const round = (value: number) => Number((Math.round(value / step) * step).toPrecision(10));
  return {
    toPlace: (value) => clamp(((value - low) / (high - low)) * places),
    fromPlace: (place) => round(low + (place / places) * (high - low)),
    nudge: (value, direction, big) => round(value + direction * step * (big ? 10 : 1)),
  };
}

function logScale(low: number, high: number, integer: boolean): NumberScale {
  const span = Math.log(high / low);
  const round = (value: number) => (integer ? Math.max(1, Math.round(value < 100 ? value : Number(value.toPrecision(2)))) : Number(value.toPrecision(2)));
  return {
    toPlace: (value) => (value <= low ? 0 : clamp((Math.log(value / low) / span) * places)),
    fromPlace: (place) => round(low * Math.exp((place / places) * span)),
    nudge(value, direction, big) {
      if (integer) return Math.max(1, value + direction * (big ? 10 : 1));
      if (value <= 0) return direction > 0 ? low : 0;
      return big ? Number((value * 10 ** direction).toPrecision(3)) : nextRound(value, direction);
    },
  };
}

/** The neighbour in 1, 2, 5, 10, … */
function nextRound(value: number, direction: 1 | -1): number {
  const power = 10 ** Math.floor(Math.log10(value) + 1e-9);
  const ladder = [0.5, 1, 2, 5, 10].map((factor) => Number((factor * power).toPrecision(3)));
  const next = direction > 0 ? ladder.find((step) => step > value * 1.0001) : ladder.findLast((step) => step < value * 0.9999);
  return next ?? value;
}

function clamp(place: number): number {
  return Math.max(0, Math.min(places, place));
}

/** A value of the slider that the declaration allows: an excluded bound is stepped back from. */
function inside({ min, max, exclusiveMin, exclusiveMax }: NumberParameter, value: number): number {
  const margin = 0.01 * ((max ?? 1) - (min ?? 0) || 1);
  if (min !== undefined && (exclusiveMin ? value <= min : value < min)) return exclusiveMin ? min + margin : min;
  if (max !== undefined && (exclusiveMax ? value >= max : value > max)) return exclusiveMax ? Number((max - margin).toPrecision(6)) : max;
  return value;
}

/** Reads what people type: `1e-4`, `0,5` is refused, `−3` and thousands are understood. Undefined where it is no number. */
export function parseNumber(text: string): number | undefined {
  const plain = text.trim().replaceAll('−', '-').replace(/(?<=\d),(?=\d{3}(\D|$))/g, '');
  if (plain === '' || !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain)) return undefined;
  return Number(plain);
}
