// What follows a product: rows of sums taken on to where they belong. `sums` has `width` columns, `sumStride` bytes from row to row, the
// target `stride`. Rows of sixteen, a whole tile's, have a way of their own; elsewhere whole pairs of vectors come first, then what is left.
// Each row is loaded before any of it is stored: only then does V8 join neighbouring vectors.

import { madd, masked, nmadd, rectified, storeFirst, storePair } from './simd';

/** y = activation(sums + b); b may be 0 (none). */
export function storeForward(y: usize, stride: usize, sums: usize, sumStride: usize, rows: i32, width: i32, b: usize, activation: i32): void {
  if (width == 16) {
    const b0 = b ? v128.load(b) : f32x4.splat(0);
    const b1 = b ? v128.load(b, 16) : f32x4.splat(0);
    const b2 = b ? v128.load(b, 32) : f32x4.splat(0);
    const b3 = b ? v128.load(b, 48) : f32x4.splat(0);
    for (; rows > 0; rows--, y += stride, sums += sumStride) {
      let p = f32x4.add(v128.load(sums), b0);
      let q = f32x4.add(v128.load(sums, 16), b1);
      let r = f32x4.add(v128.load(sums, 32), b2);
      let s = f32x4.add(v128.load(sums, 48), b3);
      if (activation) {
        p = rectified(p);
        q = rectified(q);
        r = rectified(r);
        s = rectified(s);
      }
      v128.store(y, s, 48);
      v128.store(y, r, 32);
      v128.store(y, q, 16);
      v128.store(y, p);
    }
    return;
  }
  for (; rows > 0; rows--, y += stride, sums += sumStride) {
    let j: usize = 0;
    let left = width;
    for (; left >= 8; left -= 8, j += 32) {
      let p = v128.load(sums + j);
      let q = v128.load(sums + j, 16);
      if (b) {
        p = f32x4.add(p, v128.load(b + j));
        q = f32x4.add(q, v128.load(b + j, 16));
      }
      if (activation) {
        p = rectified(p);
        q = rectified(q);
      }
      storePair(y + j, p, q);
    }
    for (; left > 0; left -= 4, j += 16) {
      const p = b ? f32x4.add(v128.load(sums + j), v128.load(b + j)) : v128.load(sums + j);
      storeFirst(y + j, activation ? rectified(p) : p, left);
    }
  }
}

/** dx = sums where mask > 0, else 0; mask lies like dx and may be 0 (none). */
export function storeMasked(dx: usize, stride: usize, sums: usize, sumStride: usize, rows: i32, width: i32, mask: usize): void {
  const offset = mask - dx;
  if (width == 16) {
    for (; rows > 0; rows--, dx += stride, sums += sumStride) {
      let p = v128.load(sums);
      let q = v128.load(sums, 16);
      let r = v128.load(sums, 32);
      let s = v128.load(sums, 48);
      if (mask) {
        const open = dx + offset;
        p = masked(p, v128.load(open));
        q = masked(q, v128.load(open, 16));
        r = masked(r, v128.load(open, 32));
        s = masked(s, v128.load(open, 48));
      }
      v128.store(dx, s, 48);
      v128.store(dx, r, 32);
      v128.store(dx, q, 16);
      v128.store(dx, p);
    }
    return;
  }
  for (; rows > 0; rows--, dx += stride, sums += sumStride) {
    const open = dx + offset;
    let j: usize = 0;
    let left = width;
    for (; left >= 8; left -= 8, j += 32) {
      let p = v128.load(sums + j);
      let q = v128.load(sums + j, 16);
      if (mask) {
        p = masked(p, v128.load(open + j));
        q = masked(q, v128.load(open + j, 16));
      }
      storePair(dx + j, p, q);
    }
    for (; left > 0; left -= 4, j += 16) {
      const p = v128.load(sums + j);
      storeFirst(dx + j, mask ? masked(p, v128.load(open + j)) : p, left);
    }
  }
}

