import { describe, expect, test } from 'vitest';
import type { Evaluation } from '../../../src/shared/api/records.ts';
import { bestRun, goalResults } from '../../../src/shared/design/index.ts';
import type { Goal } from '../../../src/shared/experiment/index.ts';

const none: Evaluation = { trainLoss: null, trainAccuracy: null, validationLoss: null, validationAccuracy: null, testLoss: null, testAccuracy: null };
const run = (id: string, final: Partial<Evaluation> | null, parameters = 100) => ({ id, final: final && { ...none, ...final }, parameters });
const accurate: Goal = { metric: 'testAccuracy', atLeast: 0.9 };
const small: Goal = { metric: 'parameters', atMost: 500 };
const low: Goal = { metric: 'trainLoss', atMost: 0.2 };

describe('goals', () => {
  test('are open without a run; the size is judged on the design at once', () => {
    expect(goalResults([accurate, small], undefined, 400)).toEqual([
      { goal: accurate, state: 'open', value: null },
      { goal: small, state: 'reached', value: 400 },
    ]);
    expect(goalResults([small], run('a', { testAccuracy: 1 }, 400), 501)[0]).toMatchObject({ state: 'missed', value: 501 });
    expect(goalResults([small], undefined, null)[0].state).toBe('open');
  });

  test('are judged on one run; a value that was not measured stays open', () => {
    const results = goalResults([accurate, low, { metric: 'validationLoss', atMost: 1 }], run('a', { testAccuracy: 0.9, trainLoss: 0.3 }), null);
    expect(results.map(({ state }) => state)).toEqual(['reached', 'missed', 'open']);
  });
});

describe('the run that goals are judged on', () => {
  test.each([
    ['the one that reaches the most', [run('new', { testAccuracy: 0.99, trainLoss: 0.3 }), run('old', { testAccuracy: 0.9, trainLoss: 0.1 })], 'old'],
    ['among equals the one that is further on', [run('new', { testAccuracy: 0.7 }), run('old', { testAccuracy: 0.8 })], 'old'],
    ['by the second goal where the first is the same', [run('new', { testAccuracy: 0.7, trainLoss: 0.9 }), run('old', { testAccuracy: 0.7, trainLoss: 0.5 })], 'old'],
    ['else the newest', [run('new', { testAccuracy: 0.7 }), run('old', { testAccuracy: 0.7 })], 'new'],
    ['never one that was not evaluated', [run('new', null), run('old', {})], 'old'],
  ])('is %s', (_, runs, expected) => {
    expect(bestRun([accurate, low], runs)?.id).toBe(expected);
  });

  test('is none where nothing has ended', () => {
    expect(bestRun([accurate], [run('a', null)])).toBeUndefined();
  });
});
