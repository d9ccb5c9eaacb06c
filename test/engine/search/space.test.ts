import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../src/engine/core/random.ts';
import { domainOf, sample, type NumericDomain } from '../../../src/engine/search/domain.ts';
import { expandGrid, gridValues } from '../../../src/engine/search/grid.ts';
import { randomSampler } from '../../../src/engine/search/random.ts';
import { noHistory } from '../../../src/engine/search/sampler.ts';
import { createSpace } from '../../../src/engine/search/space.ts';
import type { Distribution, SearchSection } from '../../../src/shared/experiment/document.ts';

const draws = (distribution: Distribution, count: number) => {
  const random = randomStream(1, 'test');
  return Array.from({ length: count }, () => sample(domainOf(distribution), random));
};
const share = (values: readonly unknown[], is: (value: never) => boolean) => values.filter((value) => is(value as never)).length / values.length;

describe('distributions', () => {
  it('log-uniform puts as many samples into each power of ten', () => {
    const values = draws({ distribution: 'log-uniform', low: 1e-6, high: 1e-2 }, 4000);
    for (const power of [-6, -5, -4, -3]) expect(share(values, (v: number) => v >= 10 ** power && v < 10 ** (power + 1))).toBeCloseTo(0.25, 1);
    expect(share(values, (v: number) => v >= 1e-6 && v <= 1e-2)).toBe(1);
  });

  it('uniform fills its range evenly, and keeps six digits', () => {
    const values = draws({ distribution: 'uniform', low: -1, high: 3 }, 4000) as number[];
    for (const from of [-1, 0, 1, 2]) expect(share(values, (v: number) => v >= from && v < from + 1)).toBeCloseTo(0.25, 1);
    expect(values.every((value) => value === Number(value.toFixed(5)))).toBe(true);
  });

  it('integer reaches both ends as often as what lies between, and keeps to its step', () => {
    const values = draws({ distribution: 'integer', low: 1, high: 8, step: 3 }, 3000);
    expect([...new Set(values)].sort()).toEqual([1, 4, 7]);
    for (const value of [1, 4, 7]) expect(share(values, (v: number) => v === value)).toBeCloseTo(1 / 3, 1);
  });

  it('log-integer gives whole numbers, small ones as often as large ones per doubling', () => {
    const values = draws({ distribution: 'log-integer', low: 8, high: 511 }, 4000);
    expect(values.every((value) => Number.isInteger(value))).toBe(true);
    for (const from of [8, 16, 32, 64, 128, 256]) expect(Math.abs(share(values, (v: number) => v >= from && v < 2 * from) - 1 / 6)).toBeLessThan(0.03);
  });

  it('log-integer may begin at 1, also with a wide step', () => {
    expect(Math.min(...(draws({ distribution: 'log-integer', low: 1, high: 64 }, 500) as number[]))).toBe(1);
    expect(new Set(draws({ distribution: 'log-integer', low: 1, high: 21, step: 10 }, 500))).toEqual(new Set([1, 11, 21]));
  });

  it('choice gives each of its values, whole objects too', () => {
    const values = draws({ distribution: 'choice', values: [{ type: 'sgd' }, { type: 'adam' }, null] }, 3000);
    for (const value of [{ type: 'sgd' }, { type: 'adam' }, null]) expect(share(values, (v) => JSON.stringify(v) === JSON.stringify(value))).toBeCloseTo(1 / 3, 1);
  });

  it('a range of one value gives that value', () => {
    for (const distribution of ['uniform', 'log-uniform', 'integer', 'log-integer'] as const) expect(new Set(draws({ distribution, low: 3, high: 3 }, 20))).toEqual(new Set([3]));
  });
});

const conditional = {
  'optimizer.momentum': { distribution: 'uniform', low: 0.5, high: 0.99, when: { path: 'optimizer.type', equals: 'momentum' } },
  'optimizer.lr': { distribution: 'log-uniform', low: 1e-4, high: 1 },
  optimizer: { distribution: 'choice', values: [{ type: 'sgd' }, { type: 'momentum' }] },
} as const satisfies SearchSection['space'];

