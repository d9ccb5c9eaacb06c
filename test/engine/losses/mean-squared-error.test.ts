import { describe, it } from 'vitest';
import meanSquaredError from '../../../src/engine/losses/mean-squared-error.ts';
import { expectLoss } from '../support/definitions.ts';

describe('mean-squared-error', () => {
  it('is half the squared distance, summed over outputs and averaged over examples', () => {
    // (½·(1 + 4) + ½·9) / 2
    expectLoss(meanSquaredError, { outputs: [[1, 2], [0, 3]], targets: [[0, 0], [0, 0]], loss: 3.5, gradient: [[0.5, 1], [0, 1.5]] });
  });

  it('makes one-hot rows of class numbers', () => {
    expectLoss(meanSquaredError, { outputs: [[0.5, 0.25]], targets: [1], loss: (0.25 + 0.5625) / 2, gradient: [[0.5, -0.75]] });
  });
});
