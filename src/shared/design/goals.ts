import { judgeGoal, type GoalState } from '../experiment/assignment.ts';
import type { Goal } from '../experiment/document.ts';
import type { Evaluation } from '../api/records.ts';

/** What goals are judged on: a run that has ended. */
export interface Judged {
  readonly final: Evaluation | null;
  readonly parameters: number | null;
}

export interface GoalResult {
  readonly goal: Goal;
  readonly state: GoalState;
  /** Of the goal's metric; null where there is none yet. */
  readonly value: number | null;
}

/** The value of a run that a goal asks about. */
export function goalValue({ metric }: Goal, run: Judged | undefined): number | null {
  if (!run) return null;
  return metric === 'parameters' ? run.parameters : (run.final?.[metric] ?? null);
}

/**
 * How far a design has come: goals about runs are judged on one run, that about the size of the network on the design as it
 * stands.
 * @param parameters trained numbers of the network that is being designed; null where it can't be counted
 */
export function goalResults(goals: readonly Goal[], run: Judged | undefined, parameters: number | null): GoalResult[] {
  return goals.map((goal) => {
    const value = goal.metric === 'parameters' ? parameters : goalValue(goal, run);
    return { goal, state: judgeGoal(goal, value), value };
  });
}

/**
 * The run that comes nearest to the goals: the one that reaches the most of them; among equals the one that is further on with the
 * first goal in which they differ; else the earlier in the list. Undefined where no run was evaluated.
 * @param runs newest first
 */
export function bestRun<R extends Judged>(goals: readonly Goal[], runs: readonly R[]): R | undefined {
  const reached = (run: R) => goals.filter((goal) => judgeGoal(goal, goalValue(goal, run)) === 'reached').length;
  return runs
    .filter(({ final }) => final !== null)
    .reduce<R | undefined>((best, run) => {
      if (!best) return run;
      const more = reached(run) - reached(best);
      return more > 0 || (more === 0 && further(goals, run, best)) ? run : best;
    }, undefined);
}

function further(goals: readonly Goal[], run: Judged, than: Judged): boolean {
  for (const goal of goals) {
    const sign = goal.atLeast === undefined ? -1 : 1;
    const [a, b] = [goalValue(goal, run), goalValue(goal, than)].map((value) => (value === null ? -Infinity : sign * value)) as [number, number];
    if (a !== b) return a > b;
  }
  return false;
}
