import type { SearchSection } from '../../shared/experiment/document.ts';
import { bestTrial, type FinishedTrial } from './trial.ts';

/**
 * Whether the last `patience` of the trials have brought nothing better. Trials that were given up or failed count: they were tries.
 * @param finished trials 0 … n − 1, in order
 */
export function noBetterFor(finished: readonly FinishedTrial[], patience: number, goal: SearchSection['goal']): boolean {
  if (finished.length <= patience) return false;
  const best = bestTrial(finished, goal);
  return finished.length - 1 - (best?.index ?? -1) >= patience;
}
