import { cp, mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkSet, findSet, missingSetError, searchRoots } from '../../../src/engine/data/find.ts';
import type { FoundSet } from '../../../src/engine/data/find.ts';
import { writeIdx } from '../../../src/engine/data/idx.ts';
import { fashionMnist, idxRoles, mnist } from '../../../src/engine/data/known-sets.ts';
import { loadDataset } from '../../../src/engine/data/load.ts';
import { errorOf } from './support.ts';

let folder: string;
beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'descent-find-')); });
afterAll(async () => { await rm(folder, { recursive: true, force: true }); });

const packedZeros = new Map<string, Buffer>();

/** A folder below the test's own with files of these names; the contents are MNIST's in shape, but all zeros. */
async function folderWith(path: string, files: string[]): Promise<string> {
  const directory = join(folder, path);
  await mkdir(directory, { recursive: true });
  for (const file of files) {
    const count = file.startsWith('train') ? 60_000 : 10_000;
    const shape = file.includes('labels') ? [count] : [count, 28, 28];
    const size = 4 + 4 * shape.length + shape.reduce((product, side) => product * side);
    const header = writeIdx([...shape.slice(0, -1), 0], new Uint8Array(0));
    new DataView(header.buffer).setUint32(header.length - 4, shape[shape.length - 1]);
    if (file.endsWith('.gz')) {
      const zeros = packedZeros.get(String(shape)) ?? gzipSync(Buffer.concat([header, Buffer.alloc(size - header.length)]), { level: 1 });
      packedZeros.set(String(shape), zeros);
      await writeFile(join(directory, file), zeros);
    } else {
      await writeFile(join(directory, file), header);
      await truncate(join(directory, file), size); // sparse: the zeros take no room
    }
  }
  return directory;
}
const names = idxRoles.map((role) => mnist.files[role].name);
const packed = names.map((name) => `${name}.gz`);
const found = async (set: typeof mnist, root: string): Promise<FoundSet> => {
  const result = await findSet(set, [root]);
  if (result.state === 'missing') throw missingSetError(result);
  return result;
};

describe('a published set is found', () => {
  test.each([
    ['in the folder itself', '', packed],
    ['in mnist/', 'mnist', names],
    ["in PyTorch's MNIST/raw", 'MNIST/raw', packed],
    ['with dots in its names', 'mnist', names.map((name) => name.replace('-idx', '.idx'))],
    ['with both spellings and packings mixed', 'mnist', [names[0], packed[1], packed[2].replace('-idx', '.idx'), names[3]]],
  ])('%s', async (title, below, files) => {
    const root = title.replaceAll(/\W/g, '-');
    const directory = await folderWith(join(root, below), files);
    const set = await found(mnist, join(folder, root));
    expect(set.directory).toBe(directory);
    expect(set.location).toMatchObject({ kind: 'idx', files: Object.fromEntries(idxRoles.map((role, i) => [role, join(directory, files[i])])) });
  });

  test('in the first of several places', async () => {
    await folderWith('second/mnist', names);
    await folderWith('third/mnist', names);
    expect((await findSet(mnist, ['first', 'second', 'third'].map((name) => join(folder, name))))).toMatchObject({ state: 'found', directory: join(folder, 'second/mnist') });
  });

  test('by its folder where two sets have the same file names', async () => {
    await folderWith('keras/fashion-mnist', packed);
    expect((await findSet(mnist, [join(folder, 'keras')])).state).toBe('missing');
    expect(await found(fashionMnist, join(folder, 'keras'))).toMatchObject({ directory: join(folder, 'keras/fashion-mnist') });
    expect((await findSet(mnist, [join(folder, 'keras/fashion-mnist')])).state).toBe('missing');
  });
});

test("Keras' archive is found in its cache", async () => {
  const cache = join(folder, 'home', '.keras', 'datasets');
  await mkdir(cache, { recursive: true });
  await writeFile(join(cache, 'mnist.npz'), 'cut short');
  const [, keras] = searchRoots({ studio: '/nowhere', userHome: join(folder, 'home') });
  const set = await found(mnist, keras);
  expect(set.location).toEqual({ kind: 'npz', name: 'mnist', file: join(cache, 'mnist.npz'), classNames: mnist.classNames });
  expect((await checkSet(set)).problem?.message).toMatch(/^mnist\.npz: expected a NumPy archive/);
});

