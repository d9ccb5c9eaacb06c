import { randomStream, shuffle } from '../core/random.ts';

/** How mini-batches are drawn: see `createSampler`. */
export type SamplingKind = 'with-replacement' | 'shuffle' | 'sequential';

export interface SamplerOptions {
  readonly kind: SamplingKind;
  /** Examples to draw from. */
  readonly count: number;
  readonly batchSize: number;
  readonly seed: number;
}

/** Where a sampler stands: the number of batches it has given. Plain JSON. */
export interface SamplerState {
  readonly step: number;
}

/** A stream of mini-batches that can be stopped anywhere and continued from a few bytes. */
export interface Sampler {
  /** Batches in an epoch: ⌈count / batch⌉ for `shuffle` and `sequential`, max(1, ⌊count / batch⌋) for `with-replacement`. */
  readonly stepsPerEpoch: number;
  /**
   * The next batch: positions from 0 to count − 1. The array is the sampler's own and is overwritten by the call after.
   * The last batch of an epoch is smaller where the batch size does not divide the count, except `with-replacement`.
   */
  next(): Int32Array;
  state(): SamplerState;
  /** Continues from a state: the following batches are those that followed there. */
  restore(state: SamplerState): void;
}

/** Batches in one epoch. */
export function stepsPerEpoch(kind: SamplingKind, count: number, batchSize: number): number {
  return kind === 'with-replacement' ? Math.max(1, Math.floor(count / batchSize)) : Math.ceil(count / batchSize);
}

/**
 * - `with-replacement`: every example of a batch drawn at random, as the book does; step s uses a random stream of (seed, s).
 * - `shuffle`: every example once per epoch; epoch e has the order of a random stream of (seed, e).
 * - `sequential`: file order; the next epoch begins at the beginning.
 *
 * Batches depend on nothing but the options and their number.
 */
export function createSampler({ kind, count, batchSize, seed }: SamplerOptions): Sampler {
  if (!(count >= 1 && batchSize >= 1)) throw new RangeError(`createSampler: expected at least 1 example and a batch of at least 1, got ${count} and ${batchSize}`);
  const perEpoch = stepsPerEpoch(kind, count, batchSize);
  const drawn = new Int32Array(batchSize);
  let step = 0;
  let order: { epoch: number; examples: Int32Array } | undefined;

  const orderOf = (epoch: number): Int32Array => {
    if (order?.epoch !== epoch) {
      order = { epoch, examples: kind === 'shuffle' ? shuffle(inOrder(count), randomStream(seed, 'shuffle', epoch)) : inOrder(count) };
    }
    return order.examples;
  };
  // In file order every epoch is the first one.
  const epochOf = (at: number): number => (kind === 'shuffle' ? Math.floor(at / perEpoch) : 0);

  return {
    stepsPerEpoch: perEpoch,
    next() {
      const at = step++;
      if (kind === 'with-replacement') {
        const random = randomStream(seed, 'with-replacement', at);
        for (let i = 0; i < batchSize; i++) drawn[i] = random.below(count);
        return drawn;
      }
      const begin = (at % perEpoch) * batchSize;
      return orderOf(epochOf(at)).subarray(begin, Math.min(begin + batchSize, count));
    },
    state: () => ({ step }),
    restore(state) {
      if (!Number.isSafeInteger(state.step) || state.step < 0) throw new RangeError(`sampler state: expected a step of at least 0, got ${state.step}`);
      step = state.step;
    },
  };
}

function inOrder(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => i);
}
