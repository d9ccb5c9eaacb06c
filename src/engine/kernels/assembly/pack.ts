// Operands of a matrix product, copied into the order the tiles read them in.

import { tileColumns, tileRows } from './mode';
import { storePair } from './simd';

/**
 * Rows of a matrix as tiles of six: for each column the six values below each other (24 bytes), tile after tile.
 * A last tile with fewer rows repeats its first row.
 * @param source row-major, `stride` bytes from row to row
 */
export function packRows(target: usize, source: usize, rows: i32, columns: i32, stride: usize): void {
  const bytes = <usize>columns * 4;
  for (let r = 0; r < rows; r += tileRows, source += tileRows * stride) {
    const a = source;
    const b = r + 1 < rows ? a + stride : a;
    const c = r + 2 < rows ? a + 2 * stride : a;
    const d = r + 3 < rows ? a + 3 * stride : a;
    const e = r + 4 < rows ? a + 4 * stride : a;
    const f = r + 5 < rows ? a + 5 * stride : a;
    let k: usize = 0;
    for (; k + 16 <= bytes; k += 16, target += 96) {
      const va = v128.load(a + k);
      const vb = v128.load(b + k);
      const vc = v128.load(c + k);
      const vd = v128.load(d + k);
      const ve = v128.load(e + k);
      const vf = v128.load(f + k);
      const ab0 = v128.shuffle<f32>(va, vb, 0, 4, 1, 5);
      const ab2 = v128.shuffle<f32>(va, vb, 2, 6, 3, 7);
      const cd0 = v128.shuffle<f32>(vc, vd, 0, 4, 1, 5);
      const cd2 = v128.shuffle<f32>(vc, vd, 2, 6, 3, 7);
      const ef0 = v128.shuffle<f32>(ve, vf, 0, 4, 1, 5);
      const ef2 = v128.shuffle<f32>(ve, vf, 2, 6, 3, 7);
      // Column k: a b c d e f; column k + 1: a b c d e f; and so on: six vectors.
      storePair(target, v128.shuffle<f64>(ab0, cd0, 0, 2), v128.shuffle<f64>(ef0, ab0, 0, 3));
      v128.store(target, v128.shuffle<f64>(cd0, ef0, 1, 3), 32);
      v128.store(target, v128.shuffle<f64>(ab2, cd2, 0, 2), 48);
      v128.store(target, v128.shuffle<f64>(ef2, ab2, 0, 3), 64);
      v128.store(target, v128.shuffle<f64>(cd2, ef2, 1, 3), 80);
    }
    for (; k < bytes; k += 4, target += 24) {
      store<f32>(target, load<f32>(a + k));
      store<f32>(target, load<f32>(b + k), 4);
      store<f32>(target, load<f32>(c + k), 8);
      store<f32>(target, load<f32>(d + k), 12);
      store<f32>(target, load<f32>(e + k), 16);
      store<f32>(target, load<f32>(f + k), 20);
    }
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

/**
 * A panel of the transposed matrix: `width` rows of the source (a multiple of 4; `rows` of them exist, the others repeat the first) become
 * columns, `columns` of them below each other.
 */
export function packTransposed(target: usize, source: usize, rows: i32, columns: i32, stride: usize, width: i32): void {
  const step = <usize>width << 2;
  const bytes = <usize>columns * 4;
  for (let group = 0; group < width; group += 4, target += 16) {
    const a = source + (group < rows ? <usize>group * stride : 0);
    const b = source + (group + 1 < rows ? <usize>(group + 1) * stride : 0);
    const c = source + (group + 2 < rows ? <usize>(group + 2) * stride : 0);
    const d = source + (group + 3 < rows ? <usize>(group + 3) * stride : 0);
    let k: usize = 0;
    let row = target;
    for (; k + 16 <= bytes; k += 16, row += 4 * step) {
      const va = v128.load(a + k);
      const vb = v128.load(b + k);
      const vc = v128.load(c + k);
      const vd = v128.load(d + k);
      const ab0 = v128.shuffle<f32>(va, vb, 0, 4, 1, 5);
      const ab2 = v128.shuffle<f32>(va, vb, 2, 6, 3, 7);
      const cd0 = v128.shuffle<f32>(vc, vd, 0, 4, 1, 5);
      const cd2 = v128.shuffle<f32>(vc, vd, 2, 6, 3, 7);
      v128.store(row, v128.shuffle<f64>(ab0, cd0, 0, 2));
      v128.store(row + step, v128.shuffle<f64>(ab0, cd0, 1, 3));
      v128.store(row + 2 * step, v128.shuffle<f64>(ab2, cd2, 0, 2));
      v128.store(row + 3 * step, v128.shuffle<f64>(ab2, cd2, 1, 3));
    }
    for (; k < bytes; k += 4, row += step) {
      store<f32>(row, load<f32>(a + k));
      store<f32>(row, load<f32>(b + k), 4);
      store<f32>(row, load<f32>(c + k), 8);
      store<f32>(row, load<f32>(d + k), 12);
    }
  }
}

/** Bytes of the tiles `packRows` writes. */
// @ts-ignore: decorator
@inline
export function packedRowBytes(rows: i32, columns: i32): usize {
  return <usize>((rows + tileRows - 1) / tileRows) * <usize>columns * (tileRows * 4);
}

/** Width of the panel that begins with `left` columns to go: a whole tile, or half of one where that is enough. */
// @ts-ignore: decorator
@inline
export function panelWidth(left: i32): i32 {
  return left <= tileColumns / 2 ? tileColumns / 2 : tileColumns;
}
