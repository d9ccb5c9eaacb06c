// Batch normalization. Every pass walks the rows as they lie in memory, four at a time; the columns' sums stand in the tensors that
// will hold the results (mean, inverse; dbeta, dgamma) and run over the rows in ascending order.

import { four, madd, masked, rectified, storeFirst, storePair } from './simd';

// @ts-ignore: decorator
@inline
function clear(tensor: usize, from: i32, to: i32): void {
  memory.fill(tensor + (<usize>from << 2), 0, <usize>(to - from) << 2);
}

export function batchNormForward(
  y: usize, x: usize, gamma: usize, beta: usize, mean: usize, inverse: usize, runningMean: usize, runningVariance: usize, rows: i32,
  columns: i32, momentum: f64, epsilon: f64, activation: i32, from: i32, to: i32,
): void {
  const stride = <usize>columns * 4;
  const start = <usize>from << 2;
  const end = <usize>to << 2;
  const share = four(1 / <f64>rows);

  clear(mean, from, to);
  let r = 0;
  for (; r + 4 <= rows; r += 4) addRows(mean, x + <usize>r * stride, stride, start, end);
  for (; r < rows; r++) addRow(mean, x + <usize>r * stride, start, end);
  for (let i = start; i < end; i += 16) storeFirst(mean + i, f32x4.mul(v128.load(mean + i), share), <i32>(end - i) >> 2);

  clear(inverse, from, to);
  for (r = 0; r + 4 <= rows; r += 4) addSquares(inverse, x + <usize>r * stride, stride, mean, start, end);
  for (; r < rows; r++) addSquare(inverse, x + <usize>r * stride, mean, start, end);
  const keep = four(momentum);
  const take = four(1 - momentum);
  const small = four(epsilon);
  for (let i = start; i < end; i += 16) {
    const left = <i32>(end - i) >> 2;
    const variance = f32x4.mul(v128.load(inverse + i), share);
    storeFirst(runningMean + i, madd(keep, v128.load(runningMean + i), f32x4.mul(take, v128.load(mean + i))), left);
    storeFirst(runningVariance + i, madd(keep, v128.load(runningVariance + i), f32x4.mul(take, variance)), left);
    storeFirst(inverse + i, inverseRoot(variance, small), left);
  }
  for (r = 0; r < rows; r++) {
    const row = <usize>r * stride;
    normalizeRow(y + row, x + row, gamma, beta, mean, inverse, activation != 0, start, end);
  }
}

/** sums += four rows, one after the other. */
function addRows(sums: usize, x: usize, stride: usize, start: usize, end: usize): void {
  let i = start;
  for (; i + 32 <= end; i += 32) {
    const a = x + i;
    const b = a + stride;
    const c = b + stride;
    const d = c + stride;
    const p = f32x4.add(f32x4.add(f32x4.add(f32x4.add(v128.load(sums + i), v128.load(a)), v128.load(b)), v128.load(c)), v128.load(d));
    const q = f32x4.add(f32x4.add(f32x4.add(f32x4.add(v128.load(sums + i, 16), v128.load(a, 16)), v128.load(b, 16)), v128.load(c, 16)), v128.load(d, 16));
    storePair(sums + i, p, q);
  }
  for (let r = 0; r < 4; r++, x += stride) addRow(sums, x, i, end);
}

function addRow(sums: usize, x: usize, start: usize, end: usize): void {
  for (let i = start; i < end; i += 16) storeFirst(sums + i, f32x4.add(v128.load(sums + i), v128.load(x + i)), <i32>(end - i) >> 2);
}

export function columnSums(out: usize, x: usize, rows: i32, columns: i32, from: i32, to: i32): void {
  const stride = <usize>columns * 4;
  clear(out, from, to);
  let r = 0;
  for (; r + 4 <= rows; r += 4) addRows(out, x + <usize>r * stride, stride, <usize>from << 2, <usize>to << 2);
  for (; r < rows; r++) addRow(out, x + <usize>r * stride, <usize>from << 2, <usize>to << 2);
}

// @ts-ignore: decorator
@inline
function squared(sum: v128, x: v128, mean: v128): v128 {
  const difference = f32x4.sub(x, mean);
  return madd(difference, difference, sum);
}

