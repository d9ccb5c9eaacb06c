import { describe, expect, it } from 'vitest';
import auto from '../../../src/engine/initializers/auto.ts';
import { initialValues, spread } from '../support/definitions.ts';

describe('auto', () => {
  it('is He before ReLU and Xavier before everything else', () => {
    const before = (activation: 'rectifier' | 'sigmoid' | 'linear') => initialValues(auto, [50, 20], { activation });
    expect(before('linear')).toEqual(before('sigmoid'));
    before('rectifier').forEach((value, i) => expect(value).toBeCloseTo(before('sigmoid')[i] * Math.SQRT2, 12));
    expect(spread(before('sigmoid')).std * Math.sqrt(50)).toBeCloseTo(1, 1);
  });
});
