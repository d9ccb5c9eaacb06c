import { describe, expect, it } from 'vitest';
import batchNorm from '../../../src/engine/layers/batch-norm.ts';
import { defaultsOf, expectLayer } from '../support/definitions.ts';

// Over 1, 3, 5, 7 the mean is 4 and the variance 5; with epsilon 4 the deviation is exactly 3.
const x = [[1], [3], [5], [7]];
const options = { epsilon: 4 };

describe('batch-norm', () => {
  it('normalizes over the batch, scales and shifts, and moves its running statistics by a tenth', () => {
    expectLayer(batchNorm, {
      options,
      tensors: { gamma: [[6]], beta: [[1]] },
      x,
      y: [[-5], [-1], [3], [7]],
      after: { running_mean: [[0.4]], running_var: [[0.5]] },
    });
  });

  it('passes gradients back through mean and variance', () => {
    // x̂ = −1, −⅓, ⅓, 1. For dy = 3, 0, 0, 0 and γ = 6: dx̂ = 18, 0, 0, 0; its mean is 4.5, that of dx̂·x̂ is −4.5.
    // dx = (dx̂ − 4.5 + 4.5·x̂)/3
    expectLayer(batchNorm, {
      options,
      tensors: { gamma: [[6]], beta: [[1]] },
      x,
      y: [[-5], [-1], [3], [7]],
      dy: [[3], [0], [0], [0]],
      dx: [[3], [-2], [-1], [0]],
      gradients: { gamma: [[-3]], beta: [[3]] },
    });
  });

  it('predicts by its running statistics', () => {
    expectLayer(batchNorm, {
      options: { epsilon: 1 },
      tensors: { gamma: [[2, 1]], beta: [[0, 10]], running_mean: [[5, 0]], running_var: [[8, 3]] },
      x: [[8, 4]],
      y: [[2, 12]],
      predict: true,
      after: { running_mean: [[5, 0]], running_var: [[8, 3]] },
    });
  });

  it('begins with running variance 0, as the book does, or 1', () => {
    const start = (runningVariance: string) => batchNorm.tensors?.({ ...defaultsOf(batchNorm), runningVariance }, [2]).find(({ name }) => name === 'running_var');
    expect(start('zero')).toMatchObject({ start: 0 });
    expect(start('one')).toMatchObject({ start: 1 });
    expect(defaultsOf(batchNorm)).toEqual({ momentum: 0.9, epsilon: 1e-6, runningVariance: 'zero' });
  });
});
