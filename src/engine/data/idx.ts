/**
 * IDX, the format MNIST is distributed in (http://yann.lecun.com/exdb/mnist):
 *
 *     byte 0, 1   zero
 *     byte 2      type of the elements; 8 = unsigned byte, the only one read here
 *     byte 3      number of dimensions
 *     4 bytes     size of each dimension, big-endian
 *     the rest    the elements, last dimension fastest
 *
 * The reader takes bytes and gives arrays; it never allocates by what a header claims, only after the length agreed.
 */
import { sharedBytes, sharedInts } from '../core/shared-memory.ts';
import { dataLimits } from './limits.ts';
import { count, dataError } from './problem.ts';

/** An IDX file's contents. `data` is a view into the bytes that were read. */
export interface IdxArray {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

export interface IdxImages {
  readonly count: number;
  /** [channels, height, width] */
  readonly shape: readonly [number, number, number];
  readonly pixels: Uint8Array<SharedArrayBuffer>;
}

const elementTypes: Readonly<Record<number, { name: string; bytes: number }>> = {
  0x08: { name: 'unsigned bytes', bytes: 1 },
  0x09: { name: 'signed bytes', bytes: 1 },
  0x0b: { name: '16-bit integers', bytes: 2 },
  0x0c: { name: '32-bit integers', bytes: 4 },
  0x0d: { name: '32-bit floats', bytes: 4 },
  0x0e: { name: '64-bit floats', bytes: 8 },
};

const unsignedByte = 0x08;
const copyAnew = 'Copy or download the file again';

/**
 * Reads an IDX file of unsigned bytes.
 * @param bytes the decompressed contents
 * @param file the file's name, for messages
 * @throws DescentError `dataset-damaged` naming the file, what was expected and what came
 */
export function readIdx(bytes: Uint8Array, file: string): IdxArray {
  if (bytes.length < 4) {
    throw dataError({ file, expected: 'an IDX file, which begins with a 4-byte magic number', received: `a file of ${bytesOf(bytes.length)}`, suggestion: copyAnew });
  }
  const type = elementTypes[bytes[2]];
  const dimensions = bytes[3];
  if (bytes[0] !== 0 || bytes[1] !== 0 || type === undefined || dimensions === 0) {
    throw dataError({ file, expected: 'the magic number of an IDX file, such as 00 00 08 03', received: `${firstBytes(bytes)}${guessFormat(bytes)}`, suggestion: 'Check that this is an IDX file, and copy or download it again' });
  }
  if (bytes[2] !== unsignedByte) {
    throw dataError({ file, expected: 'unsigned bytes (IDX type 08)', received: `${type.name} (${firstBytes(bytes)})`, suggestion: 'Convert the values to bytes from 0 to 255' });
  }
  if (dimensions > 4) {
    throw dataError({ file, expected: '1 to 4 dimensions', received: `${dimensions} (${firstBytes(bytes)})`, suggestion: copyAnew });
  }
  const headerLength = 4 + 4 * dimensions;
  if (bytes.length < headerLength) {
    throw dataError({ file, expected: `a header of ${headerLength} bytes`, received: `a file of ${bytesOf(bytes.length)}`, suggestion: copyAnew });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: dimensions }, (_, axis) => view.getUint32(4 + 4 * axis));
  // Four sizes below 2³² multiply to below 2¹²⁸: exact enough in a double to be compared with the limit.
  const elements = shape.reduce((product, size) => product * size, 1);
  if (elements > dataLimits.fileBytes) {
    throw dataError({ file, expected: `at most ${count(dataLimits.fileBytes)} values`, received: `a header that claims ${shapeOf(shape)}`, suggestion: copyAnew });
  }
  const actual = bytes.length - headerLength;
  if (actual !== elements) {
    const difference = actual < elements ? `${count(elements - actual)} missing at the end` : `${count(actual - elements)} too many`;
    throw dataError({ file, expected: `${bytesOf(headerLength + elements)} for ${shapeOf(shape)}`, received: `${bytesOf(bytes.length)}: ${difference}`, suggestion: copyAnew });
  }
  return { shape, data: bytes.subarray(headerLength) };
}

/**
 * Reads images: [n, height, width], or [n, channels, height, width].
 * @throws DescentError `dataset-damaged`
 */
