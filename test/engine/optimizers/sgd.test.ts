import { describe, expect, it } from 'vitest';
import sgd from '../../../src/engine/optimizers/sgd.ts';
import { defaultsOf, expectUpdates } from '../support/definitions.ts';

describe('sgd', () => {
  it('goes down the gradient, times the learning rate', () => {
    expectUpdates(sgd, { lr: 0.5, start: [1, 2], updates: [{ gradient: [1, -2], w: [0.5, 3] }, { gradient: [0, 1], w: [0.5, 2.5] }] });
  });

  it('has the learning rate of the book', () => {
    expect(defaultsOf(sgd)).toEqual({ lr: 0.01 });
  });
});
