import { describe, expect, it } from 'vitest';
import glorotUniform from '../../../src/engine/initializers/glorot-uniform.ts';
import { initialValues, kurtosis, spread } from '../support/definitions.ts';

describe('glorot-uniform', () => {
  it('is uniform with a standard deviation of √(2/(n_in + n_out))', () => {
    const values = initialValues(glorotUniform, [400, 50]);
    const limit = Math.sqrt(6 / (400 + 50));
    expect(spread(values).std / (limit / Math.sqrt(3))).toBeCloseTo(1, 1);
    expect(spread(values).largest).toBeLessThanOrEqual(limit);
    expect(spread(values).largest).toBeGreaterThan(0.99 * limit);
    expect(kurtosis(values)).toBeCloseTo(1.8, 0);
  });
});
