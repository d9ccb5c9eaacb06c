import { describe, expect, it } from 'vitest';
import step from '../../../src/engine/schedules/step.ts';

describe('step', () => {
  const rates = (options: object, epochs: number) => Array.from({ length: epochs }, (_, epoch) => step.rate({ ...options }, { lr: 8, epoch, epochs }, {}));

  it('multiplies by γ every so many epochs', () => {
    expect(rates({ every: 3, gamma: 0.5 }, 8)).toEqual([8, 8, 8, 4, 4, 4, 2, 2]);
  });
});
