import { randomStream, shuffle } from '../core/random.ts';
import { sharedInts } from '../core/shared-memory.ts';

export interface ValidationSplit {
  /** Rows to train on, ascending, so that sequential sampling still means file order. */
  readonly train: Int32Array<SharedArrayBuffer>;
  /** Rows held out, ascending; empty where the share is 0. */
  readonly validation: Int32Array<SharedArrayBuffer>;
}

export interface SplitOptions {
  /** The first n rows only, before the split; left out = all. More than there are = all. */
  readonly take?: number;
  /** Share held out after a seeded shuffle: 0 ≤ share < 1. */
  readonly validation?: number;
  readonly seed: number;
}

/**
 * Which rows of the training part train, and which are held out for validation.
 * The number held out is share·n rounded, at least 1 where the share is not 0, and never all.
 * @param count rows of the training part, at least 1
 */
export function splitValidation(count: number, { take = count, validation = 0, seed }: SplitOptions): ValidationSplit {
  const used = Math.min(take, count);
  if (!(used >= 1)) throw new RangeError(`take: expected at least 1 example, got ${take} of ${count}`);
  if (!(validation >= 0 && validation < 1)) throw new RangeError(`validation: expected a share from 0 to below 1, got ${validation}`);
  const heldOut = validation === 0 ? 0 : Math.min(used - 1, Math.max(1, Math.round(used * validation)));
  const order = shuffle(Int32Array.from({ length: used }, (_, i) => i), randomStream(seed, 'validation-split'));
  return { validation: ascending(order.subarray(0, heldOut)), train: ascending(order.subarray(heldOut)) };
}

function ascending(rows: Int32Array): Int32Array<SharedArrayBuffer> {
  const sorted = sharedInts(rows.length);
  sorted.set(rows);
  return sorted.sort();
}
