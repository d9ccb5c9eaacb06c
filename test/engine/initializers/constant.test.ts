import { describe, expect, it } from 'vitest';
import constant from '../../../src/engine/initializers/constant.ts';
import { initialValues } from '../support/definitions.ts';

describe('constant', () => {
  it('fills with one value', () => {
    expect(Array.from(initialValues(constant, [1, 3], { options: { value: -0.5 } }))).toEqual([-0.5, -0.5, -0.5]);
    expect(initialValues(constant, [1, 1])[0]).toBe(0.01);
    expect(constant.symmetric).toBe(true);
  });
});
