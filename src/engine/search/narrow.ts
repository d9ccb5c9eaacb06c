import type { Distribution, DocumentPath, SearchSection } from '../../shared/experiment/document.ts';
import { exp } from '../core/portable-math.ts';
import { choiceIndex, domainOf, isWhole, toAxis, type ChoiceDomain } from './domain.ts';
import { isFinished, lossOf, type FinishedTrial, type Trial } from './trial.ts';

/** What the next round should search of one parameter. */
export interface NarrowedRange {
  readonly kind: 'range';
  readonly path: DocumentPath;
  readonly log: boolean;
  readonly from: { readonly low: number; readonly high: number };
  readonly to: { readonly low: number; readonly high: number };
  /** Best trials that had the parameter. */
  readonly trials: number;
  /** The best trials press against an end of the range searched: better ones may lie beyond it. */
  readonly atEnd?: 'low' | 'high';
}

export interface NarrowedChoice {
  readonly kind: 'choice';
  readonly path: DocumentPath;
  readonly from: readonly unknown[];
  readonly to: readonly unknown[];
  readonly trials: number;
}

export type Narrowing = NarrowedRange | NarrowedChoice;

/** Below this many trials trained to their end there is nothing to propose. */
const fewestToNarrow = 8;

/**
 * The chapter's way of finding hyperparameters (*Deep Learning from Scratch*, section 6.5): sample in a wide range, look where the good
 * results lie, search there again.
 *
 * The range proposed reaches from the smallest to the largest value among the best quarter of the trials trained to their end, widened on
 * both sides by a tenth of its width along its axis (the logarithm where the range is logarithmic), never below a tenth of the range
 * searched, never outside it, and rounded outwards to two digits. Of a choice those values stay that are among the best quarter.
 *
 * @returns empty where fewer than 8 trials were trained to their end
 */
export function narrow(space: SearchSection['space'], trials: readonly Trial[], goal: SearchSection['goal']): Narrowing[] {
  const best = bestQuarter(trials, goal);
  if (best.length === 0) return [];
  return Object.entries(space).map(([path, distribution]) => {
    const values = best.filter(({ settings }) => Object.hasOwn(settings, path)).map(({ settings }) => settings[path]);
    return distribution.distribution === 'choice' ? narrowChoice(path, distribution.values, values) : narrowRange(path, distribution, values as number[]);
  });
}

/** The space of the next round. */
export function narrowedSpace(space: SearchSection['space'], narrowings: readonly Narrowing[]): SearchSection['space'] {
  const byPath = new Map(narrowings.map((narrowing) => [narrowing.path, narrowing]));
  return Object.fromEntries(
    Object.entries(space).map(([path, distribution]): [DocumentPath, Distribution] => {
      const narrowing = byPath.get(path);
      if (narrowing?.kind === 'range' && distribution.distribution !== 'choice') return [path, { ...distribution, ...narrowing.to }];
      if (narrowing?.kind === 'choice' && distribution.distribution === 'choice') return [path, { ...distribution, values: narrowing.to }];
      return [path, distribution];
    }),
  );
}

/** The best quarter of the trials trained to their end, the best first, at least four of them; empty where there are too few. */
export function bestQuarter(trials: readonly Trial[], goal: SearchSection['goal']): FinishedTrial[] {
  const done = trials.filter((trial): trial is FinishedTrial => isFinished(trial) && trial.outcome.state === 'done' && trial.outcome.value !== null);
  if (done.length < fewestToNarrow) return [];
  const ranked = done.sort((a, b) => lossOf(a.outcome.value, goal) - lossOf(b.outcome.value, goal) || a.index - b.index);
  return ranked.slice(0, Math.max(4, Math.ceil(ranked.length / 4)));
}

function narrowChoice(path: DocumentPath, choices: readonly unknown[], values: readonly unknown[]): NarrowedChoice {
  const domain: ChoiceDomain = { kind: 'choice', values: choices };
  const kept = new Set(values.map((value) => choiceIndex(domain, value)));
  const to = choices.filter((_, i) => kept.has(i));
  return { kind: 'choice', path, from: choices, to: to.length > 0 ? to : choices, trials: values.length };
}

function narrowRange(path: DocumentPath, distribution: Exclude<Distribution, { readonly distribution: 'choice' }>, values: readonly number[]): NarrowedRange {
  const domain = domainOf(distribution);
  if (domain.kind !== 'number') throw new TypeError(`${path}: expected a range`);
  const from = { low: distribution.low, high: distribution.high };
  const unchanged: NarrowedRange = { kind: 'range', path, log: domain.log, from, to: from, trials: values.length };
  if (values.length < 2) return unchanged;

  const places = values.map((value) => toAxis(domain, value)).sort((a, b) => a - b);
  const [searchedLow, searchedHigh] = [toAxis(domain, from.low), toAxis(domain, from.high)];
  const searched = searchedHigh - searchedLow;
  const spread = places[places.length - 1] - places[0];
  const half = Math.max(spread * 1.2, searched / 10) / 2;
  // Where the stretch would reach over an end, it is moved, not cut, so that it keeps its width.
  const centre = Math.min(Math.max((places[0] + places[places.length - 1]) / 2, searchedLow + half), searchedHigh - half);
  const value = (place: number) => (domain.log ? exp(place) : place);
  const whole = isWhole(distribution);
  const low = Math.max(from.low, outwards(value(centre - half), domain.log ? undefined : 2 * half, 'down', whole));
  const high = Math.min(from.high, outwards(value(centre + half), domain.log ? undefined : 2 * half, 'up', whole));
  const to = domain.step === undefined ? { low, high } : { low: domain.low + Math.floor((low - domain.low) / domain.step) * domain.step, high };

  const median = places[Math.floor(places.length / 2)];
  const atEnd = searched > 0 && median < searchedLow + searched / 10 ? 'low' : searched > 0 && median > searchedHigh - searched / 10 ? 'high' : undefined;
  return { ...unchanged, to, ...(atEnd ? { atEnd } : {}) };
}

/** Rounded to two digits of `size` (of itself where that is left out), away from the range; whole numbers at least to ones. */
function outwards(value: number, size: number | undefined, direction: 'down' | 'up', whole: boolean): number {
  const exponent = Math.floor(Math.log10(size ?? Math.abs(value))) - 1;
  if (!Number.isFinite(exponent)) return value;
  const digits = whole ? Math.min(0, -exponent) : -exponent;
  const units = digits >= 0 ? value * 10 ** digits : value / 10 ** -digits;
  // A value that already has so few digits must not be moved on by the last bits of its own representation.
  const nearest = Math.round(units);
  const rounded = Math.abs(units - nearest) <= 1e-9 * Math.abs(units) ? nearest : direction === 'down' ? Math.floor(units) : Math.ceil(units);
  return Number(`${rounded}e${-digits}`);
}
