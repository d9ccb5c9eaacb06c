import { describe, it } from 'vitest';
import sigmoid from '../../../src/engine/layers/sigmoid.ts';
import { expectLayer } from '../support/definitions.ts';

describe('sigmoid', () => {
  it('is ½ at 0 and ⅔ at ln 2, with slope y(1 − y)', () => {
    expectLayer(sigmoid, { x: [[0, Math.LN2, -Math.LN2]], y: [[1 / 2, 2 / 3, 1 / 3]], dy: [[1, 9, 9]], dx: [[1 / 4, 2, 2]] });
  });

  it('stays between 0 and 1 far out, without overflowing', () => {
    expectLayer(sigmoid, { x: [[1000, -1000]], y: [[1, 0]], dy: [[1, 1]], dx: [[0, 0]] });
  });
});