export function readIdxImages(bytes: Uint8Array, file: string): IdxImages {
  const { shape, data } = readIdx(bytes, file);
  if (shape.length !== 3 && shape.length !== 4) {
    const looksLikeLabels = shape.length === 1 ? ': this looks like a file of labels' : '';
    throw dataError({ file, expected: 'images (IDX with 3 or 4 dimensions)', received: `${shape.length} (${shapeOf(shape)})${looksLikeLabels}`, suggestion: 'Check that the files of images and labels are not swapped' });
  }
  const examples = shape[0];
  const sides = shape.slice(1);
  checkExampleCount(examples, file);
  if (sides.some((side) => side === 0 || side > dataLimits.imageSide)) {
    throw dataError({ file, expected: `images with sides from 1 to ${count(dataLimits.imageSide)}`, received: sides.join(' × '), suggestion: copyAnew });
  }
  const [channels, height, width] = sides.length === 2 ? [1, sides[0], sides[1]] : [sides[0], sides[1], sides[2]];
  const pixels = sharedBytes(data.length);
  pixels.set(data);
  return { count: examples, shape: [channels, height, width], pixels };
}

/**
 * Reads labels: [n], each from 0 to `classes` − 1; or [n, classes], one-hot rows, which become the numbers of their classes.
 * @param classes how many classes there are; left out, any byte is a label
 * @throws DescentError `dataset-damaged`, with the position of the first label out of range, or of the first row that is not one-hot
 */
export function readIdxLabels(bytes: Uint8Array, file: string, classes: number = dataLimits.idxClasses): Int32Array<SharedArrayBuffer> {
  const { shape, data } = readIdx(bytes, file);
  if (shape.length > 2 || shape[1] === 0) {
    const looksLikeImages = shape.length >= 3 ? ': this looks like a file of images' : '';
    throw dataError({ file, expected: 'labels (IDX with 1 dimension, or 2 for one-hot rows)', received: `${shape.length} (${shapeOf(shape)})${looksLikeImages}`, suggestion: 'Check that the files of images and labels are not swapped' });
  }
  checkExampleCount(shape[0], file);
  const labels = sharedInts(shape[0]);
  const [, columns] = shape;
  for (let index = 0; index < labels.length; index++) {
    const label = columns === undefined ? data[index] : classOfRow(data.subarray(index * columns, (index + 1) * columns), index, file);
    if (label >= classes) {
      throw dataError({ file, expected: `labels from 0 to ${classes - 1}`, received: `${label} at example ${count(index)} (counted from 0)`, suggestion: copyAnew });
    }
    labels[index] = label;
  }
  return labels;
}

/** Where the 1 of a one-hot row stands. */
function classOfRow(row: Uint8Array, index: number, file: string): number {
  const label = row.indexOf(1);
  if (label < 0 || row.some((value, column) => value !== (column === label ? 1 : 0))) {
    throw dataError({ file, expected: 'one-hot rows: a single 1 for the class, 0 elsewhere', received: `${row.length > 12 ? `${row.subarray(0, 12).join(' ')} …` : row.join(' ')} at example ${count(index)} (counted from 0)`, suggestion: 'Give each example the number of its class instead' });
  }
  return label;
}

/** @throws DescentError when images and labels differ in number */
export function checkSameCount(images: { file: string; count: number }, labels: { file: string; count: number }): void {
  if (images.count === labels.count) return;
  throw dataError({ file: labels.file, expected: `${count(images.count)} labels, as many as there are images in ${images.file}`, received: count(labels.count), suggestion: 'Check that both files belong to the same part (training or test) of the same set' });
}

/** Bytes of an IDX file of unsigned bytes. `data` holds the product of `shape`; anything else is a fault of the caller (RangeError). */
export function writeIdx(shape: readonly number[], data: Uint8Array): Uint8Array<ArrayBuffer> {
  const elements = shape.reduce((product, size) => product * size, 1);
  if (elements !== data.length) throw new RangeError(`writeIdx: ${shapeOf(shape)} needs ${elements} bytes, got ${data.length}`);
  const headerLength = 4 + 4 * shape.length;
  const bytes = new Uint8Array(headerLength + elements);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, (unsignedByte << 8) | shape.length);
  shape.forEach((size, axis) => { view.setUint32(4 + 4 * axis, size); });
  bytes.set(data, headerLength);
  return bytes;
}

function checkExampleCount(examples: number, file: string): void {
  if (examples >= 1 && examples <= dataLimits.examples) return;
  throw dataError({ file, expected: `1 to ${count(dataLimits.examples)} examples`, received: count(examples), suggestion: copyAnew });
}

function shapeOf(shape: readonly number[]): string {
  return shape.map(count).join(' × ');
}

function bytesOf(length: number): string {
  return length === 1 ? '1 byte' : `${count(length)} bytes`;
}

function firstBytes(bytes: Uint8Array): string {
  return Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

/** What people most often put in the place of an IDX file. */
function guessFormat(bytes: Uint8Array): string {
  const text = String.fromCharCode(...bytes.subarray(0, 4));
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return ' (gzip inside gzip)';
  if (text.startsWith('PK')) return ' (a ZIP archive)';
  if (text.startsWith('<')) return ' (a web page)';
  if (text === '\x89PNG') return ' (a PNG picture)';
  return '';
}
