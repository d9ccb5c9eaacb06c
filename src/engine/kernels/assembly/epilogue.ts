// What follows a product: the sums of a tile, or of a row, taken on to where they belong. Whole vectors first, then what is left of a row.
// Each row is loaded before any of it is stored: only then does V8 join neighbouring vectors.

import { madd, masked, nmadd, rectified, storeFirst, storePair } from './simd';

/** y = activation(sums + b); b may be 0 (none). */
export function storeForward(y: usize, sums: usize, b: usize, width: i32, activation: i32): void {
  for (; width >= 8; width -= 8, y += 32, sums += 32) {
    let p = v128.load(sums);
    let q = v128.load(sums, 16);
    if (b) {
      p = f32x4.add(p, v128.load(b));
      q = f32x4.add(q, v128.load(b, 16));
      b += 32;
    }
    if (activation) {
      p = rectified(p);
      q = rectified(q);
    }
    storePair(y, p, q);
  }
  for (; width > 0; width -= 4, y += 16, sums += 16) {
    let p = v128.load(sums);
    if (b) {
      p = f32x4.add(p, v128.load(b));
      b += 16;
    }
    storeFirst(y, activation ? rectified(p) : p, width);
  }
}

/** dx = sums where mask > 0, else 0; mask may be 0 (none). */
export function storeMasked(dx: usize, sums: usize, mask: usize, width: i32): void {
  for (; width >= 8; width -= 8, dx += 32, sums += 32) {
    let p = v128.load(sums);
    let q = v128.load(sums, 16);
    if (mask) {
      p = masked(p, v128.load(mask));
      q = masked(q, v128.load(mask, 16));
      mask += 32;
    }
    storePair(dx, p, q);
  }
  for (; width > 0; width -= 4, dx += 16, sums += 16) {
    let p = v128.load(sums);
    if (mask) {
      p = masked(p, v128.load(mask));
      mask += 16;
    }
    storeFirst(dx, p, width);
  }
}

/** w −= rate·(sums + l2·w) */
export function storeStep(w: usize, sums: usize, rate: v128, l2: v128, decays: bool, width: i32): void {
  for (; width >= 8; width -= 8, w += 32, sums += 32) {
    const v = v128.load(w);
    const u = v128.load(w, 16);
    let p = v128.load(sums);
    let q = v128.load(sums, 16);
    if (decays) {
      p = madd(l2, v, p);
      q = madd(l2, u, q);
    }
    storePair(w, nmadd(rate, p, v), nmadd(rate, q, u));
  }
  for (; width > 0; width -= 4, w += 16, sums += 16) {
    const v = v128.load(w);
    let p = v128.load(sums);
    if (decays) p = madd(l2, v, p);
    storeFirst(w, nmadd(rate, p, v), width);
  }
}
