import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { DatasetLook, ImagesLook, PointsLook } from '../../../src/shared/api/data.ts';
import { idxRoles } from '../../../src/engine/data/known-sets.ts';
import { openStudio, temporaryFolder } from '../../support/studio.ts';
import { smallSet } from './dataset-mirror.ts';

const real = process.env.DESCENT_DATASETS ?? '';
const haveMnist = real !== '' && existsSync(join(real, 'train-images-idx3-ubyte.gz'));

/** Looks at a set in a studio of its own. */
function look(data: Record<string, unknown>, options: { datasetFolders?: string[]; seed?: number; perClass?: number; signal?: AbortSignal } = {}): Promise<DatasetLook> {
  const { looks } = openStudio({ datasetFolders: options.datasetFolders ?? [] }).services;
  return looks.look({ data, seed: options.seed ?? 0, perClass: options.perClass ?? 5, language: 'en', baseDirectory: '/', signal: options.signal });
}

const points = ({ view }: DatasetLook): PointsLook => view as PointsLook;
const images = ({ view }: DatasetLook): ImagesLook => view as ImagesLook;
const bytes = (base64: string): Buffer => Buffer.from(base64, 'base64');

/** The small set's files on disk, as a document names them. */
async function smallIdx(): Promise<Record<string, string>> {
  const folder = temporaryFolder();
  const { set, packed } = smallSet();
  const names = idxRoles.map((role) => [role, join(folder, `${set.files[role].name}.gz`)] as const);
  for (const [role, path] of names) await writeFile(path, packed.get(`${set.files[role].name}.gz`) ?? '');
  return { source: 'idx', ...Object.fromEntries(names) };
}

describe('points', () => {
  test('of a plane come part by part with their classes, as many as the parts have', async () => {
    const spiral = await look({ source: 'spiral', count: 200, validation: 0.25 });
    expect(spiral.parts).toEqual({ train: 150, validation: 50, unused: 0, test: 200 });
    expect(points(spiral)).toMatchObject({ kind: 'plane', xName: 'x', yName: 'y' });
    expect(points(spiral).parts.map(({ part, of, x }) => [part, of, x.length])).toEqual([['train', 150, 150], ['validation', 50, 50], ['test', 200, 200]]);
    expect(spiral.classes?.map(({ name, train, validation, test: tested }) => [name, train + validation, tested])).toEqual([['1', 67, 67], ['2', 67, 67], ['3', 66, 66]]);
    expect(spiral.features.map(({ name }) => name)).toEqual(['x', 'y']);
  });

  test('follow the declared options: noise moves them, the seed of the data draws others, an equal question has an equal answer', async () => {
    const quiet = await look({ source: 'spiral', count: 60, noise: 0 });
    expect(await look({ source: 'spiral', count: 60, noise: 0 })).toEqual(quiet);
    for (const other of [{ noise: 0.5 }, { noise: 0, seed: 1 }]) expect(points(await look({ source: 'spiral', count: 60, ...other })).parts[0]?.x).not.toEqual(points(quiet).parts[0]?.x);
  });

  test('are spread to mean 0 and deviation 1 where that is the scaling', async () => {
    const { features } = await look({ source: 'moons', scaling: 'standardize' });
    for (const { mean, std } of features) {
      expect(mean).toBeCloseTo(0, 5);
      expect(std).toBeCloseTo(1, 5);
    }
  });

  test('of a curve are its target over its feature', async () => {
    const sine = await look({ source: 'sine', count: 50, noise: 0 });
    expect(points(sine)).toMatchObject({ kind: 'curve', xName: 'x', yName: 'y' });
    expect(sine.classes).toBeNull();
    expect(points(sine).parts[0]?.labels).toBeNull();
  });

  test('beyond what can be told apart are thinned out, and it is said of how many', async () => {
    const many = await look({ source: 'xor', count: 20_000 });
    expect(points(many).parts[0]).toMatchObject({ part: 'train', of: 20_000 });
    expect(points(many).parts[0]?.x).toHaveLength(3000);
  });
});

