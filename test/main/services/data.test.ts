import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { writeIdx } from '../../../src/engine/data/idx.ts';
import { idxRoles, mnist } from '../../../src/engine/data/known-sets.ts';
import { DataService, type GivenFile } from '../../../src/main/services/data.ts';
import { DatasetService, datasetMirrors } from '../../../src/main/services/datasets.ts';
import type { DescentError } from '../../../src/shared/api/errors.ts';
import { worded } from '../../../src/shared/api/reasons.ts';
import { openStudio, temporaryFolder } from '../../support/studio.ts';
import { breakingOff, smallSet, startMirror } from './dataset-mirror.ts';

const real = process.env.DESCENT_DATASETS ?? '';
const packedNames = idxRoles.map((role) => `${mnist.files[role].name}.gz`);
const haveMnist = real !== '' && packedNames.every((name) => existsSync(join(real, name)));

const given = (name: string, contents: Uint8Array | string): GivenFile => new File([typeof contents === 'string' ? contents : Uint8Array.from(contents)], name);

function open(show?: (directory: string) => Promise<unknown>): { data: DataService; folder: string } {
  const folder = temporaryFolder();
  return { data: new DataService(new DatasetService({ folder, folders: [] }), folder, show), folder };
}

/** Four IDX files of a small set, in no order and under names of their own. */
const images = (count: number): Uint8Array => writeIdx([count, 4, 4], Uint8Array.from({ length: count * 16 }, (_, i) => i % 256));
const labels = (count: number): Uint8Array => writeIdx([count], Uint8Array.from({ length: count }, (_, i) => i % 3));
const four = (): GivenFile[] => [given('b.idx', labels(10)), given('c.idx', images(30)), given('a.idx', images(10)), given('d.idx', labels(30))];

const table = 'height,width,kind\n1,2,a\n3,4,b\n5,6,a\n7,8,b\n9,10,a\n';

describe('files become a set of one’s own', () => {
  test('four IDX files under any names: training is told from testing by their number', async () => {
    const { data } = open();
    const { own } = await data.importFiles(four(), { name: 'Small squares' });
    expect(own).toMatchObject({ type: 'own/small-squares', title: { en: 'Small squares' }, state: 'found', train: 30, test: 10, classes: 3, data: { source: 'idx' } });
    expect(await data.own()).toEqual([own]);
  });

  test('a table, or one of two whose name says "test"; with its label column', async () => {
    const { data } = open();
    expect((await data.importFiles([given('t.csv', table)], { name: 'One' })).own).toMatchObject({ train: 4, test: 1, classes: 2, data: { source: 'csv' } });
    const two = await data.importFiles([given('t-test.csv', table), given('t.csv', table)], { name: 'Two', label: 'kind' });
    expect(two.own).toMatchObject({ train: 5, test: 5, data: { source: 'csv', label: 'kind' } });
    expect((await data.own()).map(({ title }) => title.en)).toEqual(['One', 'Two']);
  });

  test('and documents name it by its data: it can be looked at and located', async () => {
    const { services } = openStudio();
    const { own } = await services.data.importFiles(four(), { name: '方块' });
    const look = await services.looks.look({ data: own?.data ?? {}, seed: 0, perClass: 2, language: 'en', baseDirectory: '/' });
    expect(look.parts).toEqual({ train: 30, validation: 0, unused: 0, test: 10 });
    expect(look.shape).toEqual([1, 4, 4]);
  });

  test('from a folder; files that do not belong are passed over', async () => {
    const { data } = open();
    const folder = temporaryFolder();
    await writeFile(join(folder, 'readme.md'), 'about it');
    await writeFile(join(folder, 'points.csv'), table);
    expect((await data.importFolder(folder, { name: 'From a folder' })).own).toMatchObject({ train: 4, test: 1 });
    await expect(data.importFolder(join(folder, 'nowhere'), { name: 'x' })).rejects.toMatchObject({ code: 'io', message: expect.stringContaining('expected a folder') as string });
  });

  test('and are forgotten again, but nothing else is', async () => {
    const { data, folder } = open();
    await data.importFiles([given('t.csv', table)], { name: 'One' });
    await writeFile(join(folder, 'keep'), '');
    expect(await data.forget('own/../keep')).toBe(false);
    expect(await data.forget('mnist')).toBe(false);
    expect(await data.forget('own/one')).toBe(true);
    expect(await data.forget('own/one')).toBe(false);
    expect(await data.own()).toEqual([]);
    expect(existsSync(join(folder, 'keep'))).toBe(true);
  });

  test('a set whose files went away is damaged, not gone', async () => {
    const { data, folder } = open();
    await data.importFiles([given('t.csv', table)], { name: 'One' });
    await rm(join(folder, 'own', 'one', 'train.csv'));
    expect(await data.own()).toMatchObject([{ type: 'own/one', state: 'damaged', message: { en: `${join(folder, 'own', 'one')}: expected train.csv, found nothing there. Import the set again.`, zh: `${join(folder, 'own', 'one')}：其中应有 train.csv，实际却没有。请重新导入这个数据集。` } }]);
  });
});

