import { describe, it } from 'vitest';
import relu from '../../../src/engine/layers/relu.ts';
import { expectLayer } from '../support/definitions.ts';

describe('relu', () => {
  it('passes what is positive, values and gradients alike; 0 counts as negative', () => {
    expectLayer(relu, { x: [[1.5, -2, 0], [-0.1, 3, 7]], y: [[1.5, 0, 0], [0, 3, 7]], dy: [[1, 2, 3], [4, 5, 6]], dx: [[1, 0, 0], [0, 5, 6]] });
  });
});
