import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CatalogService } from '../../../src/main/services/catalog.ts';
import { LabService } from '../../../src/main/services/labs.ts';
import { surfaceOf, surfaces } from '../../../src/shared/labs/surfaces.ts';

interface Trajectory {
  readonly optimizer: string;
  readonly lr: number;
  readonly hyper: Readonly<Record<string, number>>;
  readonly points: readonly [number, number][];
}

const reference = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../fixtures/reference/reference.json'), 'utf8')) as { optimizer_trajectories: { cases: Trajectory[] } };
const labs = new LabService(new CatalogService());
const valley = surfaces[0];
const language = 'en' as const;

describe('optimizer paths on x²/20 + y² from (−7, 2)', () => {
  test.each(reference.optimizer_trajectories.cases)('$optimizer with rate $lr walks where the reference program walks, to 1e-9', ({ optimizer, lr, hyper, points }) => {
    const { m, ...others } = hyper;
    const { paths } = labs.optimizerPaths({ formula: valley.formula, start: [-7, 2], steps: 29, optimizers: [{ type: optimizer, lr, ...(m === undefined ? {} : { momentum: m }), ...others }], language });
    expect(paths[0].positions).toHaveLength(30);
    paths[0].positions.forEach(([x, y], step) => {
      expect(Math.abs(x - points[step][0]), `x at step ${step}`).toBeLessThan(1e-9);
      expect(Math.abs(y - points[step][1]), `y at step ${step}`).toBeLessThan(1e-9);
    });
  });

  test('say f, gradient and velocity at every step', () => {
    const [path] = labs.optimizerPaths({ formula: valley.formula, start: [-7, 2], steps: 30, optimizers: [{ type: 'momentum', lr: 0.1, momentum: 0.9 }], language }).paths;
    // Momentum at step 12, as the picture of the lab shows it.
    expect(path.values[12]).toBeCloseTo(1.372, 3);
    expect(path.gradients[12]).toEqual([expect.closeTo(-0.357, 3), expect.closeTo(1.713, 3)]);
    expect(path.memory.v[13]).toEqual([expect.closeTo(0.385, 3), expect.closeTo(0.142, 3)]);
    expect(path.positions[13]).toEqual([expect.closeTo(-3.187, 3), expect.closeTo(0.998, 3)]);
  });

  test('end where the numbers end', () => {
    const [path] = labs.optimizerPaths({ formula: valley.formula, start: [-7, 2], steps: 500, optimizers: [{ type: 'sgd', lr: 5 }], language }).paths;
    expect(path.left).toBe(true);
    expect(path.positions.length).toBeLessThan(60);
  });

  test('refuse a formula or an optimizer in words', () => {
    const ask = (formula: string, optimizer: Record<string, unknown>) => () => labs.optimizerPaths({ formula, start: [0, 0], steps: 1, optimizers: [optimizer], language });
    expect(ask('x + q', { type: 'sgd' })).toThrow(/"q" is not known/);
    expect(ask('x', { type: 'sdg' })).toThrow(/optimizers\.0/);
    expect(ask('x', { type: 'sgd', lr: -1 })).toThrow(/optimizers\.0\.lr: expected a number/);
  });
});

test('every surface is lowest where it says, and its start is in the picture', () => {
  for (const { formula, minima, start, view, name } of surfaces) {
    const { surface } = surfaceOf(formula);
    for (const [x, y] of minima) expect(Math.hypot(...surface!.gradient(x, y)), `${name} at ${x}, ${y}`).toBeLessThan(1e-4);
    expect(start[0] > view[0] && start[0] < view[1] && start[1] > view[2] && start[1] < view[3], name).toBe(true);
  }
});

describe('initial weights', () => {
  const ask = (init: Record<string, unknown>, activation: 'sigmoid' | 'tanh' | 'relu', depth = 5) => labs.initialWeights({ init, activation, inputs: 100, depth, width: 100, batchNorm: false, seed: 0, language });
  const spread = (result: ReturnType<typeof ask>) => result.layers.map((layer) => layer.activations.std ?? NaN);

  test('of deviation 1 push a sigmoid to its ends', () => {
    const { layers } = ask({ scheme: 'normal', std: 1 }, 'sigmoid');
    for (const { activations } of layers) expect(activations.saturated).toBeGreaterThan(0.4);
  });
  test('of deviation 0.01 leave every sigmoid at one half', () => {
    for (const { activations } of ask({ scheme: 'normal', std: 0.01 }, 'sigmoid').layers.slice(1)) {
      expect(activations.mean).toBeCloseTo(0.5, 1);
      expect(activations.std).toBeLessThan(0.05);
    }
  });
  test('by He keep the spread through ReLU, where 0.01 loses it', () => {
    const he = spread(ask({ scheme: 'he-normal' }, 'relu'));
    expect(he[4] / he[0]).toBeGreaterThan(0.7);
    const small = spread(ask({ scheme: 'normal', std: 0.01 }, 'relu'));
    expect(small[4] / small[0]).toBeLessThan(1e-3);
  });
  test('vanish on the way back through sigmoids and stay the same size with ReLU and He', () => {
    const back = (result: ReturnType<typeof ask>) => result.layers.map((layer) => layer.gradients.std ?? NaN);
    const sigmoid = back(ask({ scheme: 'xavier-normal' }, 'sigmoid', 10));
    expect(sigmoid[0] / sigmoid[9]).toBeLessThan(1e-4);
    const relu = back(ask({ scheme: 'he-normal' }, 'relu', 10));
    expect(relu[0] / relu[9]).toBeGreaterThan(0.4);
  });
  test('count every value once and answer the same twice', () => {
    const result = ask({ scheme: 'he-normal' }, 'relu');
    for (const { activations, gradients } of result.layers) {
      for (const { counts, zeros } of [activations, gradients]) expect(counts.reduce((sum, count) => sum + count, 0) + zeros * result.examples * 100).toBeCloseTo(result.examples * 100, 6);
    }
    expect(ask({ scheme: 'he-normal' }, 'relu')).toEqual(result);
  });
});

describe('Dropout', () => {
  const values = [1, 2, 3, 4];
  test.each(['inverted', 'at-test'] as const)('scaled %s agrees on average with prediction', (scaling) => {
    const { passes, mean, predicted } = labs.dropout({ values, rate: 0.3, scaling, passes: 2000, seed: 1 });
    expect(passes).toHaveLength(2000);
    mean.forEach((value, unit) => expect(value / predicted[unit]).toBeCloseTo(1, 1));
    expect(new Set(passes.map(([first]) => first)).size).toBe(2);
  });
});
