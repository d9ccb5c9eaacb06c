// Words for the vector operations that all kernels share. Written in AssemblyScript, as everything in this folder.
//
// Two rules keep a result the same however a range was split: what the last elements of a range get is computed by the same vector
// operations as the rest (there is no fused multiply-add on single floats), and memory beyond a range is read but never written.

import { relaxed } from './mode';

/** a·b + c, rounded once where the module is a relaxed one. */
// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (relaxed) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** c − a·b */
// @ts-ignore: decorator
@inline
export function nmadd(a: v128, b: v128, c: v128): v128 {
  if (relaxed) return f32x4.relaxed_nmadd(a, b, c);
  return f32x4.sub(c, f32x4.mul(a, b));
}

/** Four times a float64, rounded to float32. */
// @ts-ignore: decorator
@inline
export function four(value: f64): v128 {
  return f32x4.splat(<f32>value);
}

/** max(x, 0); NaN stays NaN. */
// @ts-ignore: decorator
@inline
export function rectified(x: v128): v128 {
  return f32x4.pmax(x, f32x4.splat(0));
}

/** value where open > 0, else 0. */
// @ts-ignore: decorator
@inline
export function masked(value: v128, open: v128): v128 {
  return v128.and(value, f32x4.gt(open, f32x4.splat(0)));
}

/**
 * Writes two vectors side by side. The upper first: then V8 joins them to one store of 256 bits; the other way round it writes the lower
 * one by itself as well.
 */
// @ts-ignore: decorator
@inline
export function storePair(pointer: usize, low: v128, high: v128): void {
  v128.store(pointer, high, 16);
  v128.store(pointer, low);
}

/** Writes the first `count` lanes (1 … 4). */
export function storeFirst(pointer: usize, value: v128, count: i32): void {
  if (count >= 4) v128.store(pointer, value);
  else if (count == 3) {
    v128.store64_lane(pointer, value, 0);
    v128.store32_lane(pointer, value, 2, 8);
  } else if (count == 2) v128.store64_lane(pointer, value, 0);
  else v128.store32_lane(pointer, value, 0);
}

/** All ones in the first `count` lanes. */
// @ts-ignore: decorator
@inline
export function firstLanes(count: i32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count));
}

/** The lanes added in a fixed order. */
// @ts-ignore: decorator
@inline
export function laneSum(x: v128): f32 {
  return (f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1)) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3));
}

// @ts-ignore: decorator
@inline
export function laneMaximum(x: v128): f32 {
  return max(max(f32x4.extract_lane(x, 0), f32x4.extract_lane(x, 1)), max(f32x4.extract_lane(x, 2), f32x4.extract_lane(x, 3)));
}

/**
 * eˣ to about 2 units in the last place, for x from −87.3 to 88; nearer to zero than e^−87.3 nothing is told apart, e^88 is the most.
 * x = n·ln 2 + r with |r| ≤ ½ ln 2; eʳ by a polynomial of degree 6 (coefficients: Cephes, expf); 2ⁿ through the exponent's bits.
 */
// @ts-ignore: decorator
@inline
export function exponential(x: v128): v128 {
  // In this order NaN stays NaN.
  const bounded = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-87.3)), f32x4.splat(88));
  // Adding 1.5·2²³ leaves the nearest whole number in the lowest bits.
  const shifted = madd(bounded, f32x4.splat(1.44269504088896341), f32x4.splat(12582912));
  const n = f32x4.sub(shifted, f32x4.splat(12582912));
  const r = nmadd(n, f32x4.splat(-2.12194440e-4), nmadd(n, f32x4.splat(0.693359375), bounded));
  let p = f32x4.splat(1.9875691500e-4);
  p = madd(p, r, f32x4.splat(1.3981999507e-3));
  p = madd(p, r, f32x4.splat(8.3334519073e-3));
  p = madd(p, r, f32x4.splat(4.1665795894e-2));
  p = madd(p, r, f32x4.splat(1.6666665459e-1));
  p = madd(p, r, f32x4.splat(5.0000001201e-1));
  p = madd(p, f32x4.mul(r, r), f32x4.add(r, f32x4.splat(1)));
  return i32x4.add(p, i32x4.shl(shifted, 23));
}

/** 1 / (1 + e⁻ˣ) */
// @ts-ignore: decorator
@inline
export function logistic(x: v128): v128 {
  return f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), exponential(f32x4.neg(x))));
}

/**
 * tanh x = sign(x)·(1 − 2/(e^2|x| + 1)); where |x| < 0.625 that would lose digits: there x + x³·P(x²) (coefficients: Cephes, tanhf).
 */
// @ts-ignore: decorator
@inline
export function hyperbolicTangent(x: v128): v128 {
  const size = f32x4.abs(x);
  const far = f32x4.sub(f32x4.splat(1), f32x4.div(f32x4.splat(2), f32x4.add(exponential(f32x4.add(size, size)), f32x4.splat(1))));
  const signed = v128.or(far, v128.and(x, i32x4.splat(0x80000000)));
  const square = f32x4.mul(x, x);
  let p = f32x4.splat(-5.70498872745e-3);
  p = madd(p, square, f32x4.splat(2.06390887954e-2));
  p = madd(p, square, f32x4.splat(-5.37397155531e-2));
  p = madd(p, square, f32x4.splat(1.33314422036e-1));
  p = madd(p, square, f32x4.splat(-3.33332819422e-1));
  const near = madd(f32x4.mul(p, square), x, x);
  return v128.bitselect(near, signed, f32x4.lt(size, f32x4.splat(0.625)));
}

/** log x for a normal x > 0 (anything else gives NaN), in float64: x = m·2ᵉ with m from √½ to √2, log m = 2·artanh((m − 1)/(m + 1)). */
export function logarithm(x: f64): f64 {
  if (!(x > 0 && x <= f64.MAX_VALUE)) return NaN;
  const bits = reinterpret<i64>(x);
  const e = <i32>((bits - 0x3fe6a09e667f3bcd) >> 52);
  const m = reinterpret<f64>(bits - (<i64>e << 52));
  const z = (m - 1) / (m + 1);
  const s = z * z;
  const series = 1 + s * (1 / 3.0 + s * (1 / 5.0 + s * (1 / 7.0 + s * (1 / 9.0 + s * (1 / 11.0 + s * (1 / 13.0 + s * (1 / 15.0)))))));
  return <f64>e * 0.6931471805599453 + 2 * z * series;
}
