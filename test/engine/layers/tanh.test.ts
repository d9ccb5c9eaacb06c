import { describe, it } from 'vitest';
import tanh from '../../../src/engine/layers/tanh.ts';
import { expectLayer } from '../support/definitions.ts';

describe('tanh', () => {
  it('is 0 at 0 and ⅗ at ln 2, with slope 1 − y²', () => {
    expectLayer(tanh, { x: [[0, Math.LN2, -Math.LN2]], y: [[0, 3 / 5, -3 / 5]], dy: [[1, 25, 25]], dx: [[1, 16, 16]] });
  });

  it('stays between −1 and 1 far out', () => {
    expectLayer(tanh, { x: [[500, -500]], y: [[1, -1]], dy: [[1, 1]], dx: [[0, 0]] });
  });
});
