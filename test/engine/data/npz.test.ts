import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { loadDataset } from '../../../src/engine/data/load.ts';
import { idxFromNpz } from '../../../src/engine/data/npz.ts';
import { errorOf } from './support.ts';

// Made by test/fixtures/npz/make.py.
const path = (name: string): string => fileURLToPath(new URL(`../../fixtures/npz/${name}.npz`, import.meta.url));
const small = await readFile(path('small'));

describe("Keras' archive", () => {
  test.each(['small', 'plain'])('%s.npz is read as NumPy wrote it', async (name) => {
    const dataset = await loadDataset({ kind: 'npz', name: 'mnist', file: path(name), classNames: ['0', '1'] });
    expect(dataset.featureShape).toEqual([1, 3, 4]);
    expect([...dataset.train.features]).toEqual(Array.from({ length: 24 }, (_, i) => i));
    expect([[...dataset.train.labels], [...dataset.test.labels], dataset.test.count]).toEqual([[1, 0], [1], 1]);
  });

  test('is refused where it is cut short, holds something else, or is not an archive', async () => {
    expect((await errorOf(() => idxFromNpz(small.subarray(0, 500), 'mnist.npz'))).message).toBe('mnist.npz: expected a NumPy archive (.npz), found 500 bytes without a ZIP directory at their end: cut short, or something else. Copy or download the file again.');
    expect((await errorOf(() => idxFromNpz(new Uint8Array(3), 'mnist.npz'))).message).toContain('found 3 bytes without a ZIP directory');
    const renamed = Buffer.from(small.toString('latin1').replaceAll('y_train', 'z_train'), 'latin1');
    expect((await errorOf(() => idxFromNpz(renamed, 'mnist.npz'))).message).toBe('mnist.npz: expected an entry y_train.npy, found x_train.npy, z_train.npy, x_test.npy, y_test.npy. Copy or download the file again.');
  });

  test('never gives other contents for a flipped bit', async () => {
    const sound = idxFromNpz(small, 'mnist.npz');
    let refused = 0;
    for (let bit = 0; bit < 8 * small.length; bit++) {
      const flipped = Uint8Array.from(small);
      flipped[bit >> 3] ^= 1 << (bit & 7);
      try {
        expect(idxFromNpz(flipped, 'mnist.npz')).toEqual(sound); // the bit was in a date or a comment
      } catch (error) {
        expect(String(error)).toContain('DescentError: mnist.npz');
        refused += 1;
      }
    }
    expect(refused).toBeGreaterThan(4 * small.length);
  });
});
