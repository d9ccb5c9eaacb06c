import { describe, expect, it } from 'vitest';
import xavierNormal from '../../../src/engine/initializers/xavier-normal.ts';
import { initialValues, kurtosis, spread } from '../support/definitions.ts';

describe('xavier-normal', () => {
  it('is normal with a standard deviation of √(1 / 400)', () => {
    const values = initialValues(xavierNormal, [400, 50]);
    expect(spread(values).mean / spread(values).std).toBeCloseTo(0, 1);
    expect(spread(values).std / Math.sqrt(1 / 400)).toBeCloseTo(1, 1);
    expect(kurtosis(values)).toBeCloseTo(3, 0);
  });
});