/** sums += (x − mean)² of four rows, one after the other. */
function addSquares(sums: usize, x: usize, stride: usize, mean: usize, start: usize, end: usize): void {
  let i = start;
  for (; i + 32 <= end; i += 32) {
    const a = x + i;
    const b = a + stride;
    const c = b + stride;
    const d = c + stride;
    const mp = v128.load(mean + i);
    const mq = v128.load(mean + i, 16);
    const p = squared(squared(squared(squared(v128.load(sums + i), v128.load(a), mp), v128.load(b), mp), v128.load(c), mp), v128.load(d), mp);
    const q = squared(squared(squared(squared(v128.load(sums + i, 16), v128.load(a, 16), mq), v128.load(b, 16), mq), v128.load(c, 16), mq), v128.load(d, 16), mq);
    storePair(sums + i, p, q);
  }
  for (let r = 0; r < 4; r++, x += stride) addSquare(sums, x, mean, i, end);
}

function addSquare(sums: usize, x: usize, mean: usize, start: usize, end: usize): void {
  for (let i = start; i < end; i += 16) {
    storeFirst(sums + i, squared(v128.load(sums + i), v128.load(x + i), v128.load(mean + i)), <i32>(end - i) >> 2);
  }
}

/** 1/√(variance + epsilon) */
// @ts-ignore: decorator
@inline
function inverseRoot(variance: v128, epsilon: v128): v128 {
  return f32x4.div(f32x4.splat(1), f32x4.sqrt(f32x4.add(variance, epsilon)));
}

/** gamma·(x − mean)·inverse + beta */
// @ts-ignore: decorator
@inline
function normalized(x: v128, gamma: v128, beta: v128, mean: v128, inverse: v128): v128 {
  return madd(gamma, f32x4.mul(f32x4.sub(x, mean), inverse), beta);
}

// @ts-ignore: decorator
@inline
function normalizeRow(
  y: usize, x: usize, gamma: usize, beta: usize, mean: usize, inverse: usize, rectifies: bool, start: usize, end: usize,
): void {
  let i = start;
  for (; i + 32 <= end; i += 32) {
    let p = normalized(v128.load(x + i), v128.load(gamma + i), v128.load(beta + i), v128.load(mean + i), v128.load(inverse + i));
    let q = normalized(v128.load(x + i, 16), v128.load(gamma + i, 16), v128.load(beta + i, 16), v128.load(mean + i, 16), v128.load(inverse + i, 16));
    if (rectifies) {
      p = rectified(p);
      q = rectified(q);
    }
    storePair(y + i, p, q);
  }
  for (; i < end; i += 16) {
    const p = normalized(v128.load(x + i), v128.load(gamma + i), v128.load(beta + i), v128.load(mean + i), v128.load(inverse + i));
    storeFirst(y + i, rectifies ? rectified(p) : p, <i32>(end - i) >> 2);
  }
}

export function batchNormPredict(
  y: usize, x: usize, gamma: usize, beta: usize, runningMean: usize, runningVariance: usize, columns: i32, epsilon: f64, activation: i32,
  from: i32, to: i32,
): void {
  const stride = <usize>columns * 4;
  const small = four(epsilon);
  for (let c = 0; c < columns; c += 4) {
    const o = <usize>c * 4;
    const left = columns - c;
    const mean = v128.load(runningMean + o);
    const inverse = inverseRoot(v128.load(runningVariance + o), small);
    const g = v128.load(gamma + o);
    const b = v128.load(beta + o);
    for (let r = from; r < to; r++) {
      const i = <usize>r * stride + o;
      const result = normalized(v128.load(x + i), g, b, mean, inverse);
      storeFirst(y + i, activation ? rectified(result) : result, left);
    }
  }
}

export function batchNormBackward(
  dx: usize, dgamma: usize, dbeta: usize, dy: usize, x: usize, gamma: usize, mean: usize, inverse: usize, mask: usize, rows: i32, columns: i32,
  from: i32, to: i32,
): void {
  const stride = <usize>columns * 4;
  const start = <usize>from << 2;
  const end = <usize>to << 2;
  clear(dbeta, from, to);
  clear(dgamma, from, to);
  for (let r = 0; r < rows; r++) {
    const row = <usize>r * stride;
    addGradients(dgamma, dbeta, dy + row, x + row, mean, inverse, mask ? mask + row : 0, start, end);
  }
  const share = four(1 / <f64>rows);
  for (let r = 0; r < rows; r++) {
    const row = <usize>r * stride;
    inputGradients(dx + row, dgamma, dbeta, dy + row, x + row, gamma, mean, inverse, mask ? mask + row : 0, share, start, end);
  }
}

