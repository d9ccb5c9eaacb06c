import { describe, it } from 'vitest';
import softmax from '../../../src/engine/layers/softmax.ts';
import { expectLayer } from '../support/definitions.ts';

describe('softmax', () => {
  it('turns logarithms of 1, 2 and 5 into shares of 8', () => {
    // dx = y·(dy − Σ dy·y) with Σ dy·y = (8 + 0 + 0)/8 = 1
    expectLayer(softmax, { x: [[0, Math.log(2), Math.log(5)]], y: [[1 / 8, 2 / 8, 5 / 8]], dy: [[8, 0, 0]], dx: [[7 / 8, -2 / 8, -5 / 8]] });
  });

  it('does not overflow, and does not change when all inputs are shifted', () => {
    expectLayer(softmax, { x: [[1000, 1000], [-1000, -1001]], y: [[0.5, 0.5], [Math.E / (Math.E + 1), 1 / (Math.E + 1)]] });
  });
});
