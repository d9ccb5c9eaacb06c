import { client } from '../client/client.ts';
import type { RunSummary } from '../../shared/api/records.ts';
import { useRuns } from './runs.ts';

/**
 * Where the report on some runs is written: one run's own, that of the experiment they all are, else that of a comparison, which is kept for
 * it. A screen only links there: it never knows the screen of reports.
 */
export async function reportPath(runs: readonly RunSummary[]): Promise<string> {
  const [first] = runs;
  if (!first) return '/reports';
  if (runs.length === 1) return `/reports/run/${first.id}`;
  const whole = useRuns().list.filter((run) => run.experimentId === first.experimentId);
  const chosen = new Set(runs.map(({ id }) => id));
  if (whole.length === chosen.size && whole.every(({ id }) => chosen.has(id))) return `/reports/experiment/${first.experimentId}`;
  const kept = (await client.comparisons.list()).find(({ runIds }) => runIds.length === chosen.size && runIds.every((id) => chosen.has(id)));
  const comparison = kept ?? (await client.comparisons.save({ name: nameOf(runs), runIds: runs.map(({ id }) => id), view: {} }));
  return `/reports/comparison/${comparison.id}`;
}

/** A name for runs held together: their experiment's, else their own. */
function nameOf(runs: readonly RunSummary[]): string {
  const experiments = [...new Set(runs.map(({ experimentName }) => experimentName))];
  const names = [...new Set(runs.map(({ name }) => name))];
  return (experiments.length === 1 ? experiments : names.slice(0, 3)).join(', ').slice(0, 200);
}
