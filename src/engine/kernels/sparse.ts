/**
 * Images that are mostly zero, as lists of their non-zero bytes (compressed sparse rows).
 * MNIST has 19 % non-zeros: its first layer over lists is several times faster than over all pixels, and the lists are smaller.
 */
import type { Pointer } from './kernels.ts';
import { bytesAt, floatsAt, intsAt, type MemoryLayout } from './memory.ts';
import type { SharedMemory } from './webassembly.ts';

/** The lists of a dataset's part. Made once per dataset; copied into the memory of every session that trains on it. */
export interface SparseImages {
  readonly examples: number;
  readonly features: number;
  /** Where each example's non-zeros begin; [examples + 1]. */
  readonly start: Uint32Array<SharedArrayBuffer>;
  /** Feature of each non-zero, ascending within an example. */
  readonly columns: Uint16Array<SharedArrayBuffer>;
  /** The non-zero bytes. */
  readonly values: Uint8Array<SharedArrayBuffer>;
  /** A bit for each feature, 1 = not zero, in whole 64-bit words per example. */
  readonly bits: Uint8Array<SharedArrayBuffer>;
}

/** Where a session keeps the lists. */
export interface SparsePointers {
  /** What the kernels take: a header of int32 (see `header`), then the 256 scaled values a byte can have. */
  readonly images: Pointer;
  readonly start: Pointer;
  readonly columns: Pointer;
  readonly values: Pointer;
  readonly bits: Pointer;
}

/** Positions in the header of int32; the table of scaled values follows at byte `tableOffset`. */
export const header = { start: 0, columns: 1, values: 2, bits: 3, features: 4, bytesPerExample: 5 } as const;
export const tableOffset = 64;

/** Columns are stored in 16 bits. */
const sparseFeatureLimit = 65_536;

/** Share of non-zeros up to which lists are faster than all pixels, as measured. */
const sparseDensityLimit = 0.35;

const made = new WeakMap<Uint8Array, Map<number, SparseImages | undefined>>();

/**
 * The lists of the first `count` images, or undefined where they would not pay: too many non-zeros, or too many features. They are kept
 * for as long as the images are.
 */
export function sparseImagesOf(images: Uint8Array, features: number, count: number): SparseImages | undefined {
  const known = made.get(images) ?? new Map<number, SparseImages | undefined>();
  made.set(images, known);
  if (!known.has(count)) {
    const used = images.subarray(0, count * features);
    const pays = features <= sparseFeatureLimit && used.length > 0 && countNonZeros(used) <= sparseDensityLimit * used.length;
    known.set(count, pays ? sparseImages(used, features) : undefined);
  }
  return known.get(count);
}

/**
 * The lists of `images`, rows of `features` bytes.
 * @throws RangeError where there are more features than 16 bits can number
 */
export function sparseImages(images: Uint8Array, features: number): SparseImages {
  if (features > sparseFeatureLimit) throw new RangeError(`expected at most ${sparseFeatureLimit} features, got ${features}`);
  const examples = images.length / features;
  const total = countNonZeros(images);
  const start = new Uint32Array(new SharedArrayBuffer(4 * (examples + 1)));
  const columns = new Uint16Array(new SharedArrayBuffer(2 * total));
  const values = new Uint8Array(new SharedArrayBuffer(total));
  const bytesPerExample = bitBytes(features);
  const bits = new Uint8Array(new SharedArrayBuffer(examples * bytesPerExample));
  let next = 0;
  for (let example = 0; example < examples; example++) {
    const row = example * features;
    for (let f = 0; f < features; f++) {
      const value = images[row + f];
      if (value === 0) continue;
      columns[next] = f;
      values[next++] = value;
      bits[example * bytesPerExample + (f >>> 3)] |= 1 << (f & 7);
    }
    start[example + 1] = next;
  }
  return { examples, features, start, columns, values, bits };
}

/** Room for the lists in a session's memory. */
export function placeSparseImages(layout: MemoryLayout, images: SparseImages): SparsePointers {
  return {
    images: layout.allocate(tableOffset + 256 * 4),
    start: layout.allocate(images.start.byteLength),
    columns: layout.allocate(images.columns.byteLength),
    values: layout.allocate(images.values.byteLength),
    bits: layout.allocate(images.bits.byteLength),
  };
}

/**
 * Copies the lists to their place.
 * @param factor what bytes are multiplied by: 1/255 for scaling `unit`, 1 for `none`
 */
export function writeSparseImages(memory: SharedMemory, at: SparsePointers, images: SparseImages, factor: number): void {
  const copy = (pointer: Pointer, array: Uint32Array | Uint16Array | Uint8Array) =>
    bytesAt(memory, pointer, array.byteLength).set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  copy(at.start, images.start);
  copy(at.columns, images.columns);
  copy(at.values, images.values);
  copy(at.bits, images.bits);
  const head = intsAt(memory, at.images, tableOffset / 4);
  head[header.start] = at.start;
  head[header.columns] = at.columns;
  head[header.values] = at.values;
  head[header.bits] = at.bits;
  head[header.features] = images.features;
  head[header.bytesPerExample] = bitBytes(images.features);
  floatsAt(memory, at.images + tableOffset, 256).set(Float32Array.from({ length: 256 }, (_, byte) => byte * Math.fround(factor)));
}

/** Bytes of one example's bits: whole 64-bit words. */
function bitBytes(features: number): number {
  return Math.ceil(features / 64) * 8;
}

function countNonZeros(images: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < images.length; i++) if (images[i] !== 0) count++;
  return count;
}
