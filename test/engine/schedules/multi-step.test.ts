import { describe, expect, it } from 'vitest';
import multiStep from '../../../src/engine/schedules/multi-step.ts';

describe('multi-step', () => {
  const rates = (options: object, epochs: number) => Array.from({ length: epochs }, (_, epoch) => multiStep.rate({ ...options }, { lr: 8, epoch, epochs }, {}));

  it('multiplies by γ from each milestone on', () => {
    expect(rates({ milestones: [1, 4], gamma: 0.5 }, 6)).toEqual([8, 4, 4, 4, 2, 2]);
    expect(rates({ milestones: [], gamma: 0.5 }, 2)).toEqual([8, 8]);
  });
});
