import { describe, expect, it } from 'vitest';
import rmsprop from '../../../src/engine/optimizers/rmsprop.ts';
import { defaultsOf, expectUpdates } from '../support/definitions.ts';

describe('rmsprop', () => {
  it('divides by the root of a fading mean of squares', () => {
    // h = ¼·4 = 1, then ¾·1 + ¼·13 = 4; ε = 1 makes the divisors 2 and 3
    expectUpdates(rmsprop, { options: { decay: 0.75, epsilon: 1 }, lr: 0.1, start: [1], updates: [{ gradient: [2], w: [0.9] }, { gradient: [Math.sqrt(13)], w: [0.9 - (0.1 * Math.sqrt(13)) / 3] }] });
  });

  it('has a decay of 0.99', () => {
    expect(defaultsOf(rmsprop)).toEqual({ lr: 0.01, decay: 0.99, epsilon: 1e-7 });
  });
});
