// The first layer over lists of non-zero bytes (see ../sparse.ts for what `images` points to).
//
// Forward: each row's sums run over its non-zeros, w's rows added up in registers. Weights: each feature's sums run over the rows of the
// batch that have it, found as bits in the feature's list. Values need no list of their own: as the features ascend, every example's bytes are
// used up in order, so one cursor per row of the batch finds them.
//
// What a row is multiplied with is copied in pieces that stay in the first-level cache (rows of whole 32 bytes, some tens of columns and of
// rows), and all sums are carried through one piece before the next: the second-level cache could not keep up with the multiplications.

import { storeForward, storeMasked, storeStep } from './epilogue';
import { packColumns } from './pack';
import { sparseColumns } from './mode';
import { addExamples, addFeatures } from './sparse-rows';
import { four } from './simd';

/** Bytes of a piece: of w a little more than a first-level cache, since hardly all features are used; of dy less, since all rows are. */
const weightPieceBytes = 60 * 1024;
const gradientPieceBytes = 22 * 1024;
const tableOffset: usize = 64;

// @ts-ignore: decorator
@inline
function startOf(images: usize): usize { return <usize>load<u32>(images); }
// @ts-ignore: decorator
@inline
function columnsOf(images: usize): usize { return <usize>load<u32>(images, 4); }
// @ts-ignore: decorator
@inline
function valuesOf(images: usize): usize { return <usize>load<u32>(images, 8); }
// @ts-ignore: decorator
@inline
function bitsOf(images: usize): usize { return <usize>load<u32>(images, 12); }
// @ts-ignore: decorator
@inline
function featuresOf(images: usize): i32 { return load<i32>(images, 16); }
// @ts-ignore: decorator
@inline
function bitBytesOf(images: usize): usize { return <usize>load<u32>(images, 20); }
// @ts-ignore: decorator
@inline
function exampleOf(rows: usize, r: i32): usize { return <usize>load<u32>(rows + (<usize>r << 2)); }

/** Most columns of a block: all where they fit the registers, else equal shares in whole vectors of eight. */
// @ts-ignore: decorator
@inline
function blockWidth(outputs: i32): i32 {
  const blocks = (outputs + sparseColumns - 1) / sparseColumns;
  return ((outputs + blocks - 1) / blocks + 7) & ~7;
}

/** Columns of the block that begins with `left` columns to go. */
// @ts-ignore: decorator
@inline
function widthOf(left: i32, block: i32): i32 {
  return min(block, (left + 7) & ~7);
}

/** 64-bit words of bits whose rows, `width` columns each, fit the first-level cache together. */
// @ts-ignore: decorator
@inline
function wordsPerPiece(width: i32, bytes: i32): i32 {
  return max(1, bytes / (64 * 4 * width));
}

export function gatherSparse(x: usize, images: usize, rows: usize, from: i32, to: i32): void {
  const bytes = <usize>featuresOf(images) * 4;
  const table = images + tableOffset;
  memory.fill(x + <usize>from * bytes, 0, <usize>(to - from) * bytes);
  for (let r = from; r < to; r++) {
    const start = startOf(images) + (exampleOf(rows, r) << 2);
    const target = x + <usize>r * bytes;
    const last = load<u32>(start, 4);
    for (let i = load<u32>(start); i < last; i++) {
      const column = <usize>load<u16>(columnsOf(images) + (<usize>i << 1));
      store<f32>(target + (column << 2), load<f32>(table + (<usize>load<u8>(valuesOf(images) + i) << 2)));
    }
  }
}

