import { describe, expect, it } from 'vitest';
import polynomial from '../../../src/engine/schedules/polynomial.ts';

describe('polynomial', () => {
  const rates = (options: object, epochs: number) => Array.from({ length: epochs }, (_, epoch) => polynomial.rate({ ...options }, { lr: 1, epoch, epochs }, {}));

  it('falls in a straight line for power 1, and along its square for power 2', () => {
    [1, 0.75, 0.5, 0.25].forEach((rate, epoch) => {
      expect(rates({ power: 1 }, 4)[epoch]).toBeCloseTo(rate, 12);
      expect(rates({ power: 2 }, 4)[epoch]).toBeCloseTo(rate ** 2, 12);
    });
  });

  it('stays at zero after the end', () => {
    expect(polynomial.rate({ power: 0.5 }, { lr: 1, epoch: 5, epochs: 4 }, {})).toBe(0);
  });
});
