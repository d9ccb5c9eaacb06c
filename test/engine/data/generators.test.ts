import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Options } from '../../../src/engine/core/define.ts';
import { datasetDefinitions } from '../../../src/engine/data/generators.ts';
import { loadDataset } from '../../../src/engine/data/load.ts';
import type { Dataset } from '../../../src/engine/data/dataset.ts';

const defaultsOf = (type: string): Options => {
  const definition = datasetDefinitions.find((each) => each.type === type);
  return Object.fromEntries(Object.entries(definition?.parameters ?? {}).map(([name, parameter]) => [name, 'default' in parameter ? parameter.default : undefined]));
};
const load = (source: string, changes: Options = {}): Promise<Dataset> => loadDataset({ kind: 'generated', source, options: { ...defaultsOf(source), ...changes } });
const points = ({ train }: Dataset) => Array.from({ length: train.count }, (_, i) => ({ x: train.features[2 * i], y: train.features[2 * i + 1], label: train.labels[i] }));
const curve = ({ train }: Dataset) => Array.from({ length: train.count }, (_, i) => ({ x: train.features[i], y: train.labels[i] }));
const planes = ['spiral', 'circles', 'moons', 'gaussians', 'xor'];
const curves = ['line', 'sine', 'points'];

describe('the declared datasets', () => {
  test('are all that stand in the folder', () => {
    const files = readdirSync(new URL('../../../src/engine/data/generators/', import.meta.url)).map((file) => file.replace(/\.ts$/, ''));
    expect(datasetDefinitions.map(({ type }) => type).sort()).toEqual(files.sort());
  });

  test.each([...planes, ...curves])('%s: the same options give the same points, another seed gives others', async (type) => {
    const dataset = await load(type);
    expect((await load(type)).hash).toBe(dataset.hash);
    expect((await load(type, { seed: 1 })).hash).not.toBe(dataset.hash);
    expect(dataset.train.count).toBe(defaultsOf(type).count);
    expect(dataset.test.count).toBe(dataset.train.count);
    expect([...dataset.test.features]).not.toEqual([...dataset.train.features]);
    expect(dataset.train.features.every(Number.isFinite)).toBe(true);
    expect(dataset.train.features.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  test.each(planes)('%s: points on a plane, the classes as even as can be', async (type) => {
    const dataset = await load(type, { count: 101 });
    expect(dataset.featureShape).toEqual([2]);
    if (dataset.task.kind !== 'classification') throw new Error('expected classes');
    const counts = dataset.task.classNames.map((_, label) => points(dataset).filter((point) => point.label === label).length);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  });
});

describe('without noise', () => {
  test('spiral: each arm winds out from the middle, turned against the others', async () => {
    for (const { x, y, label } of points(await load('spiral', { noise: 0, classes: 4, turns: 0.7 }))) {
      const radius = Math.sqrt(x * x + y * y);
      const angle = 2 * Math.PI * (label / 4 + 0.7 * radius);
      expect(x).toBeCloseTo(radius * Math.sin(angle), 5);
      expect(y).toBeCloseTo(radius * Math.cos(angle), 5);
      expect(radius).toBeLessThan(1);
    }
  });

  test('circles: the outer one has radius 1, the inner one the ratio', async () => {
    for (const { x, y, label } of points(await load('circles', { noise: 0, ratio: 0.3 }))) expect(Math.sqrt(x * x + y * y)).toBeCloseTo(label === 0 ? 1 : 0.3, 6);
  });

  test('moons: half circles about (0, 0) and (1, ½)', async () => {
    for (const { x, y, label } of points(await load('moons', { noise: 0 }))) {
      expect(label === 0 ? x * x + y * y : (x - 1) ** 2 + (y - 0.5) ** 2).toBeCloseTo(1, 5);
      expect(label === 0 ? y >= 0 : y <= 0.5).toBe(true);
    }
  });

  test('gaussians: all of a class at its centre', async () => {
    for (const { x, y, label } of points(await load('gaussians', { noise: 0, classes: 5 }))) {
      expect(x).toBeCloseTo(Math.cos((2 * Math.PI * label) / 5), 6);
      expect(y).toBeCloseTo(Math.sin((2 * Math.PI * label) / 5), 6);
    }
  });

  test('xor: the class is whether the signs differ, in all four quarters', async () => {
    const all = points(await load('xor', { noise: 0 }));
    for (const { x, y, label } of all) expect(x > 0 !== y > 0).toBe(label === 1);
    expect(new Set(all.map(({ x, y }) => `${x > 0} ${y > 0}`)).size).toBe(4);
  });

  test('line, sine and a few points lie on their curves', async () => {
    for (const { x, y } of curve(await load('line', { noise: 0, slope: -3, intercept: 0.5 }))) expect(y).toBeCloseTo(-3 * x + 0.5, 6);
    for (const { x, y } of curve(await load('sine', { noise: 0, frequency: 2 }))) expect(y).toBeCloseTo(Math.sin(4 * Math.PI * x), 5);
    for (const { x, y } of curve(await load('points', { noise: 0 }))) {
      expect(y).toBeCloseTo(x + 0.3 * Math.sin(2 * Math.PI * x), 6);
      expect(x > 0 && x < 1).toBe(true);
    }
  });
});

describe('noise', () => {
  test('is normal with the deviation asked for', async () => {
    const errors = curve(await load('line', { noise: 0.4, slope: 2, intercept: 1, count: 20_000 })).map(({ x, y }) => y - 2 * x - 1);
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    const deviation = Math.sqrt(errors.reduce((sum, error) => sum + (error - mean) ** 2, 0) / errors.length);
    expect(Math.abs(mean)).toBeLessThan(0.015);
    expect(Math.abs(deviation - 0.4)).toBeLessThan(0.01);
    expect(Math.abs(errors.filter((error) => Math.abs(error) < 0.4).length / errors.length - 0.6827)).toBeLessThan(0.02);
  });
});
