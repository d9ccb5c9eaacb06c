import type { DocumentPath, SearchSection } from '../../shared/experiment/document.ts';

/** What one trial puts into the document: a value for each active parameter, parents before the parameters inside them. */
export type Settings = Readonly<Record<DocumentPath, unknown>>;

/** The metric after so many epochs. */
export interface Report {
  readonly epoch: number;
  /** Null where the network had diverged. */
  readonly value: number | null;
}

/**
 * A trial that has ended.
 * - `done`: trained to its end; `value` is the metric there.
 * - `pruned`: given up at a rung; `value` is the metric there.
 * - `failed`: no value, because the network diverged.
 */
export interface Outcome {
  readonly state: 'done' | 'pruned' | 'failed';
  readonly value: number | null;
  /** The metric at the rungs that were reached, ascending by epoch; empty without pruning. */
  readonly reports: readonly Report[];
}

/** A trial of one round. Trials are numbered from 0 in the order in which they are proposed, whichever ends first. */
export interface Trial {
  readonly index: number;
  readonly settings: Settings;
  /** Undefined as long as it is under way. */
  readonly outcome?: Outcome;
}

export interface FinishedTrial extends Trial {
  readonly outcome: Outcome;
}

export function isFinished(trial: Trial): trial is FinishedTrial {
  return trial.outcome !== undefined;
}

/** A loss for comparison: smaller is better, whatever the goal; no value is worse than any. */
export function lossOf(value: number | null, goal: SearchSection['goal']): number {
  if (value === null || Number.isNaN(value)) return Infinity;
  return goal === 'maximize' ? -value : value;
}

/** The best of the trials that were trained to their end, the earlier one where two are equal. */
export function bestTrial(trials: readonly Trial[], goal: SearchSection['goal']): FinishedTrial | undefined {
  let best: FinishedTrial | undefined;
  for (const trial of trials) {
    if (!isFinished(trial) || trial.outcome.state !== 'done' || trial.outcome.value === null) continue;
    if (!best || lossOf(trial.outcome.value, goal) < lossOf(best.outcome.value, goal)) best = trial;
  }
  return best;
}