/** dbeta += dy, dgamma += dy·x̂, one row. */
// @ts-ignore: decorator
@inline
function addGradients(
  dgamma: usize, dbeta: usize, dy: usize, x: usize, mean: usize, inverse: usize, mask: usize, start: usize, end: usize,
): void {
  let i = start;
  for (; i + 32 <= end; i += 32) {
    let p = v128.load(dy + i);
    let q = v128.load(dy + i, 16);
    if (mask) {
      p = masked(p, v128.load(mask + i));
      q = masked(q, v128.load(mask + i, 16));
    }
    const np = f32x4.mul(f32x4.sub(v128.load(x + i), v128.load(mean + i)), v128.load(inverse + i));
    const nq = f32x4.mul(f32x4.sub(v128.load(x + i, 16), v128.load(mean + i, 16)), v128.load(inverse + i, 16));
    const sp = f32x4.add(v128.load(dbeta + i), p);
    const sq = f32x4.add(v128.load(dbeta + i, 16), q);
    const tp = madd(p, np, v128.load(dgamma + i));
    const tq = madd(q, nq, v128.load(dgamma + i, 16));
    storePair(dbeta + i, sp, sq);
    storePair(dgamma + i, tp, tq);
  }
  for (; i < end; i += 16) {
    const left = <i32>(end - i) >> 2;
    let p = v128.load(dy + i);
    if (mask) p = masked(p, v128.load(mask + i));
    const n = f32x4.mul(f32x4.sub(v128.load(x + i), v128.load(mean + i)), v128.load(inverse + i));
    storeFirst(dbeta + i, f32x4.add(v128.load(dbeta + i), p), left);
    storeFirst(dgamma + i, madd(p, n, v128.load(dgamma + i)), left);
  }
}

/** dx = gamma·inverse·(dy − dbeta/rows − x̂·dgamma/rows), one row. */
// @ts-ignore: decorator
@inline
function inputGradients(
  dx: usize, dgamma: usize, dbeta: usize, dy: usize, x: usize, gamma: usize, mean: usize, inverse: usize, mask: usize, share: v128, start: usize,
  end: usize,
): void {
  let i = start;
  for (; i + 32 <= end; i += 32) {
    let p = v128.load(dy + i);
    let q = v128.load(dy + i, 16);
    if (mask) {
      p = masked(p, v128.load(mask + i));
      q = masked(q, v128.load(mask + i, 16));
    }
    const ip = v128.load(inverse + i);
    const iq = v128.load(inverse + i, 16);
    const rp = inputGradient(p, f32x4.mul(f32x4.sub(v128.load(x + i), v128.load(mean + i)), ip), f32x4.mul(v128.load(gamma + i), ip), v128.load(dbeta + i), v128.load(dgamma + i), share);
    const rq = inputGradient(q, f32x4.mul(f32x4.sub(v128.load(x + i, 16), v128.load(mean + i, 16)), iq), f32x4.mul(v128.load(gamma + i, 16), iq), v128.load(dbeta + i, 16), v128.load(dgamma + i, 16), share);
    storePair(dx + i, rp, rq);
  }
  for (; i < end; i += 16) {
    let p = v128.load(dy + i);
    if (mask) p = masked(p, v128.load(mask + i));
    const n = v128.load(inverse + i);
    const result = inputGradient(p, f32x4.mul(f32x4.sub(v128.load(x + i), v128.load(mean + i)), n), f32x4.mul(v128.load(gamma + i), n), v128.load(dbeta + i), v128.load(dgamma + i), share);
    storeFirst(dx + i, result, <i32>(end - i) >> 2);
  }
}

// @ts-ignore: decorator
@inline
function inputGradient(dy: v128, normalized: v128, factor: v128, dbeta: v128, dgamma: v128, share: v128): v128 {
  return f32x4.mul(factor, f32x4.sub(f32x4.sub(dy, f32x4.mul(dbeta, share)), f32x4.mul(normalized, f32x4.mul(dgamma, share))));
}
