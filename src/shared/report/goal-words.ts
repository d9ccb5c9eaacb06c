import type { Goal, GoalMetric } from '../experiment/document.ts';
import { count, fixed, plain } from '../text/numbers.ts';
import { fill, type ReportWords } from './words.ts';

/** A goal as people read it: `Test accuracy ≥ 0.97`. */
export function goalWords({ metric, atLeast, atMost }: Goal, words: Pick<ReportWords, 'metric' | 'parameterCount' | 'assignment'>): string {
  const name = metric === 'parameters' ? words.parameterCount : words.metric[metric];
  return fill(atLeast === undefined ? words.assignment.atMost : words.assignment.atLeast, { metric: name, bound: plain(atLeast ?? atMost ?? NaN) });
}

/** A value of the goal's metric; a dash where there is none. */
export function goalValueText(metric: GoalMetric, value: number | null): string {
  if (value === null) return '–';
  return metric === 'parameters' ? count(value) : fixed(value);
}
