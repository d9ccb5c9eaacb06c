// Batch normalization, in strips of eight columns (then four) that pass over all rows: a strip stays in the first-level cache from its first
// pass to its last, and its sums run over the rows in ascending order.

import { four, madd, masked, rectified, storeFirst } from './simd';

// @ts-ignore: decorator
@inline
function inverseRoot(variance: v128, epsilon: v128): v128 {
  return f32x4.div(f32x4.splat(1), f32x4.sqrt(f32x4.add(variance, epsilon)));
}

export function batchNormForward(
  y: usize, x: usize, gamma: usize, beta: usize, mean: usize, inverse: usize, runningMean: usize, runningVariance: usize, rows: i32,
  columns: i32, momentum: f64, epsilon: f64, activation: i32, from: i32, to: i32,
): void {
  const stride = <usize>columns * 4;
  const bytes = <usize>rows * stride;
  const share = four(1 / <f64>rows);
  const keep = four(momentum);
  const take = four(1 - momentum);
  const small = four(epsilon);
  let c = from;
  for (; c + 8 <= to; c += 8) {
    const o = <usize>c * 4;
    const first = x + o;
    const end = first + bytes;
    let p = f32x4.splat(0);
    let q = f32x4.splat(0);
    for (let row = first; row < end; row += stride) {
      p = f32x4.add(p, v128.load(row));
      q = f32x4.add(q, v128.load(row, 16));
    }
    const mp = f32x4.mul(p, share);
    const mq = f32x4.mul(q, share);
    p = f32x4.splat(0);
    q = f32x4.splat(0);
    for (let row = first; row < end; row += stride) {
      const dp = f32x4.sub(v128.load(row), mp);
      const dq = f32x4.sub(v128.load(row, 16), mq);
      p = madd(dp, dp, p);
      q = madd(dq, dq, q);
    }
    const vp = f32x4.mul(p, share);
    const vq = f32x4.mul(q, share);
    const ip = inverseRoot(vp, small);
    const iq = inverseRoot(vq, small);
    v128.store(mean + o, mp);
    v128.store(mean + o, mq, 16);
    v128.store(inverse + o, ip);
    v128.store(inverse + o, iq, 16);
    v128.store(runningMean + o, madd(keep, v128.load(runningMean + o), f32x4.mul(take, mp)));
    v128.store(runningMean + o, madd(keep, v128.load(runningMean + o, 16), f32x4.mul(take, mq)), 16);
    v128.store(runningVariance + o, madd(keep, v128.load(runningVariance + o), f32x4.mul(take, vp)));
    v128.store(runningVariance + o, madd(keep, v128.load(runningVariance + o, 16), f32x4.mul(take, vq)), 16);
    const gp = v128.load(gamma + o);
    const gq = v128.load(gamma + o, 16);
    const bp = v128.load(beta + o);
    const bq = v128.load(beta + o, 16);
    let out = y + o;
    if (activation) {
      for (let row = first; row < end; row += stride, out += stride) {
        const rp = rectified(madd(gp, f32x4.mul(f32x4.sub(v128.load(row), mp), ip), bp));
        const rq = rectified(madd(gq, f32x4.mul(f32x4.sub(v128.load(row, 16), mq), iq), bq));
        v128.store(out, rp);
        v128.store(out, rq, 16);
      }
    } else {
      for (let row = first; row < end; row += stride, out += stride) {
        const rp = madd(gp, f32x4.mul(f32x4.sub(v128.load(row), mp), ip), bp);
        const rq = madd(gq, f32x4.mul(f32x4.sub(v128.load(row, 16), mq), iq), bq);
        v128.store(out, rp);
        v128.store(out, rq, 16);
      }
    }
  }
  for (; c < to; c += 4) {
    const o = <usize>c * 4;
    const first = x + o;
    const end = first + bytes;
    const left = to - c;
    let p = f32x4.splat(0);
    for (let row = first; row < end; row += stride) p = f32x4.add(p, v128.load(row));
    const m = f32x4.mul(p, share);
    p = f32x4.splat(0);
    for (let row = first; row < end; row += stride) {
      const d = f32x4.sub(v128.load(row), m);
      p = madd(d, d, p);
    }
    const v = f32x4.mul(p, share);
    const i = inverseRoot(v, small);
    storeFirst(mean + o, m, left);
    storeFirst(inverse + o, i, left);
    storeFirst(runningMean + o, madd(keep, v128.load(runningMean + o), f32x4.mul(take, m)), left);
    storeFirst(runningVariance + o, madd(keep, v128.load(runningVariance + o), f32x4.mul(take, v)), left);
    const g = v128.load(gamma + o);
    const b = v128.load(beta + o);
    let out = y + o;
    for (let row = first; row < end; row += stride, out += stride) {
      const result = madd(g, f32x4.mul(f32x4.sub(v128.load(row), m), i), b);
      storeFirst(out, activation ? rectified(result) : result, left);
    }
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
      const result = madd(g, f32x4.mul(f32x4.sub(v128.load(x + i), mean), inverse), b);
      storeFirst(y + i, activation ? rectified(result) : result, left);
    }
  }
}

