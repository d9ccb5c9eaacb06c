import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../src/engine/core/random.ts';
import { growForest } from '../../../src/engine/search/forest.ts';
import { importances } from '../../../src/engine/search/importance.ts';
import { bestQuarter, narrow, narrowedSpace, type NarrowedRange } from '../../../src/engine/search/narrow.ts';
import { createSearch } from '../../../src/engine/search/search.ts';
import { createSpace } from '../../../src/engine/search/space.ts';
import type { Settings, Trial } from '../../../src/engine/search/trial.ts';
import type { SearchSection } from '../../../src/shared/experiment/document.ts';
import { simulate } from './simulate.ts';

type Space = SearchSection['space'];
const chapter: Space = { 'optimizer.lr': { distribution: 'log-uniform', low: 1e-6, high: 1e-2 }, 'regularization.l2': { distribution: 'log-uniform', low: 1e-8, high: 1e-4 } };

function randomTrials(space: Space, count: number, value: (settings: Settings, index: number) => number | null): readonly Trial[] {
  const section: SearchSection = { method: 'random', trials: count, metric: 'validationAccuracy', goal: 'maximize', space };
  return simulate(createSearch({ section, base: {}, seed: 4 }), (settings, index) => [value(settings, index)]).trials;
}

/** Best at lr = 10^-2.5, as in the chapter; the weight decay hardly matters. */
const accuracy = (settings: Settings) => Math.exp(-((Math.log10(settings['optimizer.lr'] as number) + 2.5) ** 2)) - 0.001 * Math.log10(settings['regularization.l2'] as number);

describe('importance', () => {
  it('finds the parameter that matters', () => {
    const result = importances(createSpace(chapter), randomTrials(chapter, 100, accuracy), 'maximize');
    expect(result?.parameters[0].path).toBe('optimizer.lr');
    expect(result?.parameters[0].share).toBeGreaterThan(0.8);
    expect(result?.parameters[1].share).toBeLessThan(0.1);
  });

  it('finds the choice that matters', () => {
    const space: Space = { kind: { distribution: 'choice', values: ['a', 'b', 'c'] }, x: { distribution: 'uniform', low: 0, high: 1 } };
    const result = importances(createSpace(space), randomTrials(space, 60, ({ kind, x }) => (kind === 'b' ? 1 : 0) + 0.1 * (x as number)), 'maximize');
    expect(result?.parameters[0]).toMatchObject({ path: 'kind' });
    expect(result?.parameters[0].share).toBeGreaterThan(0.8);
  });

  it('of a sum with known variances comes near them', () => {
    const space: Space = { a: { distribution: 'uniform', low: 0, high: 1 }, b: { distribution: 'uniform', low: 0, high: 1 } };
    // Var(2a) : Var(b) = 4 : 1.
    const result = importances(createSpace(space), randomTrials(space, 200, ({ a, b }) => 2 * (a as number) + (b as number)), 'maximize');
    const share = Object.fromEntries((result?.parameters ?? []).map((parameter) => [parameter.path, parameter.share]));
    expect(Math.abs(share.a - 0.8)).toBeLessThan(0.05);
    expect(Math.abs(share.b - 0.2)).toBeLessThan(0.05);
  });

  it('leaves to both together what neither explains alone', () => {
    const space: Space = { a: { distribution: 'uniform', low: -1, high: 1 }, b: { distribution: 'uniform', low: -1, high: 1 } };
    const result = importances(createSpace(space), randomTrials(space, 300, ({ a, b }) => Math.sign((a as number) * (b as number))), 'maximize');
    expect(result?.together).toBeGreaterThan(0.6);
  });

  it('is not carried away by one loss that blew up', () => {
    const losses = randomTrials(chapter, 60, (settings, index) => (index === 7 ? 1e30 : 1 - accuracy(settings)));
    expect(importances(createSpace(chapter), losses, 'minimize')?.parameters[0].path).toBe('optimizer.lr');
  });

  it('says nothing from fewer than ten trials, or where all are equal', () => {
    expect(importances(createSpace(chapter), randomTrials(chapter, 9, accuracy), 'maximize')).toBeUndefined();
    expect(importances(createSpace(chapter), randomTrials(chapter, 30, () => 0.1), 'maximize')).toBeUndefined();
  });

  it('is the same every time', () => {
    const trials = randomTrials(chapter, 30, accuracy);
    expect(importances(createSpace(chapter), trials, 'maximize')).toEqual(importances(createSpace(chapter), trials, 'maximize'));
  });
});

it('the leaves of a tree fill the space once', () => {
  const random = randomStream(0, 'test');
  const inputs = Array.from({ length: 40 }, () => [random.uniform(), random.below(3), random.uniform()]);
  const targets = inputs.map(([x, kind, y]) => x * kind + y);
  for (const leaves of growForest([{}, { categories: 3 }, {}], inputs, targets, random, { trees: 4 })) {
    for (let i = 0; i < 50; i++) {
      const point = [random.uniform(), random.below(3), random.uniform()];
      const inside = leaves.filter((leaf) => leaf.box.every((side, feature) => ('members' in side ? side.members[point[feature]] : side.low < point[feature] && point[feature] <= side.high)));
      expect(inside).toHaveLength(1);
    }
  }
});

