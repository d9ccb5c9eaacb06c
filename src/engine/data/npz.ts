/**
 * NumPy's archive of arrays, as Keras keeps MNIST in `~/.keras/datasets/mnist.npz`: a ZIP of four `.npy` files.
 *
 * Only what such archives hold is read: stored and deflated entries, arrays of unsigned bytes in C order. Unlike the small ZIP libraries,
 * this compares every entry with its CRC-32, so that a flipped bit is found.
 * ZIP: PKWARE's APPNOTE.TXT; NPY: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
import { crc32, inflateRawSync } from 'node:zlib';
import type { NamedBytes } from './idx-dataset.ts';
import { writeIdx } from './idx.ts';
import type { IdxRole } from './known-sets.ts';
import { dataLimits } from './limits.ts';
import { npzProblems } from './npz-problems.ts';
import { advice, dataError } from './problem.ts';
import type { ProblemWords } from './problem.ts';

const entries = { trainImages: 'x_train.npy', trainLabels: 'y_train.npy', testImages: 'x_test.npy', testLabels: 'y_test.npy' } as const satisfies Record<IdxRole, string>;

/**
 * The four arrays of a Keras archive as the contents of IDX files, which is what the rest of the engine reads and what checksums are of.
 * @throws DescentError `dataset-damaged` naming the archive and the entry
 */
export function idxFromNpz(bytes: Uint8Array, file: string): Record<IdxRole, NamedBytes> {
  const directory = readDirectory(bytes, file);
  const convert = (role: IdxRole): NamedBytes => {
    const name = entries[role];
    const entry = directory.get(name);
    if (entry === undefined) throw damaged(file, npzProblems.entryMissing(name, [...directory.keys()]));
    const where = `${file}/${name}`;
    const { shape, data } = readNpy(extract(bytes, entry, where), where);
    return { file: where, bytes: writeIdx(shape, data) };
  };
  return { trainImages: convert('trainImages'), trainLabels: convert('trainLabels'), testImages: convert('testImages'), testLabels: convert('testLabels') };
}

interface ZipEntry {
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
}

/** The ZIP's central directory, found through the record at its end. */
function readDirectory(bytes: Uint8Array, file: string): Map<string, ZipEntry> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const endLength = 22;
  let end = bytes.length - endLength;
  while (end >= 0 && end > bytes.length - endLength - 65_536 && view.getUint32(end, true) !== 0x06054b50) end--;
  if (end < 0 || view.getUint32(end, true) !== 0x06054b50) throw damaged(file, npzProblems.noDirectory(bytes.length));
  const total = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  const found = new Map<string, ZipEntry>();
  for (let index = 0; index < total; index++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x02014b50) throw damaged(file, npzProblems.damagedDirectory(total, index + 1));
    const nameLength = view.getUint16(at + 28, true);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    found.set(name, { method: view.getUint16(at + 10, true), crc: view.getUint32(at + 16, true), packed: view.getUint32(at + 20, true), size: view.getUint32(at + 24, true), offset: view.getUint32(at + 42, true) });
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return found;
}

function extract(bytes: Uint8Array, { method, crc, packed, size, offset }: ZipEntry, where: string): Uint8Array {
  if (size > dataLimits.fileBytes) throw damaged(where, npzProblems.tooLarge(size));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (offset + 30 > bytes.length || view.getUint32(offset, true) !== 0x04034b50) throw damaged(where, npzProblems.noEntry());
  const begin = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  if (begin + packed > bytes.length) throw damaged(where, npzProblems.shortEntry(packed));
  const contents = unpack(method, bytes.subarray(begin, begin + packed), size, where);
  if (contents.length !== size || crc32(contents) !== crc) throw damaged(where, npzProblems.checksum());
  return contents;
}

function unpack(method: number, packed: Uint8Array, size: number, where: string): Uint8Array {
  if (method === 0) return packed;
  if (method !== 8) throw damaged(where, npzProblems.method(method));
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, size) });
  } catch (cause) {
    throw damaged(where, npzProblems.deflated(), cause);
  }
}

/** An array of unsigned bytes: magic, version, length of the header, and a header such as {'descr': '|u1', 'fortran_order': False, 'shape': (60000, 28, 28), }. */
function readNpy(bytes: Uint8Array, where: string): { shape: number[]; data: Uint8Array } {
  const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
  if (bytes.length < 12 || magic.some((byte, i) => bytes[i] !== byte)) throw damaged(where, npzProblems.notNpy());
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [length, begin] = bytes[6] === 1 ? [view.getUint16(8, true), 10] : [view.getUint32(8, true), 12];
  const header = new TextDecoder('latin1').decode(bytes.subarray(begin, begin + length));
  const dtype = /'descr': *'([^']*)'/.exec(header)?.[1];
  const shape = /'shape': *\(([\d, ]*)\)/.exec(header)?.[1].split(',').filter((side) => side.trim() !== '').map(Number);
  if (dtype === undefined || shape === undefined) throw damaged(where, npzProblems.header(header));
  if (dtype !== '|u1') throw damaged(where, npzProblems.elementType(dtype));
  if (header.includes("'fortran_order': True") && shape.length > 1) throw damaged(where, npzProblems.order());
  const data = bytes.subarray(begin + length);
  const elements = shape.reduce((product, side) => product * side, 1);
  if (shape.length === 0 || shape.length > 4 || shape.some((side) => side > 0xffff_ffff) || elements !== data.length) throw damaged(where, npzProblems.values(elements, shape, data.length));
  return { shape, data };
}

function damaged(file: string, words: Pick<ProblemWords, 'expected' | 'received'>, cause?: unknown): Error {
  return dataError({ file, ...words, suggestion: advice.copyAnew }, cause);
}
