import type { ExpectedRow } from '../experiment/recipe.ts';

/** How far a mean over seeds may lie from the expected one: 4·sd + 0.01. */
export function tolerance({ sd }: Pick<ExpectedRow, 'sd'>): number {
  return 4 * sd + 0.01;
}

/** What one run, or one group of runs, says about a row: a number, or that it diverged, or nothing yet. */
export type Observation = { readonly kind: 'value'; readonly value: number } | { readonly kind: 'diverged' } | { readonly kind: 'pending' };

/** An expected row beside what was measured. */
export interface RowResult {
  /** Mean over the runs that have a value; null where none has. */
  readonly value: number | null;
  /** Value of each run. */
  readonly values: readonly number[];
  readonly diverged: number;
  /** Runs whose value is still to come. */
  readonly pending: number;
  /** Null as long as something is pending or nothing is there. */
  readonly agrees: boolean | null;
}

/**
 * Holds what was observed against a row. A diverged run counts with the row's `diverged` value where it has one: the reference
 * program reads NaN as the first class. Elsewhere one diverged run is disagreement.
 */
export function judge(row: Pick<ExpectedRow, 'mean' | 'sd' | 'diverged'>, observations: readonly Observation[]): RowResult {
  const values = observations.flatMap((seen) => (seen.kind === 'value' ? [seen.value] : seen.kind === 'diverged' && row.diverged !== undefined ? [row.diverged] : []));
  const diverged = observations.filter((seen) => seen.kind === 'diverged').length;
  const pending = observations.filter((seen) => seen.kind === 'pending').length;
  const value = values.length === 0 ? null : values.reduce((sum, each) => sum + each, 0) / values.length;
  const lost = diverged > 0 && row.diverged === undefined;
  if (lost) return { value, values, diverged, pending, agrees: false };
  if (pending > 0 || value === null) return { value, values, diverged, pending, agrees: null };
  // A hair of room for the rounding of the published numbers.
  return { value, values, diverged, pending, agrees: Math.abs(value - row.mean) <= tolerance(row) + 1e-9 };
}
