import { describe, expect, it } from 'vitest';
import affine from '../../../src/engine/layers/affine.ts';
import { defaultsOf, expectLayer } from '../support/definitions.ts';

describe('affine', () => {
  it('is x·W + b, and passes gradients back by Wᵀ, to W by xᵀ and to b by the sum', () => {
    expectLayer(affine, {
      options: { units: 2 },
      tensors: { weight: [[1, 2], [3, 4], [5, 6]], bias: [[0.5, -0.5]] },
      x: [[1, 0, -1], [2, 1, 0]],
      y: [[-3.5, -4.5], [5.5, 7.5]],
      dy: [[1, 0], [0.5, -1]],
      dx: [[1, 3, 5], [-1.5, -2.5, -3.5]],
      gradients: { weight: [[2, -2], [0.5, -1], [-1, 0]], bias: [[1.5, -1]] },
    });
  });

  it('flattens images and has one weight for every pixel and unit', () => {
    const options = { ...defaultsOf(affine), units: 50 };
    expect(affine.output?.(options, [1, 28, 28])).toEqual([50]);
    expect(affine.tensors?.(options, [1, 28, 28])).toEqual([
      { role: 'weight', name: 'weight', title: { en: 'weights', zh: '权重' }, shape: [784, 50], fanIn: 784, fanOut: 50 },
      { role: 'parameter', name: 'bias', title: { en: 'biases', zh: '偏置' }, shape: [50], start: 0 },
    ]);
  });
});
