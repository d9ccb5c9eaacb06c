// Outputs and losses, row by row. The lanes beyond a row's end are masked, then the same vector operations do everything.

import { exponential, firstLanes, four, laneMaximum, laneSum, logarithm, storeFirst } from './simd';

/** The row's largest value. */
// @ts-ignore: decorator
@inline
function rowMaximum(row: usize, columns: i32): f32 {
  let largest = f32x4.splat(-Infinity);
  let left = columns;
  for (; left >= 4; left -= 4, row += 16) largest = f32x4.pmax(largest, v128.load(row));
  if (left > 0) largest = f32x4.pmax(largest, v128.bitselect(v128.load(row), f32x4.splat(-Infinity), firstLanes(left)));
  return laneMaximum(largest);
}

/** The four lanes of `e` added to two sums in float64. */
// @ts-ignore: decorator
@inline
function addWide(sum: v128, e: v128): v128 {
  return f64x2.add(f64x2.add(sum, f64x2.promote_low_f32x4(e)), f64x2.promote_low_f32x4(v128.shuffle<i32>(e, e, 2, 3, 2, 3)));
}

/**
 * Σ e^(x − maximum), in float64: where a network is sure, the sum is 1 and a little, and the little is the loss.
 * The terms are stored too, where `target` is given.
 */
// @ts-ignore: decorator
@inline
function exponentials(target: usize, row: usize, columns: i32, maximum: f32): f64 {
  const shift = f32x4.splat(maximum);
  let sum = f64x2.splat(0);
  let left = columns;
  for (; left >= 4; left -= 4, row += 16) {
    const e = exponential(f32x4.sub(v128.load(row), shift));
    sum = addWide(sum, e);
    if (target) {
      v128.store(target, e);
      target += 16;
    }
  }
  if (left > 0) {
    const e = exponential(f32x4.sub(v128.load(row), shift));
    sum = addWide(sum, v128.and(e, firstLanes(left)));
    if (target) storeFirst(target, e, left);
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

// @ts-ignore: decorator
@inline
function scaleRow(row: usize, columns: i32, factor: f32): void {
  const scale = f32x4.splat(factor);
  for (let left = columns; left > 0; left -= 4, row += 16) storeFirst(row, f32x4.mul(v128.load(row), scale), left);
}

export function softmaxForward(y: usize, x: usize, columns: i32, from: i32, to: i32): void {
  for (let r = from; r < to; r++) {
    const offset = <usize>r * <usize>columns * 4;
    const sum = exponentials(y + offset, x + offset, columns, rowMaximum(x + offset, columns));
    scaleRow(y + offset, columns, <f32>(1 / sum));
  }
}

export function softmaxBackward(dx: usize, dy: usize, y: usize, columns: i32, from: i32, to: i32): void {
  for (let r = from; r < to; r++) {
    const offset = <usize>r * <usize>columns * 4;
    let products = f32x4.splat(0);
    for (let c = 0; c < columns; c += 4) {
      const i = offset + (<usize>c << 2);
      products = f32x4.add(products, v128.and(f32x4.mul(v128.load(dy + i), v128.load(y + i)), firstLanes(columns - c)));
    }
    const dot = f32x4.splat(laneSum(products));
    for (let c = 0; c < columns; c += 4) {
      const i = offset + (<usize>c << 2);
      storeFirst(dx + i, f32x4.mul(v128.load(y + i), f32x4.sub(v128.load(dy + i), dot)), columns - c);
    }
  }
}

export function softmaxCrossEntropy(
  dx: usize, loss: usize, x: usize, labels: usize, columns: i32, factor: f64, from: i32, to: i32,
): void {
  for (let r = from; r < to; r++) {
    const offset = <usize>r * <usize>columns * 4;
    const row = x + offset;
    const label = <usize>load<i32>(labels + (<usize>r << 2)) << 2;
    const right = load<f32>(row + label);
    const maximum = rowMaximum(row, columns);
    const sum = exponentials(dx ? dx + offset : 0, row, columns, maximum);
    store<f32>(loss + (<usize>r << 2), <f32>(logarithm(sum) + <f64>maximum - <f64>right));
    if (dx) {
      const cell = dx + offset + label;
      const shown = <f64>load<f32>(cell);
      scaleRow(dx + offset, columns, <f32>(factor / sum));
      store<f32>(cell, <f32>((shown - sum) / sum * factor));
    }
  }
}

export function meanSquaredError(
  dx: usize, loss: usize, y: usize, target: usize, columns: i32, factor: f64, from: i32, to: i32,
): void {
  const scale = four(factor);
  for (let r = from; r < to; r++) {
    const offset = <usize>r * <usize>columns * 4;
    let squares = f32x4.splat(0);
    for (let c = 0; c < columns; c += 4) {
      const i = offset + (<usize>c << 2);
      const difference = v128.and(f32x4.sub(v128.load(y + i), v128.load(target + i)), firstLanes(columns - c));
      squares = f32x4.add(squares, f32x4.mul(difference, difference));
      if (dx) storeFirst(dx + i, f32x4.mul(difference, scale), columns - c);
    }
    store<f32>(loss + (<usize>r << 2), 0.5 * laneSum(squares));
  }
}

export function argmax(best: usize, x: usize, columns: i32, from: i32, to: i32): void {
  for (let r = from; r < to; r++) {
    const row = x + <usize>r * <usize>columns * 4;
    let largest = load<f32>(row);
    let position = 0;
    for (let c = 1; c < columns; c++) {
      const value = load<f32>(row + (<usize>c << 2));
      if (value > largest) {
        largest = value;
        position = c;
      }
    }
    store<i32>(best + (<usize>r << 2), position);
  }
}

export function countEqual(best: usize, labels: usize, from: i32, to: i32): i32 {
  let count = 0;
  for (let r = from; r < to; r++) count += i32(load<i32>(best + (<usize>r << 2)) == load<i32>(labels + (<usize>r << 2)));
  return count;
}

export function confusion(counts: usize, best: usize, labels: usize, classes: i32, from: i32, to: i32): void {
  for (let r = from; r < to; r++) {
    const cell = counts + ((<usize>load<i32>(labels + (<usize>r << 2)) * <usize>classes + <usize>load<i32>(best + (<usize>r << 2))) << 2);
    store<i32>(cell, load<i32>(cell) + 1);
  }
}
