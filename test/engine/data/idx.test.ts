import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { readIdx, readIdxImages, readIdxLabels, writeIdx } from '../../../src/engine/data/idx.ts';
import { datasetFromIdx } from '../../../src/engine/data/idx-dataset.ts';
import { errorOf } from './support.ts';

const header = (...words: number[]): Uint8Array => {
  const bytes = new Uint8Array(4 * words.length);
  words.forEach((word, i) => { new DataView(bytes.buffer).setUint32(4 * i, word); });
  return bytes;
};
const images = writeIdx([2, 2, 3], Uint8Array.from({ length: 12 }, (_, i) => 20 * i));
const labels = writeIdx([2], Uint8Array.of(7, 0));

describe('the IDX reader', () => {
  test('reads images as [channels, height, width] bytes in shared memory', () => {
    const read = readIdxImages(images, 'train-images');
    expect(read.count).toBe(2);
    expect(read.shape).toEqual([1, 2, 3]);
    expect([...read.pixels]).toEqual([0, 20, 40, 60, 80, 100, 120, 140, 160, 180, 200, 220]);
    expect(read.pixels.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  test('reads images of several channels', () => {
    expect(readIdxImages(writeIdx([1, 3, 2, 2], new Uint8Array(12)), 'colour').shape).toEqual([3, 2, 2]);
  });

  test('reads labels', () => {
    expect([...readIdxLabels(labels, 'train-labels', 10)]).toEqual([7, 0]);
  });

  test('reads one-hot labels as the numbers of their classes', async () => {
    expect([...readIdxLabels(writeIdx([3, 4], Uint8Array.of(0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 1, 0)), 'labels', 4)]).toEqual([3, 0, 2]);
    for (const row of [[0, 0, 0], [0, 1, 1], [0, 2, 0]]) {
      expect((await errorOf(() => readIdxLabels(writeIdx([2, 3], Uint8Array.of(1, 0, 0, ...row)), 'f'))).message).toBe(
        `f: expected one-hot rows: a single 1 for the class, 0 elsewhere, found ${row.join(' ')} at example 1 (counted from 0). Give each example the number of its class instead.`,
      );
    }
    expect((await errorOf(() => readIdxLabels(writeIdx([1, 0], new Uint8Array(0)), 'f'))).message).toContain('or 2 for one-hot rows), found 2 (1 × 0)');
    expect((await errorOf(() => readIdxLabels(writeIdx([1, 3], Uint8Array.of(0, 0, 1)), 'f', 2))).message).toContain('labels from 0 to 1, found 2');
  });

  test('reads from the middle of a larger buffer', () => {
    const larger = new Uint8Array(100);
    larger.set(labels, 31);
    expect([...readIdxLabels(larger.subarray(31, 31 + labels.length), 'labels')]).toEqual([7, 0]);
  });

  test.each<[string, Uint8Array, string]>([
    ['an empty file', new Uint8Array(0), 'f: expected an IDX file, which begins with a 4-byte magic number, found a file of 0 bytes. Copy or download the file again.'],
    ['a wrong magic number', Uint8Array.of(1, 2, 3, 4, 5), 'f: expected the magic number of an IDX file, such as 00 00 08 03, found 01 02 03 04. Check that this is an IDX file, and copy or download it again.'],
    ['a web page saved in its place', new TextEncoder().encode('<!DOCTYPE html>'), 'f: expected the magic number of an IDX file, such as 00 00 08 03, found 3c 21 44 4f (a web page). Check that this is an IDX file, and copy or download it again.'],
    ['no dimensions', Uint8Array.of(0, 0, 8, 0), 'f: expected the magic number of an IDX file, such as 00 00 08 03, found 00 00 08 00. Check that this is an IDX file, and copy or download it again.'],
    ['floats', Uint8Array.of(0, 0, 13, 1, 0, 0, 0, 0), 'f: expected unsigned bytes (IDX type 08), found 32-bit floats (00 00 0d 01). Convert the values to bytes from 0 to 255.'],
    ['too many dimensions', Uint8Array.of(0, 0, 8, 9), 'f: expected 1 to 4 dimensions, found 9 (00 00 08 09). Copy or download the file again.'],
    ['a header cut short', header(0x803, 1).subarray(0, 7), 'f: expected a header of 16 bytes, found a file of 7 bytes. Copy or download the file again.'],
    ['a header that claims 2³¹ images', header(0x803, 2 ** 31, 28, 28), 'f: expected at most 1,073,741,824 values, found a header that claims 2,147,483,648 × 28 × 28. Copy or download the file again.'],
    ['the greatest sizes there are', header(0x804, 2 ** 32 - 1, 2 ** 32 - 1, 2 ** 32 - 1, 2 ** 32 - 1), 'f: expected at most 1,073,741,824 values, found a header that claims 4,294,967,295 × 4,294,967,295 × 4,294,967,295 × 4,294,967,295. Copy or download the file again.'],
    ['a truncated file', images.subarray(0, images.length - 5), 'f: expected 28 bytes for 2 × 2 × 3, found 23 bytes: 5 missing at the end. Copy or download the file again.'],
    ['a file that is too long', Uint8Array.of(...images, 0, 0), 'f: expected 28 bytes for 2 × 2 × 3, found 30 bytes: 2 too many. Copy or download the file again.'],
  ])('refuses %s', async (_, bytes, message) => {
    const error = await errorOf(() => readIdx(bytes, 'f'));
    expect(error.message).toBe(message);
    expect(error.code).toBe('dataset-damaged');
    expect(error.detail.file).toBe('f');
  });

  test('refuses labels in the place of images and images in the place of labels', async () => {
    expect((await errorOf(() => readIdxImages(labels, 'a'))).message).toBe('a: expected images (IDX with 3 or 4 dimensions), found 1 (2): this looks like a file of labels. Check that the files of images and labels are not swapped.');
    expect((await errorOf(() => readIdxLabels(images, 'b'))).message).toBe('b: expected labels (IDX with 1 dimension, or 2 for one-hot rows), found 3 (2 × 2 × 3): this looks like a file of images. Check that the files of images and labels are not swapped.');
  });

  test('refuses images without pixels and sets without examples', async () => {
    expect((await errorOf(() => readIdxImages(writeIdx([2, 0, 3], new Uint8Array(0)), 'f'))).message).toContain('sides from 1 to 4,096, found 0 × 3');
    expect((await errorOf(() => readIdxImages(writeIdx([1, 1, 5000], new Uint8Array(5000)), 'f'))).message).toContain('sides from 1 to 4,096, found 1 × 5000');
    expect((await errorOf(() => readIdxLabels(writeIdx([0], new Uint8Array(0)), 'f'))).message).toContain('1 to 16,777,216 examples, found 0');
  });

  test('names the first label out of range', async () => {
    expect((await errorOf(() => readIdxLabels(writeIdx([4], Uint8Array.of(1, 9, 10, 11)), 'f', 10))).message).toBe('f: expected labels from 0 to 9, found 10 at example 2 (counted from 0). Copy or download the file again.');
  });
});

describe('the IDX writer', () => {
  test("writes MNIST's header", () => {
    expect([...writeIdx([1, 1, 2], Uint8Array.of(5, 6))]).toEqual([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 5, 6]);
  });

  test('refuses data that does not fill the shape', () => {
    expect(() => writeIdx([2, 2], new Uint8Array(3))).toThrow('2 × 2 needs 4 bytes, got 3');
  });
});

describe('a dataset from IDX files', () => {
  const files = (changes: Partial<Record<'trainImages' | 'trainLabels' | 'testImages' | 'testLabels', Uint8Array>> = {}) => ({
    trainImages: { file: 'train-images', bytes: changes.trainImages ?? images },
    trainLabels: { file: 'train-labels', bytes: changes.trainLabels ?? labels },
    testImages: { file: 'test-images', bytes: changes.testImages ?? images },
    testLabels: { file: 'test-labels', bytes: changes.testLabels ?? labels },
  });

  test('has the classes 0 to the greatest training label where no names are given', () => {
    const dataset = datasetFromIdx('mine', files());
    expect(dataset.task).toEqual({ kind: 'classification', classNames: ['0', '1', '2', '3', '4', '5', '6', '7'] });
    expect(dataset.featureShape).toEqual([1, 2, 3]);
    expect(dataset.train.count).toBe(2);
  });

  test('has the hash of its contents, which can be computed with any tool', () => {
    const littleEndianLabels = Uint8Array.of(7, 0, 0, 0, 0, 0, 0, 0);
    const part = (name: string) => [`${name} features u8 2 1 2 3\n`, images.subarray(16), `${name} labels i32 2\n`, littleEndianLabels];
    const expected = createHash('sha256');
    for (const piece of [...part('train'), ...part('test')]) expected.update(piece);
    expect(datasetFromIdx('mine', files()).hash).toBe(expected.digest('hex'));
  });

  test('refuses parts that do not belong together', async () => {
    const three = writeIdx([3], Uint8Array.of(0, 1, 2));
    expect((await errorOf(() => datasetFromIdx('mine', files({ trainLabels: three })))).message).toBe('train-labels: expected 2 labels, as many as there are images in train-images, found 3. Check that both files belong to the same part (training or test) of the same set.');
    expect((await errorOf(() => datasetFromIdx('mine', files({ testImages: writeIdx([2, 3, 3], new Uint8Array(18)) })))).message).toBe('test-images: expected images of 1 × 2 × 3 as in train-images, found 1 × 3 × 3. Check that both files belong to the same set.');
    expect((await errorOf(() => datasetFromIdx('mine', files({ testLabels: writeIdx([2], Uint8Array.of(8, 0)) })))).message).toBe('test-labels: expected labels from 0 to 7, found 8 at example 0 (counted from 0). Copy or download the file again.');
    expect((await errorOf(() => datasetFromIdx('mine', files({ trainLabels: writeIdx([2], Uint8Array.of(0, 0)) })))).message).toBe('train-labels: expected at least two classes, found label 0 for every example. Check that this is the file of the labels.');
  });
});
