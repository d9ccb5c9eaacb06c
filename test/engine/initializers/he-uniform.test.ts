import { describe, expect, it } from 'vitest';
import heUniform from '../../../src/engine/initializers/he-uniform.ts';
import { initialValues, kurtosis, spread } from '../support/definitions.ts';

describe('he-uniform', () => {
  it('is uniform with a standard deviation of √(2/n_in)', () => {
    const values = initialValues(heUniform, [400, 50]);
    const limit = Math.sqrt(6 / 400);
    expect(spread(values).std / (limit / Math.sqrt(3))).toBeCloseTo(1, 1);
    expect(spread(values).largest).toBeLessThanOrEqual(limit);
    expect(spread(values).largest).toBeGreaterThan(0.99 * limit);
    expect(kurtosis(values)).toBeCloseTo(1.8, 0);
  });
});
