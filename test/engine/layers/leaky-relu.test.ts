import { describe, it } from 'vitest';
import leakyRelu from '../../../src/engine/layers/leaky-relu.ts';
import { expectLayer } from '../support/definitions.ts';

describe('leaky-relu', () => {
  it('lets a hundredth of what is negative through', () => {
    expectLayer(leakyRelu, { x: [[1.5, -2, 0]], y: [[1.5, -0.02, 0]], dy: [[1, 2, 3]], dx: [[1, 0.02, 0.03]] });
  });

  it('takes any slope', () => {
    expectLayer(leakyRelu, { options: { slope: 0.25 }, x: [[-4, 8]], y: [[-1, 8]], dy: [[2, 2]], dx: [[0.5, 2]] });
  });
});
