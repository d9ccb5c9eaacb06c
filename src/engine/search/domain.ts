import { isDeepStrictEqual } from 'node:util';
import type { Distribution } from '../../shared/experiment/document.ts';
import type { RandomStream } from '../core/random.ts';
import { exp, log } from '../core/portable-math.ts';

/**
 * What a parameter can be. Numbers are searched along an axis of their own: the value itself, or its natural logarithm.
 * A whole number k owns the stretch from k − step/2 to k + step/2 of that axis, so that the end values are as likely as the others.
 */
export type Domain = NumericDomain | ChoiceDomain;

export interface NumericDomain {
  readonly kind: 'number';
  readonly low: number;
  readonly high: number;
  readonly log: boolean;
  /** Distance of neighbouring values, from `low` on; undefined = continuous. */
  readonly step?: number;
  /** The ends on the axis. */
  readonly axis: { readonly low: number; readonly high: number };
}

export interface ChoiceDomain {
  readonly kind: 'choice';
  readonly values: readonly unknown[];
}

export function domainOf(distribution: Distribution): Domain {
  if (distribution.distribution === 'choice') return { kind: 'choice', values: distribution.values };
  const scaledByLog = distribution.distribution.startsWith('log-');
  const toAxis = (value: number) => (scaledByLog ? log(value) : value);
  const { low } = distribution;
  if (!isWhole(distribution)) {
    const { high } = distribution;
    return { kind: 'number', low, high, log: scaledByLog, axis: { low: toAxis(low), high: toAxis(high) } };
  }
  const step = distribution.step ?? 1;
  const high = low + Math.floor((distribution.high - low) / step) * step;
  // Half a step below the first value may reach 0, which has no logarithm: then half the value.
  const below = scaledByLog && low <= step / 2 ? low / 2 : low - step / 2;
  return { kind: 'number', low, high, log: scaledByLog, step, axis: { low: toAxis(below), high: toAxis(high + step / 2) } };
}

/** Whether only whole numbers are searched. */
export function isWhole(distribution: Distribution): distribution is Extract<Distribution, { readonly step?: number }> {
  return distribution.distribution === 'integer' || distribution.distribution === 'log-integer';
}

/** How many values there are; Infinity where it is continuous. */
export function sizeOf(domain: Domain): number {
  if (domain.kind === 'choice') return domain.values.length;
  if (domain.low === domain.high) return 1;
  return domain.step === undefined ? Infinity : Math.round((domain.high - domain.low) / domain.step) + 1;
}

/** A value drawn from the whole domain. */
export function sample(domain: Domain, random: RandomStream): unknown {
  if (domain.kind === 'choice') return domain.values[random.below(domain.values.length)];
  const { low, high } = domain.axis;
  return fromAxis(domain, low + (high - low) * random.uniform());
}

/** Where a value lies on the axis. */
export function toAxis(domain: NumericDomain, value: number): number {
  return domain.log ? log(value) : value;
}

/**
 * The value at a place of the axis: the nearest whole one where there are steps, otherwise with six significant digits (of the value
 * on a logarithmic axis, of the range on a linear one), which no training can tell from more and people can read.
 */
export function fromAxis(domain: NumericDomain, place: number): number {
  const raw = domain.log ? exp(place) : place;
  const { low, high, step } = domain;
  const rounded = step === undefined ? readable(raw, domain.log ? raw : high - low) : low + Math.round((raw - low) / step) * step;
  return Math.min(high, Math.max(low, rounded));
}

/** The stretch of the axis that belongs to a value with a step. */
export function stretchOf(domain: NumericDomain, value: number): { low: number; high: number } {
  const half = (domain.step ?? 0) / 2;
  const { low, high } = domain.axis;
  return {
    low: value === domain.low ? low : Math.max(low, toAxis(domain, value - half)),
    high: value === domain.high ? high : Math.min(high, toAxis(domain, value + half)),
  };
}

/** Position of a value among the choices, or −1. Values may be whole objects. */
export function choiceIndex(domain: ChoiceDomain, value: unknown): number {
  return domain.values.findIndex((candidate) => isDeepStrictEqual(candidate, value));
}

/** Rounded to six digits of `size`. */
function readable(value: number, size: number): number {
  if (!(size > 0) || !Number.isFinite(value)) return value;
  const decimals = 5 - Math.floor(Math.log10(size));
  return decimals >= 0 && decimals <= 100 ? Number(value.toFixed(decimals)) : value;
}
