import { describe, expect, test } from 'vitest';
import { centralDifference, descend, differenceErrors, directionalDerivative, forwardDifference, numericalGradient } from '../../../src/shared/labs/numerical.ts';

const close = (actual: readonly number[], expected: readonly number[], digits = 6) => actual.forEach((value, i) => expect(value).toBeCloseTo(expected[i], digits));

describe('numerical differentiation', () => {
  test('of 0.01x² + 0.1x at 5 and 10 gives 0.2 and 0.3', () => {
    const f = (x: number) => 0.01 * x ** 2 + 0.1 * x;
    expect(centralDifference(f, 5, 1e-4)).toBeCloseTo(0.2, 9);
    expect(centralDifference(f, 10, 1e-4)).toBeCloseTo(0.3, 9);
  });

  test('of x² + y² gives (6, 8) at (3, 4)', () => {
    close(numericalGradient(([x, y]) => x ** 2 + y ** 2, [3, 4]), [6, 8]);
  });

  test('errs less by central than by forward difference, and both err more again for tiny steps', () => {
    const errors = differenceErrors(Math.sin, Math.cos(1), 1);
    const at = (h: number) => errors.find((entry) => Math.abs(entry.h / h - 1) < 1e-9)!;
    expect(at(1e-2).central).toBeLessThan(at(1e-2).forward / 100);
    expect(at(1e-15).central).toBeGreaterThan(at(1e-5).central);
    expect(Math.abs(forwardDifference(Math.sin, 1, 1e-16) - Math.cos(1))).toBeCloseTo(Math.cos(1), 12);
  });
});

describe('directional derivatives', () => {
  test('5 − x² − 2y² at (1.5, −1): gradient (−3, 4), steepest slope 5', () => {
    const gradient = numericalGradient(([x, y]) => 5 - x ** 2 - 2 * y ** 2, [1.5, -1]);
    close(gradient, [-3, 4]);
    expect(directionalDerivative(gradient, gradient)).toBeCloseTo(5, 6);
    expect(directionalDerivative(gradient, [4, 3])).toBeCloseTo(0, 6);
  });

  test('ln(x² + y² + z²) at (1, 1, 1) towards (2, 3, 3): 1.111', () => {
    const gradient = numericalGradient(([x, y, z]) => Math.log(x ** 2 + y ** 2 + z ** 2), [1, 1, 1]);
    close(gradient, [2 / 3, 2 / 3, 2 / 3]);
    // The direction leads to the point (2, 3, 3): (1, 2, 2), of length 3.
    expect(directionalDerivative(gradient, [2 - 1, 3 - 1, 3 - 1])).toBeCloseTo(1.111, 3);
  });
});

describe('gradient descent on x² + y² from (−3, 4)', () => {
  const gradient = ([x, y]: readonly number[]) => [2 * x, 2 * y];
  test('arrives with rate 0.1', () => close(descend(gradient, [-3, 4], 0.1, 100).at(-1), [0, 0], 8));
  test('hardly moves with rate 1e-10', () => close(descend(gradient, [-3, 4], 1e-10, 100).at(-1), [-3, 4], 5));
  test('flies away with rate 10, and the path ends before its numbers do', () => {
    const path = descend(gradient, [-3, 4], 10, 100);
    expect(path.length).toBeLessThan(101);
    expect(path.flat().every(Number.isFinite)).toBe(true);
  });
});
