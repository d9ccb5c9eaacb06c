// Operands of a matrix product, copied into the order the tiles read them in.

import { tileColumns } from './mode';
import { storePair } from './simd';

/** Four rows become four columns; those of `rows` that do not exist repeat the first. `step` bytes from one row of the target to the next. */
// @ts-ignore: decorator
@inline
function transposeFour(target: usize, step: usize, a: usize, rows: i32, bytes: usize, stride: usize): void {
  const b = rows > 1 ? a + stride : a;
  const c = rows > 2 ? a + 2 * stride : a;
  const d = rows > 3 ? a + 3 * stride : a;
  let k: usize = 0;
  for (; k + 16 <= bytes; k += 16, target += 4 * step) {
    const va = v128.load(a + k);
    const vb = v128.load(b + k);
    const vc = v128.load(c + k);
    const vd = v128.load(d + k);
    const ab0 = v128.shuffle<f32>(va, vb, 0, 4, 1, 5);
    const ab2 = v128.shuffle<f32>(va, vb, 2, 6, 3, 7);
    const cd0 = v128.shuffle<f32>(vc, vd, 0, 4, 1, 5);
    const cd2 = v128.shuffle<f32>(vc, vd, 2, 6, 3, 7);
    v128.store(target, v128.shuffle<f64>(ab0, cd0, 0, 2));
    v128.store(target + step, v128.shuffle<f64>(ab0, cd0, 1, 3));
    v128.store(target + 2 * step, v128.shuffle<f64>(ab2, cd2, 0, 2));
    v128.store(target + 3 * step, v128.shuffle<f64>(ab2, cd2, 1, 3));
  }
  for (; k < bytes; k += 4, target += step) {
    store<f32>(target, load<f32>(a + k));
    store<f32>(target, load<f32>(b + k), 4);
    store<f32>(target, load<f32>(c + k), 8);
    store<f32>(target, load<f32>(d + k), 12);
  }
}

/** A panel of `width` columns (a multiple of 4) of a matrix: row after row. Reads up to the width, even beyond the matrix' edge. */
export function packColumns(target: usize, source: usize, rows: i32, stride: usize, width: i32): void {
  const end = target + (<usize>rows * <usize>width << 2);
  if (width == 16) {
    for (; target < end; target += 64, source += stride) {
      const a = v128.load(source);
      const b = v128.load(source, 16);
      const c = v128.load(source, 32);
      const d = v128.load(source, 48);
      storePair(target, a, b);
      v128.store(target, d, 48);
      v128.store(target, c, 32);
    }
    return;
  }
  const bytes = <usize>width << 2;
  for (; target < end; target += bytes, source += stride) {
    let i: usize = 0;
    for (; i + 32 <= bytes; i += 32) {
      const a = v128.load(source + i);
      const b = v128.load(source + i, 16);
      storePair(target + i, a, b);
    }
    if (i < bytes) v128.store(target + i, v128.load(source + i));
  }
}

/** Six neighbouring columns of a matrix: row after row. */
export function packSixColumns(target: usize, source: usize, rows: i32, stride: usize): void {
  for (const end = target + <usize>rows * 24; target < end; target += 24, source += stride) {
    const four = v128.load(source);
    const two = load<u64>(source, 16);
    v128.store(target, four);
    store<u64>(target, two, 16);
  }
}

/**
 * A panel of the transposed matrix: `width` rows of the source (a multiple of 4; `rows` of them exist) become columns, `columns` of them below
 * each other.
 */
export function packTransposed(target: usize, source: usize, rows: i32, columns: i32, stride: usize, width: i32): void {
  for (let group = 0; group < width; group += 4, target += 16) {
    // Columns of rows that do not exist are never looked at.
    const first = group < rows ? group : 0;
    transposeFour(target, <usize>width << 2, source + <usize>first * stride, rows - first, <usize>columns * 4, stride);
  }
}

/** Width of the panel that begins with `left` columns to go: a whole tile, half of one where that is enough, one and a half where that ends it. */
// @ts-ignore: decorator
@inline
export function panelWidth(left: i32): i32 {
  if (left <= tileColumns / 2) return tileColumns / 2;
  return left > tileColumns && left <= tileColumns + tileColumns / 2 ? tileColumns + tileColumns / 2 : tileColumns;
}
