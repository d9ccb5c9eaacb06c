import type { RunSummary } from '../api/records.ts';
import type { ParameterValue } from '../experiment/parameters.ts';

/** A run with its parameters. */
export interface ComparedRun {
  readonly run: RunSummary;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
}

/** Runs with the same parameters: they differ in their seed alone. */
export interface ComparedGroup {
  readonly key: string;
  readonly name: string;
  /** Position in the palette: the first run's. */
  readonly position: number;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  readonly runs: readonly RunSummary[];
}

/** Puts repeats together, in the order of their first run. Names that occur twice are told apart by their experiment. */
export function groupBySettings(compared: readonly ComparedRun[]): ComparedGroup[] {
  const groups = new Map<string, ComparedRun[]>();
  for (const one of compared) {
    const key = JSON.stringify(Object.entries(one.parameters).sort(([a], [b]) => (a < b ? -1 : 1)));
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  const list = [...groups.values()].flatMap((members): ComparedGroup[] => {
    const [first] = members;
    if (!first) return [];
    const runs = members.map(({ run }) => run).sort((a, b) => a.seed - b.seed);
    // The first run names the group, whatever was added later.
    return [{ key: first.run.id, name: runs.length > 1 ? (first.run.variant ?? first.run.experimentName) : first.run.name, position: first.run.colour, parameters: first.parameters, runs }];
  });
  const names = new Map<string, number>();
  for (const { name } of list) names.set(name, (names.get(name) ?? 0) + 1);
  return list.map((group) => ((names.get(group.name) ?? 0) > 1 && group.runs[0] ? { ...group, name: `${group.name} · ${group.runs[0].experimentName}` } : group));
}