export function sparseForward(
  y: usize, images: usize, rows: usize, w: usize, b: usize, outputs: i32, activation: i32, workspace: usize, from: i32, to: i32,
): void {
  const features = featuresOf(images);
  const outBytes = <usize>outputs * 4;
  const block = blockWidth(outputs);
  const allWords = (features + 63) >> 6;
  const words = min(allWords, wordsPerPiece(block, weightPieceBytes));
  // Packing space: which features the batch has, a cursor per row, a count per row and piece, the piece, a row of sums per row.
  const rowInts = aligned(<usize>(to - from) * 4);
  const used = workspace;
  const cursors = used + aligned(<usize>allWords * 8);
  const counts = cursors + rowInts;
  const piece = counts + rowInts * <usize>((allWords + words - 1) / words);
  const sums = piece + <usize>(words * 64) * <usize>block * 4;
  store<u32>(cursors, fetchExamples(images, rows, from, to));
  findUsed(used, images, rows, from, to, allWords);
  for (let word = 0, place = counts; word < allWords; word += words, place += rowInts) {
    countNonZeros(place, images, rows, from, to, word, min(word + words, allWords));
  }
  for (let j = 0; j < outputs; ) {
    const column = <usize>j * 4;
    const width = widthOf(outputs - j, block);
    const bytes = <usize>width * 4;
    for (let r = from; r < to; r++) store<u32>(cursors + (<usize>(r - from) << 2), load<u32>(startOf(images) + (exampleOf(rows, r) << 2)));
    for (let word = 0, place = counts; word < allWords; word += words, place += rowInts) {
      const base = piece - <usize>(word * 64) * bytes;
      for (let one = word; one < min(word + words, allWords); one++) packUsed(base, load<u64>(used + (<usize>one << 3)), one * 64, w + column, outBytes, width);
      addExamples(width, word == 0, sums, bytes, to - from, cursors, place, columnsOf(images), valuesOf(images), images + tableOffset, base);
    }
    storeForward(y + <usize>from * outBytes + column, outBytes, sums, bytes, to - from, min(width, outputs - j), b ? b + column : 0, activation);
    j += width;
  }
}

/** A bit for each feature that any of the rows has. */
function findUsed(used: usize, images: usize, rows: usize, from: i32, to: i32, words: i32): void {
  memory.fill(used, 0, <usize>words << 3);
  for (let r = from; r < to; r++) {
    const bits = bitsOf(images) + exampleOf(rows, r) * bitBytesOf(images);
    for (let i: usize = 0; i < <usize>words << 3; i += 8) store<u64>(used + i, load<u64>(used + i) | load<u64>(bits + i));
  }
}

/** Packs the rows of w whose bit is set; bit 0 stands for row `first`. */
function packUsed(target: usize, bits: u64, first: i32, w: usize, stride: usize, width: i32): void {
  let row = <usize>first;
  while (bits != 0) {
    const gap = <usize>ctz(bits);
    bits >>= gap;
    row += gap;
    const run = <usize>ctz(~bits);
    packColumns(target + row * <usize>width * 4, w + row * stride, <i32>run, stride, width);
    if (run == 64) break;
    bits >>= run;
    row += run;
  }
}

/**
 * Brings the lists of the batch's examples into the cache. They lie anywhere in a large dataset; asked for all at once they come many times
 * faster than one after the other when their turn has come. @returns something that hangs on every load, or they would be left out
 */
function fetchExamples(images: usize, rows: usize, from: i32, to: i32): u32 {
  let any: u32 = 0;
  // First where the lists begin and end: what hangs on it is guessed wrong often enough, and the sooner it is known the better.
  for (let r = from; r < to; r++) {
    const example = exampleOf(rows, r);
    const bits = bitsOf(images) + example * bitBytesOf(images);
    any |= load<u32>(startOf(images) + (example << 2)) | load<u8>(bits) | load<u8>(bits, 64);
  }
  for (let r = from; r < to; r++) {
    const start = startOf(images) + (exampleOf(rows, r) << 2);
    const begin = <usize>load<u32>(start);
    const end = <usize>load<u32>(start, 4);
    for (let i = begin; i < end; i += 64) {
      any |= load<u8>(columnsOf(images) + (i << 1));
      any |= load<u8>(columnsOf(images) + (i << 1), 64);
      any |= load<u8>(valuesOf(images) + i);
    }
  }
  return any;
}

// @ts-ignore: decorator
@inline
function aligned(bytes: usize): usize {
  return (bytes + 63) & ~63;
}

/** How many features of the words from `first` to `last` − 1 each row has. */
function countNonZeros(counts: usize, images: usize, rows: usize, from: i32, to: i32, first: i32, last: i32): void {
  const bits = bitsOf(images) + (<usize>first << 3);
  const stride = bitBytesOf(images);
  const end = <usize>(last - first) << 3;
  for (let r = from; r < to; r++, counts += 4) {
    const word = bits + exampleOf(rows, r) * stride;
    let count: u64 = 0;
    for (let i: usize = 0; i < end; i += 8) count += popcnt(load<u64>(word + i));
    store<u32>(counts, <u32>count);
  }
}

