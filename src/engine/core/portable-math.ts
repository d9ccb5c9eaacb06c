/**
 * exp, log, pow, sin and cos from basic arithmetic alone.
 *
 * IEEE 754 fixes +, −, ×, ÷ and √ to the last bit; ECMAScript leaves the last bits of `Math.exp` and its kin to the engine. Initial weights
 * and generated data must be the same bits on every machine, so they use these. Errors stay below 1e-14 relative (absolute for sin and cos) in the
 * ranges stated, which the tests hold against `Math`.
 */

const ln2High = 6.93147180369123816490e-1; // the leading bits of ln 2, so that k·ln2High is exact
const ln2Low = 1.90821492927058770002e-10; // ln 2 − ln2High
const halfPiHigh = 1.57079632673412561417; // the leading bits of π/2
const halfPiLow = 6.07710050650619224932e-11; // π/2 − halfPiHigh

/** 1/k! for k = 0..17. */
const inverseFactorials = Array.from({ length: 18 }, (_, k) => {
  let factorial = 1;
  for (let i = 2; i <= k; i++) factorial *= i;
  return 1 / factorial;
});

/** e^x for |x| ≤ 700: e^x = 2^k·e^r with |r| ≤ ln 2 / 2, e^r by its Taylor polynomial of degree 14. */
export function exp(x: number): number {
  const k = Math.floor(x / Math.LN2 + 0.5);
  const r = x - k * ln2High - k * ln2Low;
  let sum = inverseFactorials[14];
  for (let i = 13; i >= 0; i--) sum = sum * r + inverseFactorials[i];
  return sum * powerOfTwo(k);
}

/** ln x for normal positive x: x = m·2^k with m in [√½, √2), ln m = 2·artanh s with s = (m − 1)/(m + 1). */
export function log(x: number): number {
  scratch.setFloat64(0, x);
  const high = scratch.getUint32(0);
  let k = (high >>> 20) - 1023;
  scratch.setUint32(0, (high & 0x000fffff) | (1023 << 20));
  let m = scratch.getFloat64(0);
  if (m > Math.SQRT2) {
    m /= 2;
    k += 1;
  }
  const s = (m - 1) / (m + 1);
  const square = s * s;
  let sum = 0;
  for (let power = 23; power >= 1; power -= 2) sum = sum * square + 2 / power;
  return k * ln2High + (k * ln2Low + s * sum);
}

/** x^y for x > 0. */
export function pow(x: number, y: number): number {
  return exp(y * log(x));
}

/** sin x for |x| ≤ 1000. */
export function sin(x: number): number {
  return sinOfQuadrant(x, 0);
}

/** cos x for |x| ≤ 1000. */
export function cos(x: number): number {
  return sinOfQuadrant(x, 1);
}

/** sin(x + quadrants·π/2): x is brought to |r| ≤ π/4, where the Taylor polynomials of degree 17 and 16 serve. */
function sinOfQuadrant(x: number, quadrants: number): number {
  const k = Math.floor(x / (Math.PI / 2) + 0.5);
  const r = x - k * halfPiHigh - k * halfPiLow;
  const square = r * r;
  const quadrant = (k + quadrants) & 3;
  let sum = 0;
  if ((quadrant & 1) === 0) {
    for (let power = 17; power >= 1; power -= 2) sum = inverseFactorials[power] - square * sum;
    sum *= r;
  } else {
    for (let power = 16; power >= 0; power -= 2) sum = inverseFactorials[power] - square * sum;
  }
  return quadrant >= 2 ? -sum : sum;
}

const scratch = new DataView(new ArrayBuffer(8));

/** 2^k for −1022 ≤ k ≤ 1023, exact: the exponent bits of a double. */
function powerOfTwo(k: number): number {
  scratch.setUint32(0, (k + 1023) << 20);
  scratch.setUint32(4, 0);
  return scratch.getFloat64(0);
}
