import { describe, expect, it } from 'vitest';
import constant from '../../../src/engine/schedules/constant.ts';

describe('constant', () => {
  const rates = (options: object, epochs: number) => Array.from({ length: epochs }, (_, epoch) => constant.rate({ ...options }, { lr: 0.1, epoch, epochs }, {}));

  it('never changes the learning rate', () => {
    expect(rates({}, 3)).toEqual([0.1, 0.1, 0.1]);
  });
});
