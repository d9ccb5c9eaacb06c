import { describe, expect, it } from 'vitest';
import glorotNormal from '../../../src/engine/initializers/glorot-normal.ts';
import { initialValues, kurtosis, spread } from '../support/definitions.ts';

describe('glorot-normal', () => {
  it('is normal with a standard deviation of √(2 / (400 + 50))', () => {
    const values = initialValues(glorotNormal, [400, 50]);
    expect(spread(values).mean / spread(values).std).toBeCloseTo(0, 1);
    expect(spread(values).std / Math.sqrt(2 / (400 + 50))).toBeCloseTo(1, 1);
    expect(kurtosis(values)).toBeCloseTo(3, 0);
  });
});
