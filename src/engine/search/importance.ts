import type { DocumentPath, SearchSection } from '../../shared/experiment/document.ts';
import { randomStream } from '../core/random.ts';
import { choiceIndex, toAxis, type Domain } from './domain.ts';
import { growForest, type Feature, type Leaf, type Side } from './forest.ts';
import type { Space } from './space.ts';
import { isFinished, type FinishedTrial, type Trial } from './trial.ts';

export interface Importance {
  readonly path: DocumentPath;
  /** Share of the metric's variance over the whole space that this parameter explains on its own, 0 … 1. */
  readonly share: number;
}

export interface Importances {
  readonly method: 'fanova';
  /** The largest share first. */
  readonly parameters: readonly Importance[];
  /** The share that only several parameters together explain. */
  readonly together: number;
  /** Trials it was estimated from. */
  readonly trials: number;
}

/** Fewer trials than this say nothing. */
const fewestTrials = 10;

/**
 * How much each parameter matters: functional analysis of variance on a forest of regression trees (Hutter, Hoos and Leyton-Brown, "An
 * Efficient Approach for Assessing Hyperparameter Importance", ICML 2014).
 *
 * The forest learns to foretell the metric from the settings. Averaging its prediction over all other parameters leaves a curve for each
 * parameter; the variance of that curve over the variance of the prediction is its share. Pruned trials count with the metric at which they
 * were given up. A parameter that was not active in a trial is put into the middle of its range there (a choice to its first value).
 *
 * @returns undefined where there are fewer than 10 trials with a value, or all values are equal
 */
export function importances(space: Space, trials: readonly Trial[], goal: SearchSection['goal'], seed = 0): Importances | undefined {
  const used = trials.filter((trial): trial is FinishedTrial => isFinished(trial) && trial.outcome.value !== null);
  const targets = clipped(used.map((trial) => trial.outcome.value ?? 0), goal);
  if (used.length < fewestTrials || targets.every((value) => value === targets[0])) return undefined;
  const features = space.parameters.map(({ domain }): Feature => (domain.kind === 'choice' ? { categories: domain.values.length } : {}));
  const inputs = used.map(({ settings }) => space.parameters.map(({ path, domain }) => encode(domain, settings, path)));
  const forest = growForest(features, inputs, targets, randomStream(seed, 'importance'));

  const shares = space.parameters.map(() => 0);
  let counted = 0;
  for (const leaves of forest) {
    const variance = totalVariance(leaves);
    if (!(variance > 0)) continue;
    counted++;
    space.parameters.forEach((_, feature) => (shares[feature] += mainEffect(leaves, feature) / variance));
  }
  if (counted === 0) return undefined;
  const parameters = space.parameters.map(({ path }, i) => ({ path, share: shares[i] / counted }));
  const alone = parameters.reduce((sum, { share }) => sum + share, 0);
  return { method: 'fanova', parameters: parameters.sort((a, b) => b.share - a.share), together: Math.max(0, 1 - alone), trials: used.length };
}

/**
 * One trial that blew up to a loss of 10³⁰ would be all of the variance: values worse than the worst quartile by more than three times the
 * distance between the quartiles are taken as that.
 */
function clipped(values: readonly number[], goal: SearchSection['goal']): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  const quartile = (share: number) => sorted[Math.floor(share * (sorted.length - 1))];
  const reach = 3 * (quartile(0.75) - quartile(0.25));
  if (!(reach > 0)) return [...values];
  return values.map((value) => (goal === 'maximize' ? Math.max(value, quartile(0.25) - reach) : Math.min(value, quartile(0.75) + reach)));
}

function encode(domain: Domain, settings: Readonly<Record<string, unknown>>, path: string): number {
  const active = Object.hasOwn(settings, path);
  if (domain.kind === 'choice') return active ? Math.max(0, choiceIndex(domain, settings[path])) : 0;
  const { low, high } = domain.axis;
  if (!active || high === low) return 0.5;
  return Math.min(1, Math.max(0, (toAxis(domain, settings[path] as number) - low) / (high - low)));
}

/** Share of a side's whole that it covers. */
function size(side: Side): number {
  if ('members' in side) return side.members.filter(Boolean).length / side.members.length;
  return side.high - side.low;
}

const volume = (leaf: Leaf, without = -1) => leaf.box.reduce((product, side, i) => (i === without ? product : product * size(side)), 1);

const mean = (leaves: readonly Leaf[]) => leaves.reduce((sum, leaf) => sum + leaf.value * volume(leaf), 0);

/** Variance of a tree's prediction over uniform inputs. */
function totalVariance(leaves: readonly Leaf[]): number {
  const centre = mean(leaves);
  return leaves.reduce((sum, leaf) => sum + (leaf.value - centre) ** 2 * volume(leaf), 0);
}

/** Variance of the prediction as a function of one feature, all others averaged out. */
function mainEffect(leaves: readonly Leaf[], feature: number): number {
  const centre = mean(leaves);
  const sides = leaves.map((leaf) => leaf.box[feature]);
  const volumes = leaves.map((leaf) => volume(leaf, feature));
  const marginal = (covers: (side: Side) => boolean) => sides.reduce((sum, side, i) => sum + (covers(side) ? leaves[i].value * volumes[i] : 0), 0);
  const [first] = sides;
  if ('members' in first) {
    const share = 1 / first.members.length;
    return first.members.reduce((sum, _, category) => sum + share * (marginal((side) => 'members' in side && side.members[category]) - centre) ** 2, 0);
  }
  const ends = [...new Set(sides.flatMap((side) => ('members' in side ? [] : [side.low, side.high])))].sort((a, b) => a - b);
  let sum = 0;
  for (let i = 0; i + 1 < ends.length; i++) {
    const middle = (ends[i] + ends[i + 1]) / 2;
    sum += (ends[i + 1] - ends[i]) * (marginal((side) => !('members' in side) && side.low < middle && middle < side.high) - centre) ** 2;
  }
  return sum;
}
