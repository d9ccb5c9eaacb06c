import type { FinishedTrial, Settings } from './trial.ts';

/**
 * Proposes the trials of one round.
 *
 * A proposal follows from the seed, the trial's index and earlier results alone; a sampler keeps nothing between calls. So a search that
 * was killed and resumed proposes exactly what it would have, and the order in which parallel trials happen to end changes nothing:
 * trial k reads the results of trials 0 … k − lookback and knows the settings, never the results, of those in between.
 */
export interface TrialSampler {
  /** How many trials there are in all; undefined = without end. */
  readonly size?: number;
  /** Whether proposals read earlier results at all. */
  readonly adaptive: boolean;
  /** The settings of trial `index`; 0 ≤ index < size. */
  propose(index: number, history: History): Settings;
}

/** What a proposal may know. */
export interface History {
  /** Trials 0 … index − lookback, in order, all of them finished. */
  readonly finished: readonly FinishedTrial[];
  /** Settings of the trials after those, up to index − 1. */
  readonly pending: readonly Settings[];
}

export const noHistory: History = { finished: [], pending: [] };
