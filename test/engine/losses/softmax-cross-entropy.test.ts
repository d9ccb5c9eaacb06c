import { describe, it } from 'vitest';
import softmaxCrossEntropy from '../../../src/engine/losses/softmax-cross-entropy.ts';
import { expectLoss } from '../support/definitions.ts';

// Softmax of ln 1, ln 2, ln 5 is 1/8, 2/8, 5/8.
const outputs = [[0, Math.log(2), Math.log(5)], [0, 0, 0]];

describe('softmax-cross-entropy', () => {
  it('is −log of the probability of the true class, averaged over the batch', () => {
    expectLoss(softmaxCrossEntropy, {
      outputs,
      targets: [2, 0],
      loss: (Math.log(8 / 5) + Math.log(3)) / 2,
      gradient: [[1 / 16, 2 / 16, -3 / 16], [-1 / 3, 1 / 6, 1 / 6]],
    });
  });

  it('takes one-hot rows as well as class numbers', () => {
    expectLoss(softmaxCrossEntropy, {
      outputs,
      targets: [[0, 0, 1], [1, 0, 0]],
      loss: (Math.log(8 / 5) + Math.log(3)) / 2,
      gradient: [[1 / 16, 2 / 16, -3 / 16], [-1 / 3, 1 / 6, 1 / 6]],
    });
  });

  it('stays finite where outputs are far apart', () => {
    expectLoss(softmaxCrossEntropy, { outputs: [[1000, 0]], targets: [1], loss: 1000, gradient: [[1, -1]] });
    expectLoss(softmaxCrossEntropy, { outputs: [[1000, 0]], targets: [0], loss: 0, gradient: [[0, 0]] });
  });
});
