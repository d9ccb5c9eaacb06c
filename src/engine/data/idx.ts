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
import type { Localized } from '../../shared/schema/localized.ts';
import { sharedBytes, sharedInts } from '../core/shared-memory.ts';
import { idxProblems } from './idx-problems.ts';
import { dataLimits } from './limits.ts';
import { dataError } from './problem.ts';

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

const elementTypes: Readonly<Record<number, Localized>> = {
  0x08: { en: 'unsigned bytes', zh: '无符号字节' },
  0x09: { en: 'signed bytes', zh: '有符号字节' },
  0x0b: { en: '16-bit integers', zh: ' 16 位整数' },
  0x0c: { en: '32-bit integers', zh: ' 32 位整数' },
  0x0d: { en: '32-bit floats', zh: ' 32 位浮点数' },
  0x0e: { en: '64-bit floats', zh: ' 64 位浮点数' },
};

const unsignedByte = 0x08;

/**
 * Reads an IDX file of unsigned bytes.
 * @param bytes the decompressed contents
 * @param file the file's name, for messages
 * @throws DescentError `dataset-damaged` naming the file, what was expected and what came
 */
export function readIdx(bytes: Uint8Array, file: string): IdxArray {
  if (bytes.length < 4) {
    throw dataError({ file, ...idxProblems.noMagic(bytes.length) });
  }
  const type = elementTypes[bytes[2]];
  const dimensions = bytes[3];
  if (bytes[0] !== 0 || bytes[1] !== 0 || type === undefined || dimensions === 0) {
    throw dataError({ file, ...idxProblems.wrongMagic(bytes) });
  }
  if (bytes[2] !== unsignedByte) {
    throw dataError({ file, ...idxProblems.elementType(type, bytes) });
  }
  if (dimensions > 4) {
    throw dataError({ file, ...idxProblems.dimensions(dimensions, bytes) });
  }
  const headerLength = 4 + 4 * dimensions;
  if (bytes.length < headerLength) {
    throw dataError({ file, ...idxProblems.shortHeader(headerLength, bytes.length) });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: dimensions }, (_, axis) => view.getUint32(4 + 4 * axis));
  // Four sizes below 2³² multiply to below 2¹²⁸: exact enough in a double to be compared with the limit.
  const elements = shape.reduce((product, size) => product * size, 1);
  if (elements > dataLimits.fileBytes) {
    throw dataError({ file, ...idxProblems.tooManyValues(shape) });
  }
  if (bytes.length !== headerLength + elements) {
    throw dataError({ file, ...idxProblems.length(headerLength + elements, shape, bytes.length) });
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
    throw dataError({ file, ...idxProblems.notImages(shape) });
  }
  const examples = shape[0];
  const sides = shape.slice(1);
  checkExampleCount(examples, file);
  if (sides.some((side) => side === 0 || side > dataLimits.imageSide)) {
    throw dataError({ file, ...idxProblems.imageSides(sides) });
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
    throw dataError({ file, ...idxProblems.notLabels(shape) });
  }
  checkExampleCount(shape[0], file);
  const labels = sharedInts(shape[0]);
  const [, columns] = shape;
  for (let index = 0; index < labels.length; index++) {
    const label = columns === undefined ? data[index] : classOfRow(data.subarray(index * columns, (index + 1) * columns), index, file);
    if (label >= classes) {
      throw dataError({ file, ...idxProblems.label(classes, label, index) });
    }
    labels[index] = label;
  }
  return labels;
}

/** Where the 1 of a one-hot row stands. */
function classOfRow(row: Uint8Array, index: number, file: string): number {
  const label = row.indexOf(1);
  if (label < 0 || row.some((value, column) => value !== (column === label ? 1 : 0))) {
    throw dataError({ file, ...idxProblems.notOneHot(row, index) });
  }
  return label;
}

/** @throws DescentError when images and labels differ in number */
export function checkSameCount(images: { file: string; count: number }, labels: { file: string; count: number }): void {
  if (images.count === labels.count) return;
  throw dataError({ file: labels.file, ...idxProblems.labelCount(images, labels.count) });
}

/** Bytes of an IDX file of unsigned bytes. `data` holds the product of `shape`; anything else is a fault of the caller (RangeError). */
export function writeIdx(shape: readonly number[], data: Uint8Array): Uint8Array<ArrayBuffer> {
  const elements = shape.reduce((product, size) => product * size, 1);
  if (elements !== data.length) throw new RangeError(`writeIdx: ${shape.join(' × ')} needs ${elements} bytes, got ${data.length}`);
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
  throw dataError({ file, ...idxProblems.exampleCount(examples) });
}
