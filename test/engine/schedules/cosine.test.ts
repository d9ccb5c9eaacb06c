import { describe, expect, it } from 'vitest';
import cosine from '../../../src/engine/schedules/cosine.ts';

describe('cosine', () => {
  const rates = (options: object, epochs: number) => Array.from({ length: epochs }, (_, epoch) => cosine.rate({ ...options }, { lr: 1.2, epoch, epochs }, {}));

  it('is halfway between rate and minimum in the middle, and flat at the beginning', () => {
    // cos 0, cos 60°, cos 90°, cos 120° at t = 0, 2, 3, 4 of 6
    const found = rates({ min: 0.2 }, 6);
    [[0, 1.2], [2, 0.95], [3, 0.7], [4, 0.45]].forEach(([epoch, rate]) => expect(found[epoch]).toBeCloseTo(rate, 12));
    expect(cosine.rate({ min: 0.2 }, { lr: 1.2, epoch: 6, epochs: 6 }, {})).toBeCloseTo(0.2, 12);
  });
});
