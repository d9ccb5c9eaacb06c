import { describe, it } from 'vitest';
import identity from '../../../src/engine/layers/identity.ts';
import { expectLayer } from '../support/definitions.ts';

describe('identity', () => {
  it('passes values and gradients on as they are', () => {
    expectLayer(identity, { x: [[1, -2.5], [0, 3]], y: [[1, -2.5], [0, 3]], dy: [[4, 5], [6, -7]], dx: [[4, 5], [6, -7]] });
  });
});
