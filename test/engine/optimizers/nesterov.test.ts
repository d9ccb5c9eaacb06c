import { describe, expect, it } from 'vitest';
import nesterov from '../../../src/engine/optimizers/nesterov.ts';
import { defaultsOf, expectUpdates } from '../support/definitions.ts';

describe('nesterov', () => {
  it('moves by α²v − (1 + α)ηg with the velocity before the step', () => {
    // −1.9·0.1; then 0.81·(−0.1) − 0.19·2; then 0.81·(−0.29) − 0.19
    expectUpdates(nesterov, { lr: 0.1, start: [1], updates: [{ gradient: [1], w: [0.81] }, { gradient: [2], w: [0.349] }, { gradient: [1], w: [-0.0759] }] });
  });

  it('has the defaults of the book', () => {
    expect(defaultsOf(nesterov)).toEqual({ lr: 0.01, momentum: 0.9 });
  });
});
