import { describe, expect, it } from 'vitest';
import xavierUniform from '../../../src/engine/initializers/xavier-uniform.ts';
import { initialValues, kurtosis, spread } from '../support/definitions.ts';

describe('xavier-uniform', () => {
  it('is uniform with a standard deviation of √(1/n_in)', () => {
    const values = initialValues(xavierUniform, [400, 50]);
    const limit = Math.sqrt(3 / 400);
    expect(spread(values).std / (limit / Math.sqrt(3))).toBeCloseTo(1, 1);
    expect(spread(values).largest).toBeLessThanOrEqual(limit);
    expect(spread(values).largest).toBeGreaterThan(0.99 * limit);
    expect(kurtosis(values)).toBeCloseTo(1.8, 0);
  });
});
