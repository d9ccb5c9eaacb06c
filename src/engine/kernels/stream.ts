/**
 * The counted random stream of dropout: a number for (seed, step, layer, element) that depends on nothing else, so that neither the
 * splitting among threads nor a pause, a resumption or a second look can change it.
 *
 * (seed, step, layer) become two 32-bit keys here, once per call; the kernels mix them with the element's position by `mixElement`.
 * The mixing function is a 32-bit finalizer with two multiplications (constants: C. Wellons, "Prospecting for hash functions", 2018, lowbias32),
 * the second key entering between them so that streams of different keys are not shifted copies of each other.
 */

/** A well-mixed 32-bit number from (seed, step, layer): the key added to the element's position. */
export function streamKeyA(seed: number, step: number, layer: number): number {
  return mix(mix(mix(seed ^ 0x9e3779b9) + step) + layer);
}

/** A second key, independent of the first. */
export function streamKeyB(seed: number, step: number, layer: number): number {
  return mix(mix(mix(seed ^ 0x85ebca6b) + layer) ^ step);
}

/** The 32-bit number below which an element is dropped: rate·2³². @param rate share dropped, 0 ≤ rate < 1 */
export function dropThreshold(rate: number): number {
  return Math.min(Math.round(rate * 2 ** 32), 2 ** 32 - 1);
}

/** The stream's number for one element, 0 … 2³² − 1. The kernels do the same on four elements at a time. */
export function mixElement(keyA: number, keyB: number, element: number): number {
  let x = (element + keyA) | 0;
  x ^= x >>> 16;
  x = Math.imul(x, 0x7feb352d);
  x ^= (x >>> 15) ^ keyB;
  x = Math.imul(x, 0x846ca68b);
  x ^= x >>> 16;
  return x >>> 0;
}

function mix(value: number): number {
  let x = value | 0;
  x ^= x >>> 16;
  x = Math.imul(x, 0x7feb352d);
  x ^= x >>> 15;
  x = Math.imul(x, 0x846ca68b);
  x ^= x >>> 16;
  return x;
}
