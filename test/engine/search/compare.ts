import type { SearchSection } from '../../../src/shared/experiment/document.ts';
import { createSearch } from '../../../src/engine/search/search.ts';
import { bestTrial, type Settings } from '../../../src/engine/search/trial.ts';
import type { TestFunction } from './functions.ts';
import { simulate } from './simulate.ts';

/** The smallest value found in so many trials. */
export function bestAfter({ space, value }: TestFunction, method: SearchSection['method'], seed: number, trials: number): number {
  const section: SearchSection = { method, trials, metric: 'validationLoss', goal: 'minimize', space };
  const { trials: ended } = simulate(createSearch({ section, base: {}, seed }), (settings: Settings) => [value(settings)]);
  return bestTrial(ended, 'minimize')?.outcome.value ?? NaN;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
