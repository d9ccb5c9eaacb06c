import { describe, expect, it } from 'vitest';
import reduceOnPlateau from '../../../src/engine/schedules/reduce-on-plateau.ts';

describe('reduce-on-plateau', () => {
  const options = { gamma: 0.5, patience: 2, min: 0.2 };
  /** The rates in force after each of some validation losses. */
  const ratesAfter = (losses: readonly number[], lr = 1): number[] => {
    let state = reduceOnPlateau.initialState ?? {};
    return losses.map((loss) => {
      state = reduceOnPlateau.observe?.(options, state, loss) ?? state;
      return reduceOnPlateau.rate(options, { lr, epoch: 0, epochs: 10 }, state);
    });
  };

  it('keeps the rate while the validation loss falls', () => {
    expect(ratesAfter([3, 2, 1, 0.5])).toEqual([1, 1, 1, 1]);
  });

  it('halves it after two evaluations without a new best, and waits anew', () => {
    expect(ratesAfter([3, 3, 4, 5, 2, 2, 3])).toEqual([1, 1, 0.5, 0.5, 0.5, 0.5, 0.25]);
  });

  it('never goes below the minimum, nor raises a rate that began below it', () => {
    expect(ratesAfter(new Array<number>(9).fill(1)).at(-1)).toBe(0.2);
    expect(ratesAfter(new Array<number>(9).fill(1), 0.1).at(-1)).toBe(0.1);
  });

  it('remembers in plain numbers that JSON keeps', () => {
    expect(JSON.parse(JSON.stringify(reduceOnPlateau.initialState))).toEqual(reduceOnPlateau.initialState);
  });
});