/** w −= rate·(sums + l2·w) */
export function storeStep(w: usize, stride: usize, sums: usize, sumStride: usize, rows: i32, width: i32, rate: v128, l2: v128, decays: bool): void {
  if (width == 16) {
    for (; rows > 0; rows--, w += stride, sums += sumStride) {
      const w0 = v128.load(w);
      const w1 = v128.load(w, 16);
      const w2 = v128.load(w, 32);
      const w3 = v128.load(w, 48);
      let p = v128.load(sums);
      let q = v128.load(sums, 16);
      let r = v128.load(sums, 32);
      let s = v128.load(sums, 48);
      if (decays) {
        p = madd(l2, w0, p);
        q = madd(l2, w1, q);
        r = madd(l2, w2, r);
        s = madd(l2, w3, s);
      }
      v128.store(w, nmadd(rate, s, w3), 48);
      v128.store(w, nmadd(rate, r, w2), 32);
      v128.store(w, nmadd(rate, q, w1), 16);
      v128.store(w, nmadd(rate, p, w0));
    }
    return;
  }
  for (; rows > 0; rows--, w += stride, sums += sumStride) {
    let j: usize = 0;
    let left = width;
    for (; left >= 8; left -= 8, j += 32) {
      const v = v128.load(w + j);
      const u = v128.load(w + j, 16);
      let p = v128.load(sums + j);
      let q = v128.load(sums + j, 16);
      if (decays) {
        p = madd(l2, v, p);
        q = madd(l2, u, q);
      }
      storePair(w + j, nmadd(rate, p, v), nmadd(rate, q, u));
    }
    for (; left > 0; left -= 4, j += 16) {
      const v = v128.load(w + j);
      let p = v128.load(sums + j);
      if (decays) p = madd(l2, v, p);
      storeFirst(w + j, nmadd(rate, p, v), left);
    }
  }
}

/**
 * Sums of tiles that lie across: each has `height` rows, columns of w, of `sumStride` bytes, rows of w. `rows` rows of w, `width` columns.
 * Where `stepping`, w −= rate·(sums + l2·w), else w = sums.
 */
export function storeAcross(
  w: usize, stride: usize, sums: usize, sumStride: usize, height: i32, rows: i32, width: i32, stepping: bool, rate: v128, l2: v128, decays: bool,
): void {
  const perTile = <i32>(sumStride >> 2);
  for (; rows > 0; rows -= perTile, sums += <usize>height * sumStride) {
    for (let i = 0; i < perTile && i < rows; i += 4, w += 4 * stride) {
      const here = min(4, rows - i);
      for (let j = 0; j < width; j += 4) {
        const source = sums + <usize>j * sumStride + (<usize>i << 2);
        const pair = j + 2 < height ? 2 * sumStride : 0;
        const a = v128.load(source);
        const b = v128.load(source + sumStride);
        const c = v128.load(source + pair);
        const d = v128.load(source + pair + sumStride);
        const ab0 = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
        const ab2 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
        const cd0 = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
        const cd2 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
        const target = w + (<usize>j << 2);
        const left = width - j;
        storeCell(target, v128.shuffle<f64>(ab0, cd0, 0, 2), left, stepping, rate, l2, decays);
        if (here > 1) storeCell(target + stride, v128.shuffle<f64>(ab0, cd0, 1, 3), left, stepping, rate, l2, decays);
        if (here > 2) storeCell(target + 2 * stride, v128.shuffle<f64>(ab2, cd2, 0, 2), left, stepping, rate, l2, decays);
        if (here > 3) storeCell(target + 3 * stride, v128.shuffle<f64>(ab2, cd2, 1, 3), left, stepping, rate, l2, decays);
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function storeCell(target: usize, sums: v128, left: i32, stepping: bool, rate: v128, l2: v128, decays: bool): void {
  if (!stepping) {
    storeFirst(target, sums, left);
    return;
  }
  const old = v128.load(target);
  storeFirst(target, nmadd(rate, decays ? madd(l2, old, sums) : sums, old), left);
}
