import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeIdx } from '../../../src/engine/data/idx.ts';
import { loadDataset, type DatasetLocation } from '../../../src/engine/data/load.ts';
import { datasetFor } from '../../../src/engine/worker/dataset-cache.ts';
import { errorOf } from '../data/support.ts';

let folder: string;
const path = (name: string): string => join(folder, name);
/** More than a megabyte: a set that is read on a thread of its own. */
const examples = 1400;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'descent-cache-'));
  await writeFile(path('images'), writeIdx([examples, 28, 28], Uint8Array.from({ length: examples * 784 }, (_, i) => i)));
  await writeFile(path('labels'), writeIdx([examples], Uint8Array.from({ length: examples }, (_, i) => i % 3)));
  await writeFile(path('cut'), writeIdx([examples, 28, 28], new Uint8Array(examples * 784)).subarray(0, -5));
});
afterAll(async () => { await rm(folder, { recursive: true, force: true }); });

const location = (trainImages: string): DatasetLocation => ({ kind: 'idx', name: 'large', files: { trainImages: path(trainImages), trainLabels: path('labels'), testImages: path('images'), testLabels: path('labels') } });

describe('a large dataset', () => {
  test('is read on another thread to the same bytes, in memory that both share', async () => {
    const shares: number[] = [];
    const [aside, here] = [await datasetFor(location('images'), (share) => shares.push(share)), await loadDataset(location('images'))];
    expect(aside).toEqual(here);
    expect(aside.train.features.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(shares.at(-1)).toBe(1);
  });

  test('is read once, however many ask for it, and until its files change', async () => {
    const [first, second] = await Promise.all([datasetFor(location('images'), () => undefined), datasetFor(location('images'), () => undefined)]);
    expect(second).toBe(first);
    await writeFile(path('labels'), writeIdx([examples], Uint8Array.from({ length: examples }, (_, i) => i % 2)));
    const third = await datasetFor(location('images'), () => undefined);
    expect(third.hash).not.toBe(first.hash);
  });

  test('that is damaged says so in the words of the thread that reads here, every time it is asked for', async () => {
    const here = await errorOf(() => loadDataset(location('cut')));
    for (const _time of [1, 2]) {
      const { code, message, detail } = await errorOf(() => datasetFor(location('cut'), () => undefined));
      expect({ code, message, detail }).toEqual({ code: here.code, message: here.message, detail: here.detail });
      expect(code).toBe('dataset-damaged');
    }
  });
});
