import { describe, expect, it } from 'vitest';
import normal from '../../../src/engine/initializers/normal.ts';
import { initialValues, kurtosis, spread } from '../support/definitions.ts';

describe('normal', () => {
  it('has the standard deviation that is asked for', () => {
    const values = initialValues(normal, [200, 100], { options: { std: 0.3 } });
    expect(spread(values).mean / spread(values).std).toBeCloseTo(0, 1);
    expect(spread(values).std / 0.3).toBeCloseTo(1, 1);
    expect(kurtosis(values)).toBeCloseTo(3, 0);
  });

  it('is the same for a seed, and the same times two for twice the deviation', () => {
    const one = initialValues(normal, [3, 4], { options: { std: 1 }, seed: 8 });
    expect(initialValues(normal, [3, 4], { options: { std: 1 }, seed: 8 })).toEqual(one);
    expect(initialValues(normal, [3, 4], { options: { std: 2 }, seed: 8 })).toEqual(one.map((value) => 2 * value));
    expect(initialValues(normal, [3, 4], { options: { std: 1 }, seed: 9 })).not.toEqual(one);
  });
});
