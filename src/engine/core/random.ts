import { cos, log, sin } from './portable-math.ts';

/**
 * Random numbers that are counted instead of remembered.
 *
 * Every number is a function of (seed, purpose, indices, position), computed by Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel
 * random numbers: as easy as 1, 2, 3", SC 2011). Nothing has to be saved to go on from a checkpoint, the number of threads cannot change
 * what is drawn, and drawing more for one purpose never moves another: the mini-batch of step 700 is the same whether or not the network
 * has a Dropout layer.
 */
export interface RandomStream {
  /** How many 32-bit numbers have been taken so far; setting it moves to any place of the stream. */
  position: number;
  /** A whole number from 0 to 2³² − 1. */
  uint32(): number;
  /** Uniform in the open interval (0, 1), in steps of 2⁻³². */
  uniform(): number;
  /** A whole number from 0 to n − 1, each equally likely; 1 ≤ n ≤ 2³². */
  below(n: number): number;
  /** Standard normal, by Box and Muller from two numbers of the stream; the same bits on every machine. */
  normal(): number;
}

/**
 * The stream of one purpose under a seed.
 * @param seed a whole number from 0 to 2³² − 1
 * @param purpose what the numbers are for, such as "weights" or "batches"
 * @param indices up to three whole numbers from 0 to 2³² − 1, such as the step and the layer; each choice is a stream of its own
 */
export function randomStream(seed: number, purpose: string, ...indices: readonly number[]): RandomStream {
  if (indices.length > 3) throw new RangeError(`randomStream: expected at most 3 indices, got ${indices.length}`);
  const [first = 0, second = 0, third = 0] = indices;
  const purposeKey = hashText(purpose);
  const block = new Uint32Array(4);
  let blockIndex = -1;
  let position = 0;

  const uint32 = (): number => {
    const wanted = Math.floor(position / 4);
    if (wanted !== blockIndex) {
      blockIndex = wanted;
      philox(block, wanted, first, second, third, seed, purposeKey);
    }
    return block[position++ % 4];
  };
  const uniform = (): number => (uint32() + 0.5) / 2 ** 32;

  return {
    get position() {
      return position;
    },
    set position(value) {
      position = value;
    },
    uint32,
    uniform,
    below(n) {
      // Numbers past the last whole multiple of n would make the small results likelier: they are drawn again.
      const limit = 2 ** 32 - (2 ** 32 % n);
      for (;;) {
        const value = uint32();
        if (value < limit) return value % n;
      }
    },
    normal() {
      // The cosine half of a pair, so that nothing but the position has to be remembered; pairs begin at even positions.
      if (position % 2 !== 0) position++;
      const radius = Math.sqrt(-2 * log(uniform()));
      return radius * cos(2 * Math.PI * uniform());
    },
  };
}

/** Fills `out` with standard normal deviates of a stream, both of each Box–Muller pair, and returns it. */
export function fillNormal<T extends Float64Array | Float32Array>(out: T, random: RandomStream): T {
  for (let i = 0; i < out.length; i += 2) {
    const radius = Math.sqrt(-2 * log(random.uniform()));
    const angle = 2 * Math.PI * random.uniform();
    out[i] = radius * cos(angle);
    if (i + 1 < out.length) out[i + 1] = radius * sin(angle);
  }
  return out;
}

/** Puts `items` into a random order in place (Fisher and Yates) and returns them. */
export function shuffle<T extends Int32Array | Uint32Array>(items: T, random: RandomStream): T {
  for (let i = items.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    const item = items[i];
    items[i] = items[j];
    items[j] = item;
  }
  return items;
}

/** FNV-1a over the UTF-16 code units: tells purposes apart. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ (text.charCodeAt(i) & 0xff), 0x01000193);
    hash = Math.imul(hash ^ (text.charCodeAt(i) >>> 8), 0x01000193);
  }
  return hash >>> 0;
}

/**
 * Philox4x32-10: four random words from a counter of four words and a key of two.
 * Ten rounds of multiplying two of the words to 64 bits and mixing the halves crosswise with the other two and the key.
 */
export function philox(out: Uint32Array, c0: number, c1: number, c2: number, c3: number, k0: number, k1: number): void {
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(0xd2511f53, c0);
    const low0 = Math.imul(0xd2511f53, c0);
    const high1 = multiplyHigh(0xcd9e8d57, c2);
    const low1 = Math.imul(0xcd9e8d57, c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    // The key walks along the golden ratio and √3 − 1.
    k0 = (k0 + 0x9e3779b9) | 0;
    k1 = (k1 + 0xbb67ae85) | 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

/** The upper 32 of the 64 bits of a product of two unsigned words. */
function multiplyHigh(a: number, b: number): number {
  const a0 = a & 0xffff;
  const a1 = a >>> 16;
  const b0 = b & 0xffff;
  const b1 = b >>> 16;
  const middle = a1 * b0 + ((a0 * b0) >>> 16);
  const carried = a0 * b1 + (middle % 65536);
  return (a1 * b1 + Math.floor(middle / 65536) + Math.floor(carried / 65536)) | 0;
}
