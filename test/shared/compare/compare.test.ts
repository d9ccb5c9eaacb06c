import { describe, expect, test } from 'vitest';
import { controlBetween, factorsBetween, isControl } from '../../../src/shared/compare/factors.ts';
import { rankTest, seedsFor, smallestP } from '../../../src/shared/compare/rank-test.ts';
import { differingPaths, parametersOf } from '../../../src/shared/experiment/parameters.ts';
import type { RunDocument } from '../../../src/shared/experiment/document.ts';

describe('the rank test', () => {
  // Counted by hand: deals at least as far from the middle rank sum, over C(n+m, n) deals.
  test.each([
    [[1, 2, 3], [4, 5, 6], 0.1],
    [[1, 2, 3, 4], [5, 6, 7, 8], 2 / 70],
    [[1, 2, 3, 4, 5], [6, 7, 8, 9, 10], 2 / 252],
    [[1, 4, 5], [2, 3, 6], 1],
    [[1, 2, 5], [3, 4, 6], 0.4],
    [[0.5], [0.7], 1],
  ])('of %j against %j is exact', (a, b, p) => {
    expect(rankTest(a, b)).toBeCloseTo(p, 10);
    expect(rankTest(b, a)).toBeCloseTo(p, 10);
  });

  test('of equal values says nothing', () => {
    expect(rankTest([1, 1, 1], [1, 1, 1])).toBe(1);
  });

  test('goes over to the normal approximation where there are too many ways to count', () => {
    const a = Array.from({ length: 15 }, (_, index) => index);
    const b = a.map((value) => value + 30);
    expect(rankTest(a, b)).toBeLessThan(1e-4);
    expect(rankTest(a, a.map((value) => value + 0.5))).toBeGreaterThan(0.5);
  });

  test('knows how many seeds it needs', () => {
    expect(smallestP(3, 3)).toBeCloseTo(0.1, 12);
    expect(seedsFor(0.05)).toBe(4);
  });
});

const sgd = { 'optimizer.type': 'sgd', 'optimizer.lr': 0.01, 'training.batchSize': 128 };
const adam = { 'optimizer.type': 'adam', 'optimizer.lr': 0.001, 'optimizer.beta1': 0.9, 'optimizer.beta2': 0.999, 'training.batchSize': 128 };

describe('factors', () => {
  test('that come with a type are none of their own', () => {
    expect(factorsBetween(sgd, adam).map(({ path }) => path)).toEqual(['optimizer.type', 'optimizer.lr']);
    expect(factorsBetween(sgd, { ...adam, 'optimizer.lr': 0.01 }).map(({ path }) => path)).toEqual(['optimizer.type']);
  });

  test('left out and null are the same', () => {
    expect(factorsBetween({ ...sgd, 'regularization.clipNorm': null }, sgd)).toEqual([]);
  });

  test('the missing control keeps the type and takes the other factor back', () => {
    const control = controlBetween(sgd, adam);
    expect(control).toEqual({ base: 'to', set: { 'optimizer.lr': 0.01 } });
    expect(isControl({ ...adam, 'optimizer.lr': 0.01 }, adam, control?.set ?? {})).toBe(true);
    expect(isControl(adam, adam, control?.set ?? {})).toBe(false);
  });

  test('one factor needs no control', () => {
    expect(controlBetween(sgd, { ...sgd, 'training.batchSize': 32 })).toBeUndefined();
  });
});

test('the parameters of a document are its leaves; seed and names are none', () => {
  const document = {
    format: 'descent/experiment@1',
    name: 'A',
    seed: 7,
    data: { source: 'mnist', validation: 0, scaling: 'unit' },
    network: { init: { scheme: 'he-normal' }, layers: [{ type: 'affine', units: 10 }], loss: { type: 'softmax-cross-entropy' } },
    optimizer: { type: 'sgd', lr: 0.1 },
    schedule: { type: 'multi-step', milestones: [10, 50], gamma: 0.7 },
    regularization: { l2: 0, l1: 0 },
    training: { batchSize: 100, epochs: 16, sampling: 'shuffle', evaluate: { every: 'epoch' }, inspect: 'epoch' },
  } as RunDocument;
  const parameters = parametersOf(document);
  expect(parameters).toMatchObject({ 'network.layers.0.units': 10, 'schedule.milestones': '10, 50', 'optimizer.lr': 0.1 });
  expect(Object.keys(parameters)).not.toContain('seed');
  expect(differingPaths([parameters, { ...parameters, 'optimizer.lr': 0.01 }, parameters])).toEqual(['optimizer.lr']);
});
