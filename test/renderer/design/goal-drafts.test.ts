import { expect, test } from 'vitest';
import { draftOf, goalOf, goalProblem, newGoal } from '../../../src/renderer/features/design/assignment/goal-drafts.ts';
import type { Goal } from '../../../src/shared/experiment/document.ts';

test.each<[Goal, string]>([
  [{ metric: 'testAccuracy', atLeast: 0.97 }, '97'],
  [{ metric: 'trainAccuracy', atMost: 0.5731 }, '57.31'],
  [{ metric: 'trainLoss', atMost: 0.1 }, '0.1'],
  [{ metric: 'parameters', atMost: 50_000 }, '50000'],
])('the goal %j is written as "%s" and read back to the bit', (goal, text) => {
  expect(draftOf(goal).text).toBe(text);
  expect(goalOf(draftOf(goal))).toEqual(goal);
});

test.each([
  ['testAccuracy', '101', 'badPercent'],
  ['testAccuracy', 'all', 'badPercent'],
  ['testLoss', '', 'badNumber'],
  ['parameters', '1.5', 'badCount'],
  ['parameters', '-1', 'badCount'],
] as const)('a %s of "%s" is refused', (metric, text, problem) => {
  expect(goalProblem(newGoal(metric, text))).toBe(problem);
  expect(goalOf(newGoal(metric, text))).toBeUndefined();
});

test('accuracies are asked for from below, losses and sizes from above', () => {
  expect([newGoal('validationAccuracy').bound, newGoal('validationLoss').bound, newGoal('parameters').bound]).toEqual(['atLeast', 'atMost', 'atMost']);
});