describe('images', () => {
  test('come by class with exact means; the first n alone where only these are taken', async () => {
    const set = await look({ ...(await smallIdx()), take: 100, validation: 0.1 });
    expect(set.parts).toEqual({ train: 90, validation: 10, unused: 300, test: 50 });
    const view = images(set);
    expect(view.shape).toEqual([1, 28, 28]);
    expect(view.classes).toHaveLength(10);
    expect(view.classes.every(({ count, examples, mean }) => count === 5 && bytes(examples).length === 5 * 784 && bytes(mean).length === 784)).toBe(true);
    // The histogram leaves no pixel out.
    expect(set.values.histogram.counts.reduce((sum, count) => sum + count, set.values.histogram.zeros)).toBe(90 * 784);
    expect(set.values.max).toBeLessThanOrEqual(1);
  });

  test('scaled by nothing keep bytes, standardized ones have mean 0, and the range of the pictures says so', async () => {
    const data = await smallIdx();
    const plain = await look({ ...data, scaling: 'none' });
    const unit = await look({ ...data, scaling: 'unit' });
    const standard = await look({ ...data, scaling: 'standardize' });
    expect([plain, unit, standard].map((each) => images(each).range)).toEqual([[0, 255], [0, 1], [-3, 3]]);
    expect(unit.values.mean).toBeCloseTo(plain.values.mean / 255, 10);
    expect(standard.values.mean).toBeCloseTo(0, 4);
    expect(standard.values.std).toBeCloseTo(1, 3);
    expect(images(plain).classes[3]?.examples).toBe(images(unit).classes[3]?.examples);
    expect(images(standard).mean).toBe(images(unit).mean);
  });

  test.skipIf(!haveMnist)('of the real MNIST have its known mean and deviation (needs DESCENT_DATASETS)', async () => {
    const mnist = await look({ source: 'auto' }, { datasetFolders: [real] });
    expect(mnist.source).toBe('mnist');
    expect(mnist.values.mean).toBeCloseTo(0.1307, 4);
    expect(mnist.values.std).toBeCloseTo(0.3081, 4);
    expect(mnist.classes?.map(({ train }) => train)).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
    expect(mnist.classes?.map(({ test: tested }) => tested)).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
    expect(images(mnist).constant).toBe(67);
  });
});

test('a table shows its features and first rows', async () => {
  const path = join(temporaryFolder(), 'iris.csv');
  await writeFile(path, `a,b,c,kind\n${Array.from({ length: 40 }, (_, i) => `${i},${i * 2},7,${i % 2 ? 'odd' : 'even'}`).join('\n')}\n`);
  const table = await look({ source: 'csv', path });
  expect(table.view).toMatchObject({ kind: 'table' });
  expect(table.features.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  expect(table.features[2]).toMatchObject({ mean: 7, std: 0, min: 7, max: 7 });
  expect(table.classes?.map(({ name, train, test: tested }) => [name, train + tested])).toEqual([['even', 20], ['odd', 20]]);
});

describe('what cannot be shown is explained', () => {
  test('a wrong option by its path, an unknown source by the valid ones', async () => {
    await expect(look({ source: 'spiral', count: 1e9 })).rejects.toMatchObject({ code: 'document-invalid', message: expect.stringContaining('data.count') as string });
    await expect(look({ source: 'spirl' })).rejects.toMatchObject({ code: 'document-invalid', message: expect.stringContaining('did you mean "spiral"') as string });
  });

  test('a set that is not here, a file that is damaged', async () => {
    await expect(look({ source: 'fashion-mnist' })).rejects.toMatchObject({ code: 'dataset-missing' });
    const data = await smallIdx();
    await writeFile(data['trainLabels'] ?? '', 'no labels at all');
    await expect(look(data)).rejects.toMatchObject({ code: 'dataset-damaged', message: expect.stringMatching(/^train-labels-idx1-ubyte\.gz: expected /) as string });
  });

  test('and nobody computes what nobody waits for', async () => {
    await expect(look({ source: 'xor' }, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
  });
});
