// Sums and looks that change nothing. float64 sums in a fixed order.

import { chunkElements } from './mode';
import { firstLanes } from './simd';

export function sum(x: usize, from: i32, to: i32): f64 {
  let total: f64 = 0;
  for (let i = from; i < to; i++) total += <f64>load<f32>(x + (<usize>i << 2));
  return total;
}

/** Σ x² or Σ |x| of one chunk: four running sums, added at the end. */
// @ts-ignore: decorator
@inline
function chunk(x: usize, from: i32, to: i32, squares: bool): f64 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  for (let i = from; i < to; i += 4) {
    const value = v128.and(v128.load(x + (<usize>i << 2)), firstLanes(to - i));
    const a = f64x2.promote_low_f32x4(value);
    const b = f64x2.promote_low_f32x4(i8x16.shuffle(value, value, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15));
    low = f64x2.add(low, squares ? f64x2.mul(a, a) : f64x2.abs(a));
    high = f64x2.add(high, squares ? f64x2.mul(b, b) : f64x2.abs(b));
  }
  const both = f64x2.add(low, high);
  return f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
}

export function chunkSquares(partial: usize, x: usize, count: i32, from: i32, to: i32): void {
  for (let c = from; c < to; c++) store<f64>(partial + (<usize>c << 3), chunk(x, c * chunkElements, min((c + 1) * chunkElements, count), true));
}

export function chunkMagnitudes(partial: usize, x: usize, count: i32, from: i32, to: i32): void {
  for (let c = from; c < to; c++) store<f64>(partial + (<usize>c << 3), chunk(x, c * chunkElements, min((c + 1) * chunkElements, count), false));
}

export function sumPartials(partial: usize, from: i32, to: i32): f64 {
  let total: f64 = 0;
  for (let i = from; i < to; i++) total += load<f64>(partial + (<usize>i << 3));
  return total;
}

/** x − x is 0 for every finite x and NaN otherwise. */
export function allFinite(x: usize, from: i32, to: i32): i32 {
  let any = f32x4.splat(0);
  for (let i = from; i < to; i += 4) {
    const value = v128.and(v128.load(x + (<usize>i << 2)), firstLanes(to - i));
    any = f32x4.add(any, f32x4.sub(value, value));
  }
  return i32(i32x4.all_true(f32x4.eq(any, f32x4.splat(0))));
}

export function moments(out: usize, x: usize, from: i32, to: i32): void {
  let total: f64 = 0;
  let smallest: f64 = Infinity;
  let largest: f64 = -Infinity;
  let notPositive = 0;
  for (let i = from; i < to; i++) {
    const value = <f64>load<f32>(x + (<usize>i << 2));
    total += value;
    if (value < smallest) smallest = value;
    if (value > largest) largest = value;
    if (value <= 0) notPositive++;
  }
  const count = <f64>(to - from);
  const mean = total / count;
  let squares: f64 = 0;
  for (let i = from; i < to; i++) {
    const difference = <f64>load<f32>(x + (<usize>i << 2)) - mean;
    squares += difference * difference;
  }
  store<f64>(out, mean);
  store<f64>(out, Math.sqrt(squares / count), 8);
  store<f64>(out, smallest, 16);
  store<f64>(out, largest, 24);
  store<f64>(out, <f64>notPositive / count, 32);
}

export function histogram(counts: usize, x: usize, low: f64, high: f64, bins: i32, from: i32, to: i32): void {
  for (let i = from; i < to; i++) {
    const position = Math.floor(((<f64>load<f32>(x + (<usize>i << 2)) - low) / (high - low)) * <f64>bins);
    // NaN goes to the first bin.
    const bin = position > 0 ? (position < <f64>bins ? <usize>position : <usize>(bins - 1)) : 0;
    const cell = counts + (bin << 2);
    store<i32>(cell, load<i32>(cell) + 1);
  }
}

export function countOutside(x: usize, low: f64, high: f64, from: i32, to: i32): i32 {
  let count = 0;
  for (let i = from; i < to; i++) {
    const value = <f64>load<f32>(x + (<usize>i << 2));
    count += i32(!(value > low && value < high));
  }
  return count;
}
