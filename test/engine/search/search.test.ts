import { describe, expect, it } from 'vitest';
import { createSearch, lookback } from '../../../src/engine/search/search.ts';
import { bestTrial, type Trial } from '../../../src/engine/search/trial.ts';
import type { SearchSection } from '../../../src/shared/experiment/document.ts';
import { testFunctions } from './functions.ts';
import { simulate, type Curve } from './simulate.ts';

const mixed = testFunctions[3];
const epochs = 27;

/** Learns towards its value; the worse the settings, the slower it starts. */
const curve: Curve = (settings) => Array.from({ length: epochs }, (_, epoch) => mixed.value(settings) + 3 / (epoch + 1));

const section = (change: Partial<SearchSection> = {}): SearchSection => ({ method: 'tpe', trials: 40, metric: 'validationLoss', goal: 'minimize', space: mixed.space, ...change });
const search = (change: Partial<SearchSection> = {}, seed = 11) => createSearch({ section: section(change), base: {}, seed, epochs });

const kinds: [string, Partial<SearchSection>][] = [
  ['random', { method: 'random' }],
  ['grid', { method: 'grid', trials: 200 }],
  ['TPE', {}],
  ['random with successive halving', { method: 'random', pruning: { method: 'successive-halving', reduction: 3, minEpochs: 1 } }],
  ['TPE with Hyperband', { pruning: { method: 'hyperband', reduction: 3, minEpochs: 1 } }],
  ['TPE that stops when no better', { trials: 200, patience: 12 }],
];

describe.each(kinds)('%s', (_, change) => {
  const undisturbed = simulate(search(change), curve).trials;

  it('gives the same trials with any number of workers and any order of their ends', () => {
    for (const timing of [1, 2, 3]) for (const workers of [2, 3, 4, 16]) expect(simulate(search(change), curve, { workers, timing }).trials).toEqual(undisturbed);
  });

  it('killed and resumed gives what it gives undisturbed', () => {
    for (const until of [0, 1, 7, 20, 33]) {
      const killed = simulate(search(change), curve, { workers: 3, timing: until, until }).trials;
      expect(simulate(search(change), curve, { workers: 2, trials: killed }).trials).toEqual(undisturbed);
    }
  });

  it('gives other trials under another seed, unless it is a grid', () => {
    const other = simulate(search(change, 12), curve).trials.map(({ settings }) => settings);
    const same = JSON.stringify(other) === JSON.stringify(undisturbed.map(({ settings }) => settings));
    expect(same).toBe(change.method === 'grid');
  });
});

describe('starting trials', () => {
  it('of a random search never waits', () => {
    const trials: Trial[] = [];
    for (let i = 0; i < 40; i++) {
      const next = search({ method: 'random' }).next(trials);
      if (next.kind !== 'start') throw new Error(`expected a start, got ${next.kind}`);
      trials.push({ index: next.index, settings: next.settings });
    }
    expect(search({ method: 'random' }).next(trials)).toEqual({ kind: 'wait' });
  });

  it('that learn from results waits for the one four before', () => {
    const trials: Trial[] = [];
    for (let i = 0; i < lookback; i++) trials.push({ index: i, settings: {} });
    expect(search().next(trials).kind).toBe('wait');
    trials[0] = { ...trials[0], outcome: { state: 'done', value: 1, reports: [] } };
    expect(search().next(trials).kind).toBe('start');
  });
});

describe('stopping when no better', () => {
  it('ends after as many trials without a better one, and the few that were already under way', () => {
    const values = [5, 4, 3, 6, 6, 6, 6, 6, 6, 6, 6, 6];
    const { trials, reason } = simulate(search({ method: 'random', patience: 5 }), (_, index) => [values[index]], { workers: 4 });
    expect(reason).toBe('no-better');
    expect(trials).toHaveLength(2 + 1 + 5 + lookback - 1);
  });

  it('goes through all trials where they keep getting better', () => {
    const { trials, reason } = simulate(search({ method: 'random', patience: 3 }), (_, index) => [100 - index]);
    expect([trials.length, reason]).toEqual([40, 'all-tried']);
  });

  it('also ends where not one trial got a value', () => {
    const { trials, reason } = simulate(search({ method: 'random', patience: 5 }), () => [null]);
    expect(reason).toBe('no-better');
    expect(trials.length).toBeLessThan(12);
  });
});

it('a trial that diverged is never the best, and does not stop the search', () => {
  const { trials } = simulate(search(), (settings, index) => (index % 3 === 0 ? [null] : curve(settings, index)));
  expect(trials).toHaveLength(40);
  expect(bestTrial(trials, 'minimize')?.index).not.toBe(0);
  expect(bestTrial(trials, 'minimize')?.outcome.state).toBe('done');
});
