import { exp, log } from '../core/portable-math.ts';
import type { RandomStream } from '../core/random.ts';
import { choiceIndex, fromAxis, stretchOf, toAxis, type ChoiceDomain, type Domain, type NumericDomain } from './domain.ts';
import { normalCdf, normalQuantile } from './normal.ts';

/** A density over the values of one parameter: a mixture of one kernel per observation and one for the prior. */
export interface ParzenEstimator {
  sample(random: RandomStream): unknown;
  /** ln of the density of a value, or of its probability where values are discrete; up to the same constant for all values. */
  logDensity(value: unknown): number;
}

/**
 * Estimates the density of observed values as Optuna does (Akiba et al., "Optuna", KDD 2019; `_ParzenEstimator` with its defaults).
 * @param values in the order of their trials: the oldest weigh least once there are more than 25
 */
export function parzenEstimator(domain: Domain, values: readonly unknown[]): ParzenEstimator {
  const weights = normalized([...observationWeights(values.length), priorWeight]);
  return domain.kind === 'choice' ? categorical(domain, values, weights) : gaussians(domain, values as readonly number[], weights);
}

const priorWeight = 1;
/** This many of the newest observations weigh 1 each. */
const fullWeights = 25;

/** 1 for the newest 25; older ones rise linearly from 1/n. */
export function observationWeights(count: number): number[] {
  const ramp = Math.max(0, count - fullWeights);
  return Array.from({ length: count }, (_, i) => {
    if (i >= ramp) return 1;
    return ramp === 1 ? 1 / count : 1 / count + ((1 - 1 / count) * i) / (ramp - 1);
  });
}

/**
 * A truncated Gaussian around each observation, as wide as the larger distance to its neighbours on the axis, and a prior over the whole
 * range. "Magic clip": no width below range / min(100, 1 + kernels), so that a cluster cannot shut out what lies beside it.
 */
function gaussians(domain: NumericDomain, values: readonly number[], weights: readonly number[]): ParzenEstimator {
  const { low, high } = domain.axis;
  const range = high - low;
  if (!(range > 0)) return { sample: () => domain.low, logDensity: () => 0 };
  const priorMean = (low + high) / 2;
  const means = [...values.map((value) => Math.min(high, Math.max(low, toAxis(domain, value)))), priorMean];
  const widths = neighbourDistances(means, low, high).slice(0, -1);
  const narrowest = range / Math.min(100, 1 + means.length);
  const sigmas = [...widths.map((width) => Math.min(range, Math.max(narrowest, width))), range];
  const kernels = means.map((mean, i) => {
    const sigma = sigmas[i];
    const below = normalCdf((low - mean) / sigma);
    return { mean, sigma, below, mass: normalCdf((high - mean) / sigma) - below, logWeight: log(weights[i]) };
  });

  return {
    sample(random) {
      const { mean, sigma, below, mass } = kernels[pick(weights, random)];
      const place = mean + sigma * normalQuantile(Math.min(1 - 1e-16, Math.max(1e-300, below + mass * random.uniform())));
      return fromAxis(domain, Math.min(high, Math.max(low, place)));
    },
    logDensity(value) {
      if (domain.step === undefined) {
        const place = toAxis(domain, value as number);
        return logSumExp(kernels.map(({ mean, sigma, mass, logWeight }) => logWeight - ((place - mean) / sigma) ** 2 / 2 - log(sigma) - log(mass)));
      }
      const stretch = stretchOf(domain, value as number);
      return logSumExp(
        kernels.map(({ mean, sigma, mass, logWeight }) => {
          const inside = normalCdf((stretch.high - mean) / sigma) - normalCdf((stretch.low - mean) / sigma);
          return inside > 0 ? logWeight + log(inside) - log(mass) : -Infinity;
        }),
      );
    },
  };
}

/**
 * For each kernel the larger of the distances to its neighbours; the ends of the range count as neighbours only of a kernel that is
 * alone (Optuna's `consider_endpoints=False`).
 */
function neighbourDistances(means: readonly number[], low: number, high: number): number[] {
  const order = means.map((_, i) => i).sort((a, b) => means[a] - means[b] || a - b);
  const sorted = [low, ...order.map((i) => means[i]), high];
  const distances = new Array<number>(means.length);
  order.forEach((kernel, rank) => {
    const left = sorted[rank + 1] - sorted[rank];
    const right = sorted[rank + 2] - sorted[rank + 1];
    const isFirst = rank === 0;
    const isLast = rank === order.length - 1;
    const enough = means.length >= 2;
    distances[kernel] = enough && isFirst ? right : enough && isLast ? left : Math.max(left, right);
  });
  return distances;
}

/** Per kernel: the observed choice with probability 1 + prior/kernels over the sum, every other one with prior/kernels. */
function categorical(domain: ChoiceDomain, values: readonly unknown[], weights: readonly number[]): ParzenEstimator {
  const choices = domain.values;
  const background = priorWeight / weights.length;
  const probabilities = new Array<number>(choices.length).fill(0);
  const observed = values.map((value) => choiceIndex(domain, value));
  weights.forEach((weight, kernel) => {
    const chosen = observed[kernel] ?? -1;
    const total = background * choices.length + (chosen >= 0 ? 1 : 0);
    for (let i = 0; i < choices.length; i++) probabilities[i] += (weight * (background + (i === chosen ? 1 : 0))) / total;
  });
  return {
    sample: (random) => choices[pick(probabilities, random)],
    logDensity: (value) => log(probabilities[choiceIndex(domain, value)]),
  };
}

function normalized(weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** A position with the probability of its weight; the weights sum to 1. */
function pick(weights: readonly number[], random: RandomStream): number {
  let left = random.uniform();
  for (let i = 0; i < weights.length - 1; i++) {
    left -= weights[i];
    if (left < 0) return i;
  }
  return weights.length - 1;
}

function logSumExp(terms: readonly number[]): number {
  const top = Math.max(...terms);
  if (top === -Infinity) return -Infinity;
  return top + log(terms.reduce((sum, term) => sum + (term - top < -700 ? 0 : exp(term - top)), 0));
}