export function batchNormBackward(
  dx: usize, dgamma: usize, dbeta: usize, dy: usize, x: usize, gamma: usize, mean: usize, inverse: usize, mask: usize, rows: i32, columns: i32,
  from: i32, to: i32,
): void {
  const stride = <usize>columns * 4;
  const bytes = <usize>rows * stride;
  const share = four(1 / <f64>rows);
  let c = from;
  for (; c + 8 <= to; c += 8) {
    const o = <usize>c * 4;
    const mp = v128.load(mean + o);
    const mq = v128.load(mean + o, 16);
    const ip = v128.load(inverse + o);
    const iq = v128.load(inverse + o, 16);
    let shiftP = f32x4.splat(0);
    let shiftQ = f32x4.splat(0);
    let scaleP = f32x4.splat(0);
    let scaleQ = f32x4.splat(0);
    if (mask) {
      for (let i = o, end = o + bytes; i < end; i += stride) {
        const dp = masked(v128.load(dy + i), v128.load(mask + i));
        const dq = masked(v128.load(dy + i, 16), v128.load(mask + i, 16));
        shiftP = f32x4.add(shiftP, dp);
        shiftQ = f32x4.add(shiftQ, dq);
        scaleP = madd(dp, f32x4.mul(f32x4.sub(v128.load(x + i), mp), ip), scaleP);
        scaleQ = madd(dq, f32x4.mul(f32x4.sub(v128.load(x + i, 16), mq), iq), scaleQ);
      }
    } else {
      for (let i = o, end = o + bytes; i < end; i += stride) {
        const dp = v128.load(dy + i);
        const dq = v128.load(dy + i, 16);
        shiftP = f32x4.add(shiftP, dp);
        shiftQ = f32x4.add(shiftQ, dq);
        scaleP = madd(dp, f32x4.mul(f32x4.sub(v128.load(x + i), mp), ip), scaleP);
        scaleQ = madd(dq, f32x4.mul(f32x4.sub(v128.load(x + i, 16), mq), iq), scaleQ);
      }
    }
    v128.store(dbeta + o, shiftP);
    v128.store(dbeta + o, shiftQ, 16);
    v128.store(dgamma + o, scaleP);
    v128.store(dgamma + o, scaleQ, 16);
    const fp = f32x4.mul(v128.load(gamma + o), ip);
    const fq = f32x4.mul(v128.load(gamma + o, 16), iq);
    const sp = f32x4.mul(shiftP, share);
    const sq = f32x4.mul(shiftQ, share);
    const tp = f32x4.mul(f32x4.mul(scaleP, share), ip);
    const tq = f32x4.mul(f32x4.mul(scaleQ, share), iq);
    if (mask) {
      for (let i = o, end = o + bytes; i < end; i += stride) {
        const dp = masked(v128.load(dy + i), v128.load(mask + i));
        const dq = masked(v128.load(dy + i, 16), v128.load(mask + i, 16));
        const rp = inputGradient(dp, v128.load(x + i), mp, sp, tp, fp);
        const rq = inputGradient(dq, v128.load(x + i, 16), mq, sq, tq, fq);
        v128.store(dx + i, rp);
        v128.store(dx + i, rq, 16);
      }
    } else {
      for (let i = o, end = o + bytes; i < end; i += stride) {
        const rp = inputGradient(v128.load(dy + i), v128.load(x + i), mp, sp, tp, fp);
        const rq = inputGradient(v128.load(dy + i, 16), v128.load(x + i, 16), mq, sq, tq, fq);
        v128.store(dx + i, rp);
        v128.store(dx + i, rq, 16);
      }
    }
  }
  for (; c < to; c += 4) {
    const o = <usize>c * 4;
    const left = to - c;
    const m = v128.load(mean + o);
    const n = v128.load(inverse + o);
    let shift = f32x4.splat(0);
    let scale = f32x4.splat(0);
    for (let i = o, end = o + bytes; i < end; i += stride) {
      const d = mask ? masked(v128.load(dy + i), v128.load(mask + i)) : v128.load(dy + i);
      shift = f32x4.add(shift, d);
      scale = madd(d, f32x4.mul(f32x4.sub(v128.load(x + i), m), n), scale);
    }
    storeFirst(dbeta + o, shift, left);
    storeFirst(dgamma + o, scale, left);
    const f = f32x4.mul(v128.load(gamma + o), n);
    const s = f32x4.mul(shift, share);
    const t = f32x4.mul(f32x4.mul(scale, share), n);
    for (let i = o, end = o + bytes; i < end; i += stride) {
      const d = mask ? masked(v128.load(dy + i), v128.load(mask + i)) : v128.load(dy + i);
      storeFirst(dx + i, inputGradient(d, v128.load(x + i), m, s, t, f), left);
    }
  }
}

/** gamma·inverse·(dy − shift − (x − mean)·scale), shift = Σdy/rows, scale = inverse·Σdy·x̂/rows. */
// @ts-ignore: decorator
@inline
function inputGradient(dy: v128, x: v128, mean: v128, shift: v128, scale: v128, factor: v128): v128 {
  return f32x4.mul(factor, f32x4.sub(f32x4.sub(dy, shift), f32x4.mul(f32x4.sub(x, mean), scale)));
}
