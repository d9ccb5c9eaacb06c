import { describe, expect, it } from 'vitest';
import adam from '../../../src/engine/optimizers/adam.ts';
import { defaultsOf, expectUpdates } from '../support/definitions.ts';

describe('adam', () => {
  it('divides the mean gradient by the root of the mean square, both corrected for their start, ε outside the root', () => {
    // m = 1, v = 2, then m = ½, v = 1; the rate is 0.1·√(1 − ½ᵗ)/(1 − ½ᵗ)
    const first = 1 - (0.1 * Math.SQRT2) / (Math.SQRT2 + 1);
    expectUpdates(adam, {
      options: { beta1: 0.5, beta2: 0.5, epsilon: 1 },
      lr: 0.1,
      start: [1],
      updates: [{ gradient: [2], w: [first] }, { gradient: [0], w: [first - ((0.1 / Math.sqrt(0.75)) * 0.5) / 2] }],
    });
  });

  it('moves every weight by the learning rate at first, however large its gradient', () => {
    expectUpdates(adam, { lr: 0.001, start: [1, 1], updates: [{ gradient: [100, -1e4], w: [0.999, 1.001] }] });
    expect(defaultsOf(adam)).toEqual({ lr: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 });
  });
});
