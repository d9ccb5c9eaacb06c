import { metricNames } from '../../../shared/api/records.ts';
import { csvText } from '../../../shared/text/csv.ts';
import { parametersOf, type TrackedRun, type TrackerFile } from './tracked.ts';

/** The runs of an experiment as a table: settings, and what came out. */
export function runsTable(runs: readonly TrackedRun[]): TrackerFile {
  const parameters = runs.map(({ document }) => new Map(parametersOf(document)));
  const paths = [...new Set(parameters.flatMap((values) => [...values.keys()]))];
  const time = (at: number | null) => (at === null ? '' : new Date(at).toISOString());
  const rows = runs.map((run, i) => [run.id, run.name, run.variant ?? '', run.state, time(run.startedAt), time(run.endedAt), ...metricNames.map((name) => run.final?.[name] ?? ''), ...paths.map((path) => parameters[i]?.get(path) ?? '')]);
  return { path: 'runs.csv', content: csvText([['id', 'name', 'variant', 'state', 'started', 'ended', ...metricNames, ...paths], ...rows]) };
}