describe('what is no set is refused, and nothing of it stays', () => {
  const refused: [string, GivenFile[], string, RegExp][] = [
    ['three files', four().slice(1), 'file-invalid', /Expected four IDX files/],
    ['labels in the place of images', [...four().slice(0, 3), given('d.idx', images(30))], 'file-invalid', /two IDX files of images and two of labels/],
    ['images without as many labels', [...four().slice(0, 3), given('d.idx', labels(29))], 'dataset-damaged', /expected 30 labels/],
    ['a picture', [given('cat.csv', '\x89PNG\r\n\x1a\n\0\0')], 'dataset-damaged', /cat\.csv/],
    ['a table with words for numbers', [given('t.csv', 'a,b,c\n1,x,2\n3,y,4\n')], 'dataset-damaged', /t\.csv, line/],
    ['a table and images', [given('t.csv', table), ...four().slice(1)], 'file-invalid', /one table/],
  ];
  test.each(refused)('%s', async (_, files, code, message) => {
    const { data, folder } = open();
    await expect(data.importFiles(files, { name: 'Wrong' })).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string });
    expect(await data.own()).toEqual([]);
    expect(existsSync(join(folder, 'own')) ? await readdir(join(folder, 'own')) : []).toEqual([]);
  });

  test('a name that is taken', async () => {
    const { data } = open();
    await data.importFiles([given('t.csv', table)], { name: 'One' });
    await expect(data.importFiles(four(), { name: 'one' })).rejects.toMatchObject({ code: 'conflict' });
    expect((await data.own())[0]).toMatchObject({ data: { source: 'csv' } });
  });

  test('files that are no published set, in words without the folder they waited in', async () => {
    const { data, folder } = open();
    const error = await data.importFiles([given('t.csv', table)]).catch((cause: unknown) => cause as DescentError);
    expect(error).toMatchObject({ code: 'dataset-missing', message: expect.stringMatching(/^What was given holds neither MNIST/) as string });
    expect(worded((error as DescentError).detail, 'zh')).toMatch(/^所给的文件 中没有 MNIST，也没有 Fashion-MNIST：/);
    expect(await readdir(folder)).toEqual([]);
  });

  test('a name with a path in it stays in its folder', async () => {
    const { data, folder } = open();
    await expect(data.importFiles([given('../../outside.csv', table)])).rejects.toMatchObject({ code: 'dataset-missing' });
    expect(existsSync(join(folder, '..', 'outside.csv'))).toBe(false);
  });
});

