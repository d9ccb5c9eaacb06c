import type { Goal, GoalMetric } from '../../../../shared/experiment/document.ts';
import { parseNumber } from '../../../forms/number-scale.ts';
import { isShare } from './useGoalWords.ts';

/** A goal while it is being written: its value is text, in percent where it is a share. */
export interface GoalDraft {
  readonly id: number;
  readonly metric: GoalMetric;
  readonly bound: 'atLeast' | 'atMost';
  readonly text: string;
}

let made = 0;

/** What is usually asked of a metric: accuracies from below, losses and sizes from above. */
export function newGoal(metric: GoalMetric, text = ''): GoalDraft {
  return { id: (made += 1), metric, bound: isShare({ metric }) ? 'atLeast' : 'atMost', text };
}

export function draftOf(goal: Goal): GoalDraft {
  const bound = goal.atLeast === undefined ? 'atMost' : 'atLeast';
  const value = goal[bound] ?? 0;
  return { ...newGoal(goal.metric, String(isShare(goal) ? exact(value * 100) : value)), bound };
}

/** What is wrong with a goal's value: the key of its sentence. */
export function goalProblem({ metric, text }: GoalDraft): 'badPercent' | 'badNumber' | 'badCount' | undefined {
  const value = parseNumber(text);
  if (metric === 'parameters') return value !== undefined && Number.isInteger(value) && value >= 0 ? undefined : 'badCount';
  if (isShare({ metric })) return value !== undefined && value >= 0 && value <= 100 ? undefined : 'badPercent';
  return value !== undefined && Number.isFinite(value) ? undefined : 'badNumber';
}

/** The goal as the document has it; undefined where its value cannot be read. */
export function goalOf(draft: GoalDraft): Goal | undefined {
  const value = parseNumber(draft.text);
  if (goalProblem(draft) || value === undefined) return undefined;
  return { metric: draft.metric, [draft.bound]: isShare(draft) ? exact(value / 100) : value };
}

/** 0.97 for 97 %, not 0.9700000000000001. */
const exact = (value: number): number => Number(value.toPrecision(12));
