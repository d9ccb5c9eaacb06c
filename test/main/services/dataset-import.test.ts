import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { idxRoles, mnist } from '../../../src/engine/data/known-sets.ts';
import { importSets, replaceFolder } from '../../../src/main/services/dataset-import.ts';
import { errorOf } from '../../engine/data/support.ts';

let folder: string;
let target: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'descent-import-'));
  target = join(folder, 'studio');
});
afterEach(async () => { await rm(folder, { recursive: true, force: true }); });

const packed = idxRoles.map((role) => `${mnist.files[role].name}.gz`);
const real = process.env.DESCENT_DATASETS ?? '';
const haveMnist = real !== '' && existsSync(join(real, packed[0]));

/** A copy of the real set, with some files replaced. */
async function copyWith(replaced: Record<string, Buffer> = {}): Promise<string> {
  const source = join(folder, 'source', 'MNIST', 'raw');
  await mkdir(source, { recursive: true });
  for (const name of packed) {
    if (!(name in replaced)) await copyFile(join(real, name), join(source, name));
  }
  for (const [name, bytes] of Object.entries(replaced)) await writeFile(join(source, name), bytes);
  return join(folder, 'source');
}

describe.skipIf(!haveMnist)('importing the real MNIST (needs DESCENT_DATASETS)', () => {
  test('copies it into the studio’s folder, verified, and again over what stood there', async () => {
    for (let time = 0; time < 2; time++) {
      const [imported, ...more] = await importSets(await copyWith(), target);
      expect(more).toEqual([]);
      expect(imported).toMatchObject({ set: { name: 'mnist' }, directory: join(target, 'mnist'), verified: true });
      expect(await readdir(target)).toEqual(['mnist']);
      expect((await readdir(join(target, 'mnist'))).sort()).toEqual([...packed].sort());
    }
  });

  test('refuses a truncated copy with its reason, and leaves what stood there', async () => {
    await importSets(await copyWith(), target);
    const whole = await readFile(join(real, packed[2]));
    const error = await errorOf(async () => importSets(await copyWith({ [packed[2]]: whole.subarray(0, 99_999) }), target));
    expect(error.code).toBe('dataset-damaged');
    expect(error.message).toBe(`${packed[2]}: expected a whole gzip file, found one that is cut short after 99,999 bytes. Copy or download the file again.`);
    expect(await readFile(join(target, 'mnist', packed[2]))).toEqual(whole);
  });

  test('refuses a flipped bit, packed or not', async () => {
    const whole = await readFile(join(real, packed[2]));
    const flipped = Buffer.from(whole);
    flipped[flipped.length >> 1] ^= 16;
    expect((await errorOf(async () => importSets(await copyWith({ [packed[2]]: flipped }), target))).message).toMatch(/^t10k-images-idx3-ubyte\.gz: expected an intact gzip file/);

    const raw = gunzipSync(whole);
    raw[raw.length >> 1] ^= 16;
    const source = await copyWith({ [packed[2].replace('.gz', '')]: raw });
    const error = await errorOf(() => importSets(source, target));
    expect(error.message).toBe(
      `${join(source, 'MNIST', 'raw', 't10k-images-idx3-ubyte')}: expected the published contents of MNIST, found a different checksum: the file was altered or copied badly. ` +
        'Copy or download it again; to train on an altered set, name its files in a document with "source": "idx".',
    );
    expect(existsSync(target)).toBe(false);
  });

  test('refuses labels and images in each other’s place', async () => {
    const swapped = { [packed[2]]: await readFile(join(real, packed[3])), [packed[3]]: await readFile(join(real, packed[2])) };
    expect((await errorOf(async () => importSets(await copyWith(swapped), target))).message).toBe('t10k-labels-idx1-ubyte.gz: expected labels (IDX with 1 dimension, or 2 for one-hot rows), found 3 (10,000 × 28 × 28): this looks like a file of images. Check that the files of images and labels are not swapped.');
  });
});

test('a folder that holds no set is refused with what was looked for', async () => {
  const error = await errorOf(() => importSets(folder, target));
  expect(error.code).toBe('dataset-missing');
  expect(error.message).toBe(`${folder} holds neither MNIST nor Fashion-MNIST: looked for four files such as train-images-idx3-ubyte, raw or .gz, there and in its subfolders mnist, MNIST/raw, MNIST, raw, fashion-mnist, FashionMNIST/raw, FashionMNIST, fashion. Choose the folder that holds them.`);
});

test('a folder that holds a part of a set is refused with what is lacking', async () => {
  await writeFile(join(folder, packed[0]), '');
  await writeFile(join(folder, packed[1]), '');
  expect((await errorOf(() => importSets(folder, target))).message).toContain(` ${folder} lacks t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte. Choose the folder`);
});

describe('a folder is replaced', () => {
  test('only by a finished one', async () => {
    const directory = join(folder, 'set');
    await replaceFolder(directory, (aside) => writeFile(join(aside, 'a'), 'first'));
    await expect(replaceFolder(directory, async (aside) => {
      await writeFile(join(aside, 'a'), 'second');
      throw Object.assign(new Error('no room'), { code: 'ENOSPC' });
    })).rejects.toThrow(`${directory} cannot be written: the disk is full.`);
    expect(await readFile(join(directory, 'a'), 'utf8')).toBe('first');
    await replaceFolder(directory, (aside) => writeFile(join(aside, 'b'), 'third'));
    expect(await readdir(directory)).toEqual(['b']);
    expect((await readdir(folder)).filter((name) => name.startsWith(basename(directory)))).toEqual(['set']);
  });
});
