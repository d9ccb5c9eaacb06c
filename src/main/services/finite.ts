import type { Evaluation, Progress } from '../../shared/api/records.ts';

/** A value as the contract carries it: what is not finite becomes a gap. */
export const finiteOrNull = (value: number | null): number | null => (value !== null && Number.isFinite(value) ? value : null);

/** Progress whose values are finite or null. */
export function finiteProgress(progress: Progress): Progress {
  const { lr, loss, stepsPerSecond, secondsLeft } = progress;
  return { ...progress, lr: finiteOrNull(lr), loss: finiteOrNull(loss), stepsPerSecond: finiteOrNull(stepsPerSecond), secondsLeft: finiteOrNull(secondsLeft) };
}

/** An evaluation whose values are finite or null. */
export function finiteEvaluation(evaluation: Evaluation): Evaluation {
  return Object.fromEntries(Object.entries(evaluation).map(([name, value]) => [name, finiteOrNull(value)])) as Evaluation;
}
