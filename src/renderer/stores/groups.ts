import type { RunSummary } from '../../shared/api/records.ts';

/** Runs that differ in their seed alone: the repeats of one variant of one experiment. */
export interface RunGroup {
  readonly key: string;
  readonly name: string;
  /** Newest first. */
  readonly runs: readonly RunSummary[];
}

/** Groups in the order of their newest run. */
export function groupRuns(runs: readonly RunSummary[]): RunGroup[] {
  const groups = new Map<string, RunSummary[]>();
  for (const run of runs) {
    const key = groupKey(run);
    const group = groups.get(key);
    if (group) group.push(run);
    else groups.set(key, [run]);
  }
  return [...groups].map(([key, members]) => ({ key, runs: members, name: groupName(members) }));
}

export function groupKey(run: RunSummary): string {
  return `${run.experimentId}\n${run.variant ?? ''}`;
}

function groupName(members: readonly RunSummary[]): string {
  const [first] = members;
  if (!first) return '';
  return members.length === 1 ? first.name : (first.variant ?? first.experimentName);
}

/** Mean of a number of each member, of those that have it; undefined where none has. */
export function meanOf(runs: readonly RunSummary[], read: (run: RunSummary) => number | null | undefined): number | undefined {
  const values = runs.map(read).filter((value) => value !== null && value !== undefined);
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}
