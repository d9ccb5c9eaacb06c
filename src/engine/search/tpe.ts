import type { SearchSection } from '../../shared/experiment/document.ts';
import { randomStream } from '../core/random.ts';
import type { Domain } from './domain.ts';
import { parzenEstimator } from './parzen.ts';
import { randomSettings } from './random.ts';
import type { History, TrialSampler } from './sampler.ts';
import { buildSettings, type Space } from './space.ts';
import { lossOf, type FinishedTrial, type Settings } from './trial.ts';

/** Trials drawn at random before there is anything to learn from. */
const startupTrials = 10;
/** Candidates of which the one with the largest ratio of densities is taken. */
export const candidates = 24;

/**
 * Tree-structured Parzen estimator (Bergstra, Bardenet, Bengio and Kégl, "Algorithms for Hyper-Parameter Optimization", NIPS 2011), with
 * the details and defaults of Optuna's `TPESampler` (Akiba et al., KDD 2019), one parameter at a time.
 *
 * The finished trials are split into the best γ(n) and the rest. For each parameter a density l is fitted to its values in the best and a
 * density g to those in the rest, 24 values are drawn from l, and the one with the largest l/g is proposed: it has the largest expected
 * improvement. A conditional parameter learns from the trials in which it was active.
 *
 * Trials still under way lend their settings to the rest, as if they had been poor ("constant liar"), so that parallel trials keep apart.
 */
export function tpeSampler(space: Space, seed: number, goal: SearchSection['goal'], round = 0): TrialSampler {
  return {
    adaptive: true,
    propose(index, history) {
      if (history.finished.length < startupTrials) return randomSettings(space, seed, round, index);
      const { good, rest } = split(history, goal);
      return buildSettings(space, ({ path, domain }) => {
        const random = randomStream(seed, `search tpe ${path}`, index, round);
        return bestCandidate(domain, observed(good, path), observed(rest, path), random);
      });
    },
  };
}

/** How many of n trials count as good: ⌈n/10⌉, at most 25. */
export function goodCount(trials: number): number {
  return Math.min(Math.ceil(0.1 * trials), 25);
}

/** Settings of the good trials and of the others, each in the order of the trials. */
function split({ finished, pending }: History, goal: SearchSection['goal']): { good: Settings[]; rest: Settings[] } {
  const ranked = finished.map((_, i) => i).sort((a, b) => compare(finished[a], finished[b], goal) || a - b);
  const good = new Set(ranked.slice(0, goodCount(finished.length)));
  return {
    good: finished.filter((_, i) => good.has(i)).map((trial) => trial.settings),
    rest: [...finished.filter((_, i) => !good.has(i)).map((trial) => trial.settings), ...pending],
  };
}

/** Trials trained to their end come first, by value; then pruned ones, the further they came the better; then failed ones. */
function compare(a: FinishedTrial, b: FinishedTrial, goal: SearchSection['goal']): number {
  const byState = stateOrder[a.outcome.state] - stateOrder[b.outcome.state];
  if (byState !== 0) return byState;
  if (a.outcome.state === 'pruned') {
    const byEpoch = (b.outcome.reports.at(-1)?.epoch ?? 0) - (a.outcome.reports.at(-1)?.epoch ?? 0);
    if (byEpoch !== 0) return byEpoch;
  }
  const [x, y] = [lossOf(a.outcome.value, goal), lossOf(b.outcome.value, goal)];
  return x === y ? 0 : x < y ? -1 : 1;
}

const stateOrder = { done: 0, pruned: 1, failed: 2 };

/** The values of a parameter in the trials in which it was active. */
function observed(trials: readonly Settings[], path: string): unknown[] {
  return trials.filter((settings) => Object.hasOwn(settings, path)).map((settings) => settings[path]);
}

function bestCandidate(domain: Domain, good: readonly unknown[], rest: readonly unknown[], random: ReturnType<typeof randomStream>): unknown {
  const likely = parzenEstimator(domain, good);
  const unlikely = parzenEstimator(domain, rest);
  let best: { value: unknown; score: number } | undefined;
  for (let i = 0; i < candidates; i++) {
    const value = likely.sample(random);
    const score = likely.logDensity(value) - unlikely.logDensity(value);
    if (!best || score > best.score) best = { value, score };
  }
  return best?.value;
}
