import { describe, expect, it } from 'vitest';
import { createPruner, hyperbandBrackets } from '../../../src/engine/search/pruning.ts';
import { createSearch, lookback } from '../../../src/engine/search/search.ts';
import { bestTrial, type FinishedTrial } from '../../../src/engine/search/trial.ts';
import type { SearchSection } from '../../../src/shared/experiment/document.ts';
import { simulate } from './simulate.ts';

const halving = { method: 'successive-halving', reduction: 3, minEpochs: 1 } as const;
const hyperband = { method: 'hyperband', reduction: 3, minEpochs: 1 } as const;

describe('successive halving', () => {
  const pruner = createPruner(halving, 50, 'maximize');
  const at = (index: number, value: number): FinishedTrial => ({ index, settings: {}, outcome: { state: 'pruned', value, reports: [{ epoch: 1, value }] } });

  it('judges after 1, 3, 9, 27 of 50 epochs', () => {
    expect(pruner.rungsOf(0)).toEqual([1, 3, 9, 27]);
    expect(createPruner({ ...halving, minEpochs: 5, reduction: 2 }, 20, 'maximize').rungsOf(3)).toEqual([5, 10]);
    expect(createPruner({ ...halving, minEpochs: 50 }, 50, 'maximize').rungsOf(0)).toEqual([]);
  });

  it('keeps the best third of those that came by', () => {
    const others = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8].map((value, i) => at(i, value));
    expect(pruner.prunes(12, 1, 0.65, others)).toBe(false);
    expect(pruner.prunes(12, 1, 0.55, others)).toBe(true);
  });

  it('lets the first one on, then only better ones until there are enough to compare', () => {
    expect(pruner.prunes(0, 1, 0.1, [])).toBe(false);
    expect(pruner.prunes(5, 1, 0.2, [at(0, 0.1)])).toBe(false);
    expect(pruner.prunes(5, 1, 0.1, [at(0, 0.1)])).toBe(true);
  });

  it('gives up what diverged', () => {
    expect(pruner.prunes(0, 1, null, [])).toBe(true);
    expect(pruner.prunes(0, 1, NaN, [])).toBe(true);
  });
});

describe('Hyperband', () => {
  it('has the brackets of the paper for 81 epochs in thirds', () => {
    // Table 1 of Li et al. 2018 for R = 81, η = 3: 81, 34, 15, 8 and 5 trials, beginning with 1, 3, 9, 27 and 81 epochs.
    expect(hyperbandBrackets(hyperband, 81)).toEqual([
      { trials: 81, rungs: [1, 3, 9, 27] },
      { trials: 34, rungs: [3, 9, 27] },
      { trials: 15, rungs: [9, 27] },
      { trials: 8, rungs: [27] },
      { trials: 5, rungs: [] },
    ]);
  });

  it('spreads the trials over the brackets by their shares in every stretch of a cycle', () => {
    const pruner = createPruner(hyperband, 81, 'maximize');
    const cycle = pruner.brackets.reduce((sum, { trials }) => sum + trials, 0);
    const counts = (from: number, to: number) => pruner.brackets.map((_, bracket) => Array.from({ length: to - from }, (_, i) => pruner.bracketOf(from + i)).filter((b) => b === bracket).length);
    expect(counts(0, cycle)).toEqual([81, 34, 15, 8, 5]);
    expect(counts(cycle, 2 * cycle)).toEqual([81, 34, 15, 8, 5]);
    expect(counts(0, 72).every((count, bracket) => Math.abs(count - pruner.brackets[bracket].trials / 2) <= 1)).toBe(true);
  });

  const section: SearchSection = { method: 'random', trials: 143, metric: 'validationLoss', goal: 'minimize', pruning: hyperband, space: { x: { distribution: 'uniform', low: 0, high: 1 } } };
  /** Falls towards the square of the distance to 0.3; the order is there from the first epoch. */
  const curve = ({ x }: Readonly<Record<string, unknown>>) => Array.from({ length: 81 }, (_, epoch) => ((x as number) - 0.3) ** 2 + 1 / (epoch + 1));

  it('spends about as much in each bracket as the paper foretells, and far less than full trials', () => {
    const search = createSearch({ section, base: {}, seed: 1, epochs: 81 });
    const { trials, epochs } = simulate(search, curve, { workers: 4 });
    const spent = search.pruner?.brackets.map((_, bracket) =>
      trials.filter(({ index }) => search.pruner?.bracketOf(index) === bracket).reduce((sum, { outcome }) => sum + (outcome?.state === 'done' ? 81 : (outcome?.reports.at(-1)?.epoch ?? 0)), 0),
    );
    expect(spent?.reduce((sum, value) => sum + value, 0)).toBe(epochs);
    // The paper gives each bracket at most (s_max + 1)·R = 405 epochs; here none restarts, but the first of each bracket go on unopposed.
    for (const epochsOfBracket of spent ?? []) expect(epochsOfBracket).toBeLessThan(405 + (lookback + 2) * 81);
    expect(epochs).toBeLessThan((143 * 81) / 4);
  });

  it('finds about what the full trials find', () => {
    const { trials } = simulate(createSearch({ section, base: {}, seed: 1, epochs: 81 }), curve);
    const full = simulate(createSearch({ section: { ...section, pruning: null }, base: {}, seed: 1 }), curve);
    expect(bestTrial(trials, 'minimize')?.settings).toEqual(bestTrial(full.trials, 'minimize')?.settings);
  });
});
