import { describe, expect, it } from 'vitest';
import exponential from '../../../src/engine/schedules/exponential.ts';

describe('exponential', () => {
  const rates = (options: object, epochs: number) => Array.from({ length: epochs }, (_, epoch) => exponential.rate({ ...options }, { lr: 1, epoch, epochs }, {}));

  it('halves every epoch where the rate is ln 2', () => {
    rates({ rate: Math.LN2 }, 5).forEach((rate, epoch) => expect(rate).toBeCloseTo(0.5 ** epoch, 12));
  });
});