export function sparseTranspose(lists: usize, images: usize, rows: usize, batch: i32, from: i32, to: i32): void {
  const listBytes = <usize>((batch + 63) / 64) * 8;
  for (let k = from & ~63; k < to; k += 64) {
    for (let r = 0; r < batch; r += 64) {
      // Rows that fill up the last word count as empty.
      for (let part = r; part < r + 64; part += 16) {
        const bits = bitsOf(images) + <usize>(k >> 3);
        transposeSixteen(lists + <usize>k * listBytes + <usize>(part >> 3), listBytes, bits, bitBytesOf(images), rows, part, batch, from - k, to - k);
      }
    }
  }
}

/** 64 features of 16 rows: bit k of each row's word becomes 16 neighbouring bits of feature k's list, for k from `first` to `last` − 1. */
function transposeSixteen(list: usize, listBytes: usize, bits: usize, bitBytes: usize, rows: usize, r: i32, batch: i32, first: i32, last: i32): void {
  // Three rounds of interleaving bring byte b of all sixteen rows together.
  const a0 = zipLow(wordOf(bits, bitBytes, rows, r, batch), wordOf(bits, bitBytes, rows, r + 8, batch));
  const a1 = zipLow(wordOf(bits, bitBytes, rows, r + 1, batch), wordOf(bits, bitBytes, rows, r + 9, batch));
  const a2 = zipLow(wordOf(bits, bitBytes, rows, r + 2, batch), wordOf(bits, bitBytes, rows, r + 10, batch));
  const a3 = zipLow(wordOf(bits, bitBytes, rows, r + 3, batch), wordOf(bits, bitBytes, rows, r + 11, batch));
  const a4 = zipLow(wordOf(bits, bitBytes, rows, r + 4, batch), wordOf(bits, bitBytes, rows, r + 12, batch));
  const a5 = zipLow(wordOf(bits, bitBytes, rows, r + 5, batch), wordOf(bits, bitBytes, rows, r + 13, batch));
  const a6 = zipLow(wordOf(bits, bitBytes, rows, r + 6, batch), wordOf(bits, bitBytes, rows, r + 14, batch));
  const a7 = zipLow(wordOf(bits, bitBytes, rows, r + 7, batch), wordOf(bits, bitBytes, rows, r + 15, batch));
  const b0 = zipLow(a0, a4), b1 = zipLow(a1, a5), b2 = zipLow(a2, a6), b3 = zipLow(a3, a7);
  const b4 = zipHigh(a0, a4), b5 = zipHigh(a1, a5), b6 = zipHigh(a2, a6), b7 = zipHigh(a3, a7);
  const c0 = zipLow(b0, b2), c1 = zipLow(b1, b3), c2 = zipHigh(b0, b2), c3 = zipHigh(b1, b3);
  const c4 = zipLow(b4, b6), c5 = zipLow(b5, b7), c6 = zipHigh(b4, b6), c7 = zipHigh(b5, b7);
  storeByte(list, listBytes, zipLow(c0, c1), first, last);
  storeByte(list + 8 * listBytes, listBytes, zipHigh(c0, c1), first - 8, last - 8);
  storeByte(list + 16 * listBytes, listBytes, zipLow(c2, c3), first - 16, last - 16);
  storeByte(list + 24 * listBytes, listBytes, zipHigh(c2, c3), first - 24, last - 24);
  storeByte(list + 32 * listBytes, listBytes, zipLow(c4, c5), first - 32, last - 32);
  storeByte(list + 40 * listBytes, listBytes, zipHigh(c4, c5), first - 40, last - 40);
  storeByte(list + 48 * listBytes, listBytes, zipLow(c6, c7), first - 48, last - 48);
  storeByte(list + 56 * listBytes, listBytes, zipHigh(c6, c7), first - 56, last - 56);
}

// @ts-ignore: decorator
@inline
function wordOf(bits: usize, bitBytes: usize, rows: usize, r: i32, batch: i32): v128 {
  return r < batch ? v128.load64_zero(bits + exampleOf(rows, r) * bitBytes) : i64x2.splat(0);
}