describe.skipIf(!haveMnist)('the real MNIST as files (needs DESCENT_DATASETS)', () => {
  const files = async (replaced: Record<string, Uint8Array> = {}): Promise<GivenFile[]> => Promise.all(packedNames.map(async (name) => given(name, replaced[name] ?? (await readFile(join(real, name))))));

  test('is taken in verified', async () => {
    const { data, folder } = open();
    expect(await data.importFiles(await files())).toMatchObject({ own: null, published: [{ type: 'mnist', state: 'found', verified: true }] });
    expect(await readdir(folder)).toEqual(['mnist']);
  });

  test('is refused truncated and bit-flipped, each with its reason', async () => {
    const name = 't10k-images-idx3-ubyte.gz';
    const whole = await readFile(join(real, name));
    const { data, folder } = open();
    await expect(data.importFiles(await files({ [name]: whole.subarray(0, 99_999) }))).rejects.toMatchObject({ code: 'dataset-damaged', message: expect.stringMatching(/^t10k-images-idx3-ubyte\.gz: expected a whole gzip file, found one that is cut short/) as string });
    const flipped = Buffer.from(whole);
    flipped[flipped.length >> 1] ^= 16;
    await expect(data.importFiles(await files({ [name]: flipped }))).rejects.toMatchObject({ code: 'dataset-damaged', message: expect.stringMatching(/^t10k-images-idx3-ubyte\.gz: expected an intact gzip file/) as string });
    expect(await readdir(folder)).toEqual([]);
  });

  test('with one pixel changed is no published set, but can be one’s own', async () => {
    const raw = gunzipSync(await readFile(join(real, 't10k-images-idx3-ubyte.gz')));
    raw[20_000] ^= 1;
    const altered = (await files()).map((file) => (file.name.startsWith('t10k-images') ? given('t10k-images-idx3-ubyte', raw) : file));
    const { data } = open();
    await expect(data.importFiles(altered)).rejects.toMatchObject({ code: 'dataset-damaged', message: expect.stringContaining('different checksum') as string });
    expect((await data.importFiles(altered, { name: 'One pixel' })).own).toMatchObject({ train: 60_000, test: 10_000, classes: 10 });
  });
});

describe('downloads', () => {
  test('say how large a set is, from where it comes, and what an interrupted one left', async () => {
    const { packed } = smallSet();
    const images = 't10k-labels-idx1-ubyte.gz';
    const mirror = await startMirror(packed, breakingOff(images, 0.5));
    const folder = temporaryFolder();
    const datasets = new DatasetService({ folder, folders: [], mirrors: [mirror.url] });
    const data = new DataService(datasets, folder);
    expect((await data.downloads())[0]).toEqual({ type: 'mnist', received: 0, total: 11_594_722, hosts: [new URL(mirror.url).host], license: mnist.license });
    // The set served here is a small one: what matters is that the connection breaks in the middle.
    await expect(datasets.fetch('mnist')).rejects.toMatchObject({ code: 'network' });
    expect((await data.downloads())[0]?.received).toBe(Math.floor((packed.get(images)?.length ?? 0) / 2));
    await mirror.close();
  });

  test('of one set go on one at a time', async () => {
    const mirror = await startMirror(smallSet().packed, () => true);
    const datasets = new DatasetService({ folder: temporaryFolder(), folders: [], mirrors: [mirror.url] });
    const stop = new AbortController();
    const first = datasets.fetch('mnist', { signal: stop.signal });
    await expect(datasets.fetch('mnist')).rejects.toMatchObject({ code: 'conflict' });
    stop.abort();
    await expect(first).rejects.toMatchObject({ code: 'cancelled' });
    await mirror.close();
  });

  test('take the mirrors that the environment names, and only addresses', () => {
    expect(datasetMirrors({})).toBeUndefined();
    expect(datasetMirrors({ DESCENT_MIRRORS: 'http://127.0.0.1:1/a  https://example.org/b/ nonsense' })).toEqual(['http://127.0.0.1:1/a/', 'https://example.org/b/']);
  });
});

describe('a folder is shown', () => {
  test('of a set that has one, by the file manager', async () => {
    const shown: string[] = [];
    const { data, folder } = open(async (directory) => shown.push(directory));
    await data.importFiles([given('t.csv', table)], { name: 'One' });
    expect(await data.showFolder('own/one')).toBe(join(folder, 'own', 'one'));
    expect(shown.map((path) => basename(path))).toEqual(['one']);
    for (const type of ['own/two', 'digits', '/etc']) await expect(data.showFolder(type)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('or it is said that none answered', async () => {
    const { data, folder } = open(() => Promise.reject(new Error('no xdg-open')));
    await mkdir(join(folder, 'own', 'one'), { recursive: true });
    await expect(data.showFolder('own/one')).rejects.toMatchObject({ code: 'io', message: expect.stringContaining('Open it by hand') as string });
  });
});

test.skipIf(!haveMnist)('a folder with the real MNIST is imported through the same door (needs DESCENT_DATASETS)', async () => {
  const { data, folder } = open();
  const source = temporaryFolder();
  for (const name of packedNames) await copyFile(join(real, name), join(source, name));
  expect(await data.importFolder(source)).toMatchObject({ own: null, published: [{ type: 'mnist', verified: true, directory: join(folder, 'mnist') }] });
});
