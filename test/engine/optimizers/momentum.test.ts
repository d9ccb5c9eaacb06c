import { describe, expect, it } from 'vitest';
import momentum from '../../../src/engine/optimizers/momentum.ts';
import { defaultsOf, expectUpdates } from '../support/definitions.ts';

describe('momentum', () => {
  it('keeps nine tenths of its velocity', () => {
    // v = −0.1, then −0.09 − 0.2, then 0.9·(−0.29)
    expectUpdates(momentum, { lr: 0.1, start: [1], updates: [{ gradient: [1], w: [0.9] }, { gradient: [2], w: [0.61] }, { gradient: [0], w: [0.349] }] });
  });

  it('has the defaults of the book', () => {
    expect(defaultsOf(momentum)).toEqual({ lr: 0.01, momentum: 0.9 });
  });
});
