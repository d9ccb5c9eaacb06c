import type { RunSummary } from '../../../shared/api/records.ts';
import type { SweepSummary } from '../../../shared/api/sweeps.ts';
import { groupKey, groupRuns, type RunGroup } from '../../stores/groups.ts';

/** A line of "recent runs": runs that differ in their seed alone, or a sweep with all its trials. */
export type RecentItem = { readonly kind: 'runs'; readonly key: string; readonly group: RunGroup } | { readonly kind: 'sweep'; readonly key: string; readonly sweep: SweepSummary; readonly trials: readonly RunSummary[] };

/**
 * The newest work, most recent first; however many trials a sweep has, it is one line.
 * @param runs newest first
 */
export function recentItems(runs: readonly RunSummary[], sweepOf: (run: RunSummary) => SweepSummary | undefined, most: number): RecentItem[] {
  const groups = new Map(groupRuns(runs.filter((run) => !sweepOf(run))).map((group) => [group.key, group]));
  const items = new Map<string, RecentItem>();
  for (const run of runs) {
    const sweep = sweepOf(run);
    const key = sweep ? `sweep ${sweep.id}` : groupKey(run);
    if (items.has(key)) continue;
    if (items.size === most) break;
    const group = groups.get(key);
    if (sweep) items.set(key, { kind: 'sweep', key, sweep, trials: runs.filter((one) => sweepOf(one) === sweep) });
    else if (group) items.set(key, { kind: 'runs', key, group });
  }
  return [...items.values()];
}
