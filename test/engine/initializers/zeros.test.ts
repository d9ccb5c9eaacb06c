import { describe, expect, it } from 'vitest';
import zeros from '../../../src/engine/initializers/zeros.ts';
import { initialValues } from '../support/definitions.ts';

describe('zeros', () => {
  it('fills with 0', () => {
    expect(Array.from(initialValues(zeros, [2, 3]))).toEqual([0, 0, 0, 0, 0, 0]);
    expect(zeros.symmetric).toBe(true);
  });
});
