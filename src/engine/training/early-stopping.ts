import type { Evaluation } from '../../shared/api/records.ts';
import type { EarlyStoppingSection } from '../../shared/experiment/document.ts';
import { isBetter } from '../metrics/evaluation.ts';

/** How long it has been since the watched metric was best. Plain JSON. */
export interface EarlyStoppingState {
  readonly best: number | null;
  readonly bestStep: number;
  /** Evaluations since then. */
  readonly waited: number;
}

export const earlyStoppingStart: EarlyStoppingState = { best: null, bestStep: 0, waited: 0 };

/** The state after an evaluation; an evaluation without the watched metric changes nothing. */
export function afterEvaluation({ metric }: EarlyStoppingSection, state: EarlyStoppingState, evaluation: Evaluation, step: number): EarlyStoppingState {
  const value = evaluation[metric];
  if (value === null) return state;
  if (isBetter(metric, value, state.best)) return { best: value, bestStep: step, waited: 0 };
  return { ...state, waited: state.waited + 1 };
}

export function isOver({ patience }: EarlyStoppingSection, { waited }: EarlyStoppingState): boolean {
  return waited >= patience;
}