describe('a set that is not there', () => {
  test('is missing with where was looked, what for, and the ways to get it', async () => {
    const roots = [join(folder, 'empty'), join(folder, 'nowhere')];
    const result = await findSet(mnist, roots);
    if (result.state === 'found') throw new Error('found');
    const error = missingSetError(result);
    expect(error.code).toBe('dataset-missing');
    expect(error.message).toBe(
      `MNIST was not found. Looked for train-images-idx3-ubyte and its three companions, raw or .gz, in ${roots.join(', ')} (and their subfolders mnist, MNIST/raw, MNIST, raw). ` +
        'Set DESCENT_DATASETS to the folder that holds them (or copy them with "descent data import DIR"), or download them with "descent data fetch mnist".',
    );
  });

  test('is missing with the files that a folder lacks', async () => {
    const directory = await folderWith('partly/mnist', [packed[0], packed[1], packed[3]]);
    const result = await findSet(mnist, [join(folder, 'partly')]);
    if (result.state === 'found') throw new Error('found');
    expect(missingSetError(result).message).toContain(` ${directory} lacks t10k-images-idx3-ubyte. Set`);
  });
});

test('the places to look are the folder from the environment, the studio’s, and the caches of Keras and PyTorch', () => {
  expect(searchRoots({ datasets: 'some/where', studio: '/studio/datasets', userHome: '/home/ada' }).slice(0, 3)).toEqual([resolve('some/where'), resolve('/studio/datasets'), resolve('/home/ada/.keras/datasets')]);
  expect(searchRoots({ datasets: '', studio: '/a' })).toEqual([resolve('/a')]);
});

describe('a found set is checked', () => {
  test('structure that is not the set’s is a problem', async () => {
    const directory = await folderWith('small/mnist', names);
    await writeFile(join(directory, names[2]), writeIdx([5, 28, 28], new Uint8Array(5 * 784)));
    await writeFile(join(directory, names[3]), writeIdx([5], new Uint8Array(5)));
    const { verified, problem } = await checkSet(await found(mnist, join(folder, 'small')));
    expect(verified).toBe(false);
    expect(problem?.message).toBe('t10k-images-idx3-ubyte: expected the 10,000 images of MNIST, found 5. To use another set of this format, name its files in a document with "source": "idx".');
  });

  test('contents that are not the published ones are named', async () => {
    const directory = await folderWith('altered/mnist', names);
    expect(await checkSet(await found(mnist, join(folder, 'altered')))).toEqual({ verified: false, problem: null, differs: join(directory, names[0]) });
  });
});

const real = process.env.DESCENT_DATASETS ?? '';
const haveMnist = real !== '' && existsSync(join(real, packed[0]));

describe.skipIf(!haveMnist)('the real MNIST (needs DESCENT_DATASETS)', () => {
  test('is verified by its contents, whatever the packing', async () => {
    const set = await found(mnist, real);
    expect(await checkSet(set)).toEqual({ verified: true, problem: null, differs: null });
    const dataset = await loadDataset(set.location);
    expect([dataset.train.count, dataset.test.count, dataset.featureShape]).toEqual([60_000, 10_000, [1, 28, 28]]);
    expect([...dataset.train.labels.subarray(0, 10)]).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
    let sum = 0;
    for (const pixel of dataset.train.features) sum += pixel;
    expect(sum / dataset.train.features.length / 255).toBeCloseTo(0.13066, 5);
  });

  test('one truncated file and one flipped bit are refused by name', async () => {
    const copy = join(folder, 'copy');
    await cp(real, copy, { recursive: true, dereference: true });
    const images = join(copy, packed[2]);
    const whole = await readFile(join(real, packed[2]));
    await rm(images, { force: true });

    await writeFile(images, whole.subarray(0, 1_000_000));
    expect((await checkSet(await found(mnist, copy))).problem?.message).toBe(`${packed[2]}: expected a whole gzip file, found one that is cut short after 1,000,000 bytes. Copy or download the file again.`);
    expect((await errorOf(async () => loadDataset((await found(mnist, copy)).location))).code).toBe('dataset-damaged');

    const flipped = Buffer.from(whole);
    flipped[500_000] ^= 4;
    await writeFile(images, flipped);
    expect((await checkSet(await found(mnist, copy))).problem?.message).toMatch(/^t10k-images-idx3-ubyte\.gz: expected an intact gzip file, found one whose contents are damaged/);

    // Unpacked, the format has no checksum: only the known one tells.
    await rm(images);
    const raw = gunzipSync(whole);
    raw[100_000] ^= 4;
    await writeFile(join(copy, names[2]), raw);
    expect(await checkSet(await found(mnist, copy))).toEqual({ verified: false, problem: null, differs: join(copy, names[2]) });
  });
});
