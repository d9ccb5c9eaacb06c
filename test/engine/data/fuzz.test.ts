import { describe, expect, test } from 'vitest';
import { fuzzTargets, mutate, outcomeOf } from '../../../scripts/support/fuzz.ts';
import { randomStream } from '../../../src/engine/core/random.ts';

describe('a damaged file is read whole or refused with its reason', () => {
  test.each(fuzzTargets.map((target, index) => [target.name, target, index] as const))('%s', async (_, target, index) => {
    const random = randomStream(1, 'fuzz-test', index);
    const outcomes = { read: 0, refused: 0 };
    for (const sample of target.samples) expect(await outcomeOf(target, sample)).toEqual({ kind: 'read' });
    for (let run = 0; run < 1000; run++) {
      const input = mutate(target.samples[random.below(target.samples.length)], random);
      const outcome = await outcomeOf(target, input);
      if (outcome.kind === 'fault') expect.fail(`${outcome.reason}\ninput (base64): ${Buffer.from(input).toString('base64')}`);
      outcomes[outcome.kind] += 1;
    }
    // Both must happen, or the mutations are too wild or too tame to tell anything.
    expect(outcomes.read).toBeGreaterThan(10);
    expect(outcomes.refused).toBeGreaterThan(100);
  });
});
