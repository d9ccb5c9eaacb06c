import { describe, expect, it } from 'vitest';
import adagrad from '../../../src/engine/optimizers/adagrad.ts';
import { defaultsOf, expectUpdates } from '../support/definitions.ts';

describe('adagrad', () => {
  it('divides by the root of all squares so far', () => {
    // √9 = 3, √(9 + 16) = 5; ε = 1 makes the divisors 4 and 6
    expectUpdates(adagrad, { options: { epsilon: 1 }, lr: 0.1, start: [1], updates: [{ gradient: [3], w: [0.925] }, { gradient: [4], w: [0.925 - 0.4 / 6] }] });
  });

  it('moves every weight by the learning rate at first, however large its gradient', () => {
    expectUpdates(adagrad, { lr: 0.1, start: [1, 1], updates: [{ gradient: [100, -1e4], w: [0.9, 1.1] }] });
    expect(defaultsOf(adagrad)).toEqual({ lr: 0.01, epsilon: 1e-7 });
  });
});
