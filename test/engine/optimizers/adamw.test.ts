import { describe, expect, it } from 'vitest';
import adamw from '../../../src/engine/optimizers/adamw.ts';
import { defaultsOf, expectUpdates } from '../support/definitions.ts';

describe('adamw', () => {
  it('shrinks weights by η·λ besides what Adam does', () => {
    expectUpdates(adamw, { options: { weightDecay: 0.5 }, lr: 0.1, start: [2], updates: [{ gradient: [1e6], w: [2 * 0.95 - 0.1] }, { gradient: [1e6], w: [1.8 * 0.95 - 0.1] }] });
  });

  it('does not shrink biases, γ and β', () => {
    expectUpdates(adamw, { options: { weightDecay: 0.5 }, lr: 0.1, start: [2], isWeight: false, updates: [{ gradient: [1e6], w: [1.9] }] });
    expect(defaultsOf(adamw)).toEqual({ lr: 0.001, beta1: 0.9, beta2: 0.999, weightDecay: 0.01, epsilon: 1e-7 });
  });
});
