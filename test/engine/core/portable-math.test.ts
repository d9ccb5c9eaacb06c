import { describe, expect, test } from 'vitest';
import { cos, exp, log, pow, sin } from '../../../src/engine/core/portable-math.ts';
import { randomStream } from '../../../src/engine/core/random.ts';

/** The greatest error over many points between `low` and `high`. */
function worst(low: number, high: number, error: (x: number) => number): number {
  const random = randomStream(0, 'portable-math');
  let greatest = 0;
  for (let i = 0; i < 100_000; i++) greatest = Math.max(greatest, error(low + (high - low) * random.uniform()));
  return greatest;
}
const relative = (ours: number, theirs: number): number => Math.abs(ours - theirs) / Math.abs(theirs);

describe('mathematics from basic arithmetic', () => {
  test('exp, log and pow agree with Math to 1e-14 of their values', () => {
    expect(worst(-700, 700, (x) => relative(exp(x), Math.exp(x)))).toBeLessThan(1e-14);
    expect(worst(-300, 300, (x) => relative(log(10 ** x), Math.log(10 ** x)))).toBeLessThan(1e-14);
    expect(worst(0, 1, (x) => relative(log(x), Math.log(x)))).toBeLessThan(1e-14);
    expect(worst(0, 20, (x) => relative(pow(x, 1.15), x ** 1.15))).toBeLessThan(1e-14);
  });

  test('sin and cos agree with Math to 1e-14', () => {
    expect(worst(-1000, 1000, (x) => Math.abs(sin(x) - Math.sin(x)))).toBeLessThan(1e-14);
    expect(worst(-1000, 1000, (x) => Math.abs(cos(x) - Math.cos(x)))).toBeLessThan(1e-14);
  });

  test('the plain values are exact', () => {
    expect([exp(0), log(1), pow(5, 0), sin(0), cos(0)]).toEqual([1, 0, 1, 0, 1]);
  });
});
