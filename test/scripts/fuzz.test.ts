import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataTargets } from '../../scripts/support/fuzz/data.ts';
import { documentTargets } from '../../scripts/support/fuzz/documents.ts';
import { mutate, outcomeOf, type FuzzTarget } from '../../scripts/support/fuzz/fuzz.ts';
import { pictureTargets } from '../../scripts/support/fuzz/pictures.ts';
import { storeTargets, type StoreTargets } from '../../scripts/support/fuzz/stores.ts';
import { randomStream } from '../../src/engine/core/random.ts';

/** A short run of `scripts/fuzz.ts`, always with the same inputs. */
async function fuzz({ damage = mutate, ...target }: FuzzTarget, index: number, inputs: number): Promise<void> {
  const random = randomStream(1, 'fuzz-test', index);
  const outcomes = { read: 0, refused: 0 };
  for (const sample of target.samples) expect(await outcomeOf(target, sample)).toEqual({ kind: 'read' });
  for (let run = 0; run < inputs; run++) {
    const input = damage(target.samples[random.below(target.samples.length)], random);
    const outcome = await outcomeOf(target, input);
    if (outcome.kind === 'fault') expect.fail(`${outcome.reason}\ninput (base64): ${Buffer.from(input).toString('base64').slice(0, 2000)}`);
    outcomes[outcome.kind] += 1;
  }
  // Both must happen, or the mutations are too wild or too tame to tell anything.
  expect(outcomes.read).toBeGreaterThan(inputs / 100);
  expect(outcomes.refused).toBeGreaterThan(inputs / 30);
}

describe('a damaged file is read whole or refused with its reason', () => {
  test.each([...dataTargets, ...documentTargets, ...pictureTargets].map((target, index) => [target.name, target, index] as const))('%s', (_, target, index) => fuzz(target, index, 300));

  let stores: StoreTargets;
  beforeAll(async () => void (stores = await storeTargets()));
  afterAll(() => stores.close());

  test.each([['experiment archive', 0], ['database', 1]])('%s', (name, index) => {
    expect(stores.targets[index].name).toBe(name);
    return fuzz(stores.targets[index], 100 + index, 30);
  });
});