describe('conditional parameters', () => {
  it('are searched only where their condition holds', () => {
    const sampler = randomSampler(createSpace(conditional), 7);
    const trials = Array.from({ length: 60 }, (_, index) => sampler.propose(index, noHistory));
    for (const settings of trials) {
      const { type } = settings.optimizer as { type: string };
      expect('optimizer.momentum' in settings).toBe(type === 'momentum');
    }
    expect(new Set(trials.map((settings) => (settings.optimizer as { type: string }).type))).toEqual(new Set(['sgd', 'momentum']));
  });

  it('come after what they depend on, whole values before what lies inside them', () => {
    expect(createSpace(conditional).parameters.map(({ path }) => path)).toEqual(['optimizer', 'optimizer.momentum', 'optimizer.lr']);
  });

  it('may ask for one of several values', () => {
    const space = { 'optimizer.momentum': { ...conditional['optimizer.momentum'], when: { path: 'optimizer.type', oneOf: ['momentum', 'nesterov'] } } };
    const proposed = (type: string) => Object.keys(randomSampler(createSpace(space, { optimizer: { type } }), 0).propose(0, noHistory));
    expect(['momentum', 'nesterov', 'sgd'].map((type) => proposed(type).length)).toEqual([1, 1, 0]);
  });

  it('may hang on the document instead of on another parameter', () => {
    const space = { 'optimizer.momentum': conditional['optimizer.momentum'] };
    const propose = (type: string) => randomSampler(createSpace(space, { optimizer: { type } }), 0).propose(0, noHistory);
    expect(Object.keys(propose('momentum'))).toEqual(['optimizer.momentum']);
    expect(Object.keys(propose('sgd'))).toEqual([]);
  });

  it('in a circle are refused with the path', () => {
    const when = (path: string) => ({ distribution: 'choice', values: [1, 2], when: { path, equals: 1 } }) as const;
    expect(() => createSpace({ a: when('b'), b: when('a') })).toThrow(/^search\.space\.a\.when: .*circle/);
    expect(() => createSpace({ a: when('a') })).toThrow(/search\.space\.a\.when/);
    expect(() => createSpace({ a: when('b'), b: when('a') }, {}, 'zh')).toThrow(/循环/);
  });
});

describe('random search', () => {
  it('draws the same for a parameter whatever else is searched', () => {
    const one = randomSampler(createSpace({ lr: conditional['optimizer.lr'] }), 3);
    const two = randomSampler(createSpace({ units: { distribution: 'integer', low: 1, high: 100 }, lr: conditional['optimizer.lr'] }), 3);
    for (const index of [0, 1, 50]) expect(two.propose(index, noHistory).lr).toBe(one.propose(index, noHistory).lr);
  });

  it('draws other values under another seed, and in another round', () => {
    const first = (seed: number, round: number) => randomSampler(createSpace({ lr: conditional['optimizer.lr'] }), seed, round).propose(0, noHistory).lr;
    expect(new Set([first(0, 0), first(1, 0), first(0, 1)]).size).toBe(3);
    expect(first(0, 0)).toBe(first(0, 0));
  });
});

describe('grids', () => {
  it('try every combination, the last parameter changing fastest', () => {
    const grid = expandGrid(createSpace({ a: { distribution: 'choice', values: ['x', 'y'] }, b: { distribution: 'integer', low: 1, high: 3 } }), 100);
    expect(grid).toEqual([{ a: 'x', b: 1 }, { a: 'x', b: 2 }, { a: 'x', b: 3 }, { a: 'y', b: 1 }, { a: 'y', b: 2 }, { a: 'y', b: 3 }]);
  });

  it('take as many points of a range as the trials allow, evenly on its axis', () => {
    const grid = expandGrid(createSpace({ lr: { distribution: 'log-uniform', low: 1e-4, high: 1 }, l2: { distribution: 'uniform', low: 0, high: 1 } }), 30);
    expect(grid).toHaveLength(25);
    expect(new Set(grid.map(({ lr }) => lr))).toEqual(new Set([1e-4, 1e-3, 1e-2, 1e-1, 1]));
    expect(new Set(grid.map(({ l2 }) => l2))).toEqual(new Set([0, 0.25, 0.5, 0.75, 1]));
  });

  it('never take more points of whole numbers than there are', () => {
    expect(gridValues(domainOf({ distribution: 'integer', low: 2, high: 4 }), 50)).toEqual([2, 3, 4]);
    expect(gridValues(domainOf({ distribution: 'log-integer', low: 1, high: 1000 }), 4)).toEqual([1, 10, 100, 1000]);
  });

  it('leave out what is not active', () => {
    const grid = expandGrid(createSpace(conditional), 9);
    expect(grid.filter((settings) => 'optimizer.momentum' in settings).length).toBeGreaterThan(0);
    expect(grid.length).toBeLessThanOrEqual(9);
    expect(new Set(grid.map((settings) => JSON.stringify(settings))).size).toBe(grid.length);
    for (const settings of grid) expect('optimizer.momentum' in settings).toBe((settings.optimizer as { type: string }).type === 'momentum');
  });

  it('that do not fit into the trials are refused with the number needed', () => {
    const space = createSpace({ a: { distribution: 'choice', values: [1, 2, 3] }, b: { distribution: 'uniform', low: 0, high: 1 } });
    expect(() => expandGrid(space, 5)).toThrow(/^search\.trials: .*has 6 trials, got 5/);
    expect(expandGrid(space, 6)).toHaveLength(6);
  });
});

it('the stretch of the axis is wider than a range of whole numbers by half a step on each side', () => {
  const domain = domainOf({ distribution: 'integer', low: 2, high: 4 }) as NumericDomain;
  expect(domain.axis).toEqual({ low: 1.5, high: 4.5 });
});
