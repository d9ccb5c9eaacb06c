import { chmod, mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeIdx } from '../../../src/engine/data/idx.ts';
import { loadDataset } from '../../../src/engine/data/load.ts';
import { locateDataset } from '../../../src/engine/data/locate.ts';
import { errorOf } from './support.ts';

let folder: string;
const path = (name: string): string => join(folder, name);
const files = { trainImages: 'train-images', trainLabels: 'train-labels.gz', testImages: 'test-images.gz', testLabels: 'test-labels' };
const context = () => ({ baseDirectory: folder, roots: [], cacheDirectory: null });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'descent-load-'));
  await writeFile(path('train-images'), writeIdx([3, 2, 2], Uint8Array.from({ length: 12 }, (_, i) => i)));
  await writeFile(path('train-labels.gz'), gzipSync(writeIdx([3], Uint8Array.of(0, 1, 2))));
  await writeFile(path('test-images.gz'), gzipSync(writeIdx([1, 2, 2], Uint8Array.of(9, 9, 9, 9))));
  await writeFile(path('test-labels'), writeIdx([1], Uint8Array.of(2)));
  await writeFile(path('table.csv'), 'x,kind\n1,a\n2,b\n3,a\n4,b\n5,a\n');
  await writeFile(path('test.csv.gz'), gzipSync('x,kind\n9,b\n'));
});
afterAll(async () => { await rm(folder, { recursive: true, force: true }); });

describe('loading', () => {
  test('IDX files named in a document, raw and gzip mixed, relative to it', async () => {
    const { source, location } = await locateDataset({ source: 'idx', ...files }, context());
    const shares: number[] = [];
    const dataset = await loadDataset(location, { onProgress: (share) => { shares.push(share); } });
    expect(source).toBe('idx');
    expect(dataset.task).toEqual({ kind: 'classification', classNames: ['0', '1', '2'] });
    expect([...dataset.train.features]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect([...dataset.test.labels]).toEqual([2]);
    expect(shares.at(-1)).toBe(1);
  });

  test('a table, with a share for testing or a file for it', async () => {
    const one = await locateDataset({ source: 'csv', path: 'table.csv', header: 'auto', task: 'auto', testShare: 0.4 }, context());
    expect((await loadDataset(one.location)).test.count).toBe(2);
    const two = await locateDataset({ source: 'csv', path: 'table.csv', testPath: 'test.csv.gz', label: 'kind', header: 'yes', task: 'classification', testShare: 0.4 }, context());
    const dataset = await loadDataset(two.location);
    expect([dataset.train.count, dataset.test.count, dataset.test.labels[0]]).toEqual([5, 1, 1]);
  });

  test('a generated set, by the options of the document', async () => {
    const { location } = await locateDataset({ source: 'moons', count: 10, noise: 0, seed: 3, validation: 0.2, scaling: 'unit' }, context());
    expect(location).toEqual({ kind: 'generated', source: 'moons', options: { count: 10, noise: 0, seed: 3 } });
    expect((await loadDataset(location)).train.count).toBe(10);
  });

  test('the digits for "auto" where there is no MNIST, saying what was looked for', async () => {
    const located = await locateDataset({ source: 'auto' }, { ...context(), roots: [folder], cacheDirectory: '/cache' });
    expect(located).toMatchObject({ source: 'digits', location: { kind: 'digits', cacheDirectory: '/cache' }, instead: { state: 'missing', looked: [folder] } });
  });

  test('nothing where the signal says stop', async () => {
    const { location } = await locateDataset({ source: 'idx', ...files }, context());
    await expect(loadDataset(location, { signal: AbortSignal.abort() })).rejects.toThrow('aborted');
  });
});

describe('what cannot be loaded is said by name', () => {
  const idx = async (changes: object) => loadDataset((await locateDataset({ source: 'idx', ...files, ...changes }, context())).location);

  test('a file that is not there, and a folder in its place', async () => {
    const missing = await errorOf(() => idx({ testLabels: 'nowhere' }));
    expect(missing.message).toBe(`${path('nowhere')}: expected a file, found nothing there. Check the path.`);
    expect(missing.code).toBe('dataset-missing');
    await mkdir(path('folder'), { recursive: true });
    expect((await errorOf(() => idx({ testLabels: 'folder' }))).message).toBe(`${path('folder')}: expected a file, found a folder. Name the file itself.`);
  });

  test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)('a file that may not be read (skipped for the administrator, who may read everything)', async () => {
    await writeFile(path('secret'), '');
    await chmod(path('secret'), 0);
    const error = await errorOf(() => idx({ testLabels: 'secret' }));
    expect(error.message).toBe(`${path('secret')}: expected a file that may be read, found no permission. Change its permissions.`);
    expect(error.code).toBe('io');
  });

  test('a file larger than any set, before it is read', async () => {
    await writeFile(path('huge'), '');
    await truncate(path('huge'), 2 ** 30 + 1); // sparse: takes no room
    expect((await errorOf(() => idx({ testLabels: 'huge' }))).message).toBe(`${path('huge')}: expected at most 1,073,741,824 bytes, found 1,073,741,825. Use a part of the file.`);
  });

  test('a document without the path, and a source that is not declared', async () => {
    const error = await errorOf(() => locateDataset({ source: 'csv' }, context()));
    expect(error.message).toBe('data.path: expected the path of a file, found nothing. Name the file.');
    expect(error.code).toBe('document-invalid');
    expect((await errorOf(() => locateDataset({ source: 'cifar' }, context()))).message).toMatch(/^data\.source: expected one of auto, mnist, digits, .*, found "cifar"\./);
  });
});
