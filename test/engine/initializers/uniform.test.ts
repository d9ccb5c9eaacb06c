import { describe, expect, it } from 'vitest';
import uniform from '../../../src/engine/initializers/uniform.ts';
import { initialValues, kurtosis, spread } from '../support/definitions.ts';

describe('uniform', () => {
  it('fills the range from −a to a', () => {
    const values = initialValues(uniform, [200, 100], { options: { limit: 0.2 } });
    const limit = 0.2;
    expect(spread(values).std / (limit / Math.sqrt(3))).toBeCloseTo(1, 1);
    expect(spread(values).largest).toBeLessThanOrEqual(limit);
    expect(spread(values).largest).toBeGreaterThan(0.99 * limit);
    expect(kurtosis(values)).toBeCloseTo(1.8, 0);
  });
});
