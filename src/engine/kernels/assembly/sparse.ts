// The first layer over lists of non-zero bytes (see ../sparse.ts for what `images` points to).
//
// Forward: each row's sums run over its non-zeros, w's rows added up in registers. Weights: each feature's sums run over the rows of the
// batch that have it, found as bits in the feature's list. Values need no list of their own: as the features ascend, every example's bytes are
// used up in order, so one cursor per row of the batch finds them.
//
// Wide layers are done in blocks of columns that fit the registers; a block's operand is packed, so that its rows lie close together.

import { storeForward, storeMasked, storeStep } from './epilogue';
import { packColumns } from './pack';
import { sparseColumns } from './mode';
import { addExampleRows, addBatchRows } from './sparse-rows';
import { four } from './simd';

const sumBytes: usize = 512;
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

/** Columns of a block: all where they fit, else equal shares in whole vectors of eight. */
// @ts-ignore: decorator
@inline
function blockWidth(outputs: i32): i32 {
  const blocks = (outputs + sparseColumns - 1) / sparseColumns;
  return ((outputs + blocks - 1) / blocks + 7) & ~7;
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
  const table = images + tableOffset;
  const outBytes = <usize>outputs * 4;
  const width = blockWidth(outputs);
  const packed = workspace + sumBytes;
  for (let j = 0; j < outputs; j += width) {
    const column = <usize>j * 4;
    let block = w + column;
    let stride = outBytes;
    if (width < outputs) {
      packColumns(packed, block, featuresOf(images), outBytes, width);
      block = packed;
      stride = <usize>width * 4;
    }
    for (let r = from; r < to; r++) {
      const start = startOf(images) + (exampleOf(rows, r) << 2);
      const first = <usize>load<u32>(start);
      addExampleRows(width, workspace, columnsOf(images) + (first << 1), valuesOf(images) + first, load<u32>(start, 4) - <u32>first, table, block, stride);
      storeForward(y + <usize>r * outBytes + column, workspace, b ? b + column : 0, min(width, outputs - j), activation);
    }
  }
}

export function sparseTranspose(lists: usize, images: usize, rows: usize, batch: i32, from: i32, to: i32): void {
  const listBytes = <usize>((batch + 63) / 64) * 8;
  // Whole groups of eight features; those outside the range are left to whoever has that range.
  for (let group = from & ~7; group < to; group += 8) {
    for (let r = 0; r < batch; r += 64) {
      const list = lists + <usize>group * listBytes + <usize>(r >> 3);
      transposeEight(list, listBytes, bitsOf(images) + <usize>(group >> 3), bitBytesOf(images), rows, r, min(r + 64, batch), from - group, to - group);
    }
  }
}

/** Eight features of up to 64 rows: a byte of each row's bits becomes a bit of each feature's word. */
function transposeEight(list: usize, listBytes: usize, bits: usize, bitBytes: usize, rows: usize, from: i32, to: i32, first: i32, last: i32): void {
  let w0 = sixteenBytes(bits, bitBytes, rows, from, to);
  let w1 = from + 16 < to ? sixteenBytes(bits, bitBytes, rows, from + 16, to) : i64x2.splat(0);
  let w2 = from + 32 < to ? sixteenBytes(bits, bitBytes, rows, from + 32, to) : i64x2.splat(0);
  let w3 = from + 48 < to ? sixteenBytes(bits, bitBytes, rows, from + 48, to) : i64x2.splat(0);
  // The highest bit of each byte is feature 7; shifting left brings up the next one.
  let target = list + 7 * listBytes;
  for (let feature = 7; feature >= 0; feature--, target -= listBytes) {
    if (feature >= first && feature < last) {
      const low = <u32>i8x16.bitmask(w0) | (<u32>i8x16.bitmask(w1) << 16);
      const high = <u32>i8x16.bitmask(w2) | (<u32>i8x16.bitmask(w3) << 16);
      store<u64>(target, <u64>low | (<u64>high << 32));
    }
    w0 = i8x16.shl(w0, 1);
    w1 = i8x16.shl(w1, 1);
    w2 = i8x16.shl(w2, 1);
    w3 = i8x16.shl(w3, 1);
  }
}

/** One byte of the bits of each of sixteen rows of the batch; zero for those from `to` on. */
// @ts-ignore: decorator
@inline
function sixteenBytes(bits: usize, bitBytes: usize, rows: usize, from: i32, to: i32): v128 {
  let low: u64 = 0;
  let high: u64 = 0;
  const middle = min(from + 8, to);
  const end = min(from + 16, to);
  for (let r = from, shift: u64 = 0; r < middle; r++, shift += 8) low |= <u64>load<u8>(bits + exampleOf(rows, r) * bitBytes) << shift;
  for (let r = from + 8, shift: u64 = 0; r < end; r++, shift += 8) high |= <u64>load<u8>(bits + exampleOf(rows, r) * bitBytes) << shift;
  return i64x2.replace_lane(i64x2.splat(low), 1, high);
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
  const table = images + tableOffset;
  const outBytes = <usize>outputs * 4;
  const words = (batch + 63) / 64;
  const listBytes = <usize>words * 8;
  const width = blockWidth(outputs);
  const cursors = workspace + sumBytes;
  const packed = cursors + ((<usize>batch * 4 + 63) & ~63);
  for (let j = 0; j < outputs; j += width) {
    const column = <usize>j * 4;
    const used = min(width, outputs - j);
    let block = dy + column;
    let stride = outBytes;
    if (width < outputs) {
      packColumns(packed, block, batch, outBytes, width);
      block = packed;
      stride = <usize>width * 4;
    }
    placeCursors(cursors, images, rows, batch, from);
    for (let k = from; k < to; k++) {
      const list = lists + <usize>k * listBytes;
      const target = w + <usize>k * outBytes + column;
      // A feature that no row has: its gradient is zero, and without decay its weights stay.
      if (stepping && !decays && isEmpty(list, words)) continue;
      addBatchRows(width, workspace, list, words, cursors, table, block, stride);
      if (stepping) storeStep(target, workspace, rate, l2, decays, used);
      else storeMasked(target, workspace, 0, used);
    }
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