describe('narrowing', () => {
  it('proposes the range of the best quarter on the logarithmic axis', () => {
    const trials = randomTrials(chapter, 100, accuracy);
    const [lr] = narrow(chapter, trials, 'maximize') as NarrowedRange[];
    expect(lr.log).toBe(true);
    expect(lr.to.low).toBeGreaterThan(1e-4);
    expect(lr.to.high).toBeLessThanOrEqual(1e-2);
    for (const { settings } of bestQuarter(trials, 'maximize')) {
      expect(settings['optimizer.lr']).toBeGreaterThanOrEqual(lr.to.low);
      expect(settings['optimizer.lr']).toBeLessThanOrEqual(lr.to.high);
    }
    expect(lr.to.low).toBe(Number(lr.to.low.toPrecision(2)));
  });

  it('leaves a parameter alone that does not matter', () => {
    const [, l2] = narrow(chapter, randomTrials(chapter, 200, (settings, index) => accuracy({ ...settings, 'regularization.l2': 1e-6 }) + index * 0), 'maximize') as NarrowedRange[];
    expect(Math.log10(l2.to.high / l2.to.low)).toBeGreaterThan(3);
  });

  it('says when the best press against an end', () => {
    const wide: Space = { x: { distribution: 'uniform', low: 0, high: 100 } };
    expect(narrow(wide, randomTrials(wide, 400, ({ x }) => ((x as number) > 95 ? 200 : 100 - (x as number))), 'maximize')[0]).not.toHaveProperty('atEnd');
    const steep = randomTrials(wide, 60, () => 0).map((trial, i): Trial => (i < 15 ? { ...trial, settings: { x: 99 - i / 10 }, outcome: { state: 'done', value: 1, reports: [] } } : trial));
    expect(narrow(wide, steep, 'maximize')[0]).toMatchObject({ atEnd: 'high', to: { low: 90, high: 100 } });
  });

  it('keeps a tenth of the range even where all the best agree', () => {
    const space: Space = { x: { distribution: 'uniform', low: 0, high: 1 } };
    const agreed = randomTrials(space, 40, () => 0).map((trial, i): Trial => (i < 10 ? { ...trial, settings: { x: 0.5 }, outcome: { state: 'done', value: 1, reports: [] } } : trial));
    expect(narrow(space, agreed, 'maximize')[0]).toMatchObject({ to: { low: 0.45, high: 0.55 } });
  });

  it('keeps whole numbers whole and on their step', () => {
    const space: Space = { units: { distribution: 'log-integer', low: 8, high: 512 }, layers: { distribution: 'integer', low: 1, high: 21, step: 4 } };
    const trials = randomTrials(space, 80, ({ units, layers }) => -Math.abs(Math.log2((units as number) / 64)) - Math.abs((layers as number) - 9));
    const [units, layers] = narrow(space, trials, 'maximize') as NarrowedRange[];
    for (const { low, high } of [units.to, layers.to]) expect([low, high].every(Number.isInteger)).toBe(true);
    expect((layers.to.low - 1) % 4).toBe(0);
    expect(units.to.low).toBeLessThanOrEqual(64);
    expect(units.to.high).toBeGreaterThanOrEqual(64);
  });

  it('keeps of a choice the values among the best, and of a conditional parameter what it learnt where it was active', () => {
    const space: Space = {
      optimizer: { distribution: 'choice', values: [{ type: 'sgd' }, { type: 'momentum' }, { type: 'adam' }] },
      'optimizer.momentum': { distribution: 'uniform', low: 0, high: 1, when: { path: 'optimizer.type', equals: 'momentum' } },
    };
    const trials = randomTrials(space, 100, (settings) => ((settings.optimizer as { type: string }).type === 'momentum' ? 1 - Math.abs((settings['optimizer.momentum'] as number) - 0.8) : 0));
    const [optimizer, momentum] = narrow(space, trials, 'maximize');
    expect(optimizer.to).toEqual([{ type: 'momentum' }]);
    expect((momentum as NarrowedRange).to.low).toBeGreaterThan(0.3);
    const next = narrowedSpace(space, [optimizer, momentum]);
    expect(next['optimizer.momentum']).toMatchObject({ distribution: 'uniform', when: { path: 'optimizer.type', equals: 'momentum' }, low: (momentum as NarrowedRange).to.low });
  });

  it('proposes nothing from fewer than eight trials, and takes no pruned ones', () => {
    expect(narrow(chapter, randomTrials(chapter, 7, accuracy), 'maximize')).toEqual([]);
    const pruned = randomTrials(chapter, 20, accuracy).map((trial): Trial => ({ ...trial, outcome: { state: 'pruned', value: 1, reports: [] } }));
    expect(narrow(chapter, pruned, 'maximize')).toEqual([]);
  });
});