/** a0 b0 a1 b1 … of the first eight bytes. */
// @ts-ignore: decorator
@inline
function zipLow(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

/** The same of the last eight. */
// @ts-ignore: decorator
@inline
function zipHigh(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

/** Eight features: the sixteen rows' bits 0 … 7, those from `first` to `last` − 1 stored. */
function storeByte(list: usize, listBytes: usize, bytes: v128, first: i32, last: i32): void {
  // The highest bit of each byte is feature 7; doubling brings up the next one.
  let target = list + 7 * listBytes;
  for (let feature = 7; feature >= 0; feature--, target -= listBytes) {
    if (feature >= first && feature < last) store<u16>(target, <u16>i8x16.bitmask(bytes));
    bytes = i8x16.add(bytes, bytes);
  }
}

/** A cursor per row of the batch: where the example's bytes stand that belong to features from `from` on. */
function placeCursors(cursors: usize, images: usize, rows: usize, batch: i32, from: i32): void {
  for (let r = 0; r < batch; r++) {
    const example = exampleOf(rows, r);
    let cursor = valuesOf(images) + <usize>load<u32>(startOf(images) + (example << 2));
    let word = bitsOf(images) + example * bitBytesOf(images);
    let left = from;
    for (; left >= 64; left -= 64, word += 8) cursor += <usize>popcnt(load<u64>(word));
    if (left > 0) cursor += <usize>popcnt(load<u64>(word) & ((<u64>1 << left) - 1));
    store<u32>(cursors + (<usize>r << 2), <u32>cursor);
  }
}

/** Walks xᵀ·dy over the lists; `stepping` takes the SGD step with the sums, otherwise they are stored. */
// @ts-ignore: decorator
@inline
function weights(
  w: usize, lists: usize, images: usize, rows: usize, dy: usize, batch: i32, outputs: i32, workspace: usize, from: i32, to: i32, stepping: bool, rate: v128, l2: v128, decays: bool,
): void {
  const outBytes = <usize>outputs * 4;
  const allWords = (batch + 63) / 64;
  const listBytes = <usize>allWords * 8;
  const block = blockWidth(outputs);
  // A feature that no row has: its gradient is zero, and without decay its weights stay.
  const skips = stepping && !decays;
  // Packing space: a cursor per row, the piece, a row of sums per feature.
  const cursors = workspace;
  const piece = cursors + aligned(<usize>batch * 4);
  for (let j = 0; j < outputs; ) {
    const column = <usize>j * 4;
    const width = widthOf(outputs - j, block);
    const used = min(width, outputs - j);
    const bytes = <usize>width * 4;
    const words = min(allWords, wordsPerPiece(width, gradientPieceBytes));
    const sums = piece + <usize>(words * 64) * bytes;
    placeCursors(cursors, images, rows, batch, from);
    for (let word = 0; word < allWords; word += words) {
      const first = word * 64;
      const here = min(words, allWords - word);
      packColumns(piece, dy + <usize>first * outBytes + column, min(words * 64, batch - first), outBytes, width);
      const list = lists + <usize>from * listBytes + (<usize>word << 3);
      addFeatures(width, word == 0, sums, bytes, to - from, skips && here == allWords, list, listBytes, here, cursors + (<usize>first << 2), images + tableOffset, piece);
    }
    if (!stepping) storeMasked(w + <usize>from * outBytes + column, outBytes, sums, bytes, to - from, used, 0);
    else if (!skips) storeStep(w + <usize>from * outBytes + column, outBytes, sums, bytes, to - from, used, rate, l2, decays);
    else {
      for (let k = from; k < to; ) {
        const first = k;
        while (k < to && !isEmpty(lists + <usize>k * listBytes, allWords)) k++;
        if (k > first) storeStep(w + <usize>first * outBytes + column, outBytes, sums + <usize>(first - from) * bytes, bytes, k - first, used, rate, l2, false);
        while (k < to && isEmpty(lists + <usize>k * listBytes, allWords)) k++;
      }
    }
    j += width;
  }
}

// @ts-ignore: decorator
@inline
function isEmpty(list: usize, words: i32): bool {
  let any: u64 = 0;
  for (let i = 0; i < words; i++) any |= load<u64>(list + (<usize>i << 3));
  return any == 0;
}

export function sparseWeightGradient(
  dw: usize, lists: usize, images: usize, rows: usize, dy: usize, batch: i32, outputs: i32, workspace: usize, from: i32, to: i32,
): void {
  weights(dw, lists, images, rows, dy, batch, outputs, workspace, from, to, false, f32x4.splat(0), f32x4.splat(0), false);
}

export function sparseWeightStep(
  w: usize, lists: usize, images: usize, rows: usize, dy: usize, batch: i32, outputs: i32, rate: f64, l2: f64, workspace: usize, from: i32, to: i32,
): void {
  weights(w, lists, images, rows, dy, batch, outputs, workspace, from, to, true, four(rate), four(l2), l2 != 0);
}
