import { describe, expect, it } from 'vitest';
import heNormal from '../../../src/engine/initializers/he-normal.ts';
import { initialValues, kurtosis, spread } from '../support/definitions.ts';

describe('he-normal', () => {
  it('is normal with a standard deviation of √(2 / 400)', () => {
    const values = initialValues(heNormal, [400, 50]);
    expect(spread(values).mean / spread(values).std).toBeCloseTo(0, 1);
    expect(spread(values).std / Math.sqrt(2 / 400)).toBeCloseTo(1, 1);
    expect(kurtosis(values)).toBeCloseTo(3, 0);
  });
});
