import { metricNames, type RunSummary } from '../../../shared/api/records.ts';
import type { ParameterValue } from '../../../shared/experiment/parameters.ts';

/** What a run can be sorted, filtered and grouped by, and shown with: its record, its metrics, its parameters. */

/** A run together with its parameters, where they are known. */
export interface RunRow {
  readonly run: RunSummary;
  readonly parameters: Readonly<Record<string, ParameterValue>> | undefined;
}

export const aggregates = ['last', 'best', 'min', 'max'] as const;
export type Aggregate = (typeof aggregates)[number];

export const curveNames = ['loss', ...metricNames] as const;
export type CurveName = (typeof curveNames)[number];

export type FieldValue = ParameterValue | undefined;

/** Key of a field: `state`, `metric:testAccuracy:best`, `parameter:optimizer.lr`. */
export type FieldKey = string;

export const recordFields = ['name', 'state', 'experiment', 'variant', 'network', 'dataset', 'seed', 'parameters', 'step', 'created', 'duration', 'tags', 'notes'] as const;
export type RecordField = (typeof recordFields)[number];

const records: Record<RecordField, (run: RunSummary) => FieldValue> = {
  name: (run) => run.name,
  state: (run) => run.state,
  experiment: (run) => run.experimentName,
  variant: (run) => run.variant,
  network: (run) => run.network,
  dataset: (run) => run.dataset,
  seed: (run) => run.seed,
  parameters: (run) => run.parameters,
  step: (run) => run.progress.step,
  created: (run) => run.createdAt,
  duration: (run) => (run.startedAt === null ? null : ((run.endedAt ?? Date.now()) - run.startedAt) / 1000),
  tags: (run) => run.tags.join(', '),
  notes: (run) => run.notes,
};

export function metricKey(curve: CurveName, aggregate: Aggregate): FieldKey {
  return `metric:${curve}:${aggregate}`;
}

export function parameterKey(path: string): FieldKey {
  return `parameter:${path}`;
}

/** The parts of a field's key. */
export function parseKey(key: FieldKey): { kind: 'record'; name: RecordField } | { kind: 'metric'; curve: CurveName; aggregate: Aggregate } | { kind: 'parameter'; path: string } | undefined {
  const [kind = '', first = '', second = ''] = key.split(':');
  if (kind === 'metric') {
    const curve = curveNames.find((name) => name === first);
    const aggregate = aggregates.find((name) => name === second);
    return curve && aggregate ? { kind, curve, aggregate } : undefined;
  }
  if (kind === 'parameter') return { kind, path: key.slice('parameter:'.length) };
  const name = recordFields.find((field) => field === key);
  return name ? { kind: 'record', name } : undefined;
}

/** Whether more of a curve is better. */
export function higherIsBetter(curve: CurveName): boolean {
  return curve.endsWith('Accuracy');
}

/** The value of a field of a run; undefined or null where there is none. */
export function readField(row: RunRow, key: FieldKey): FieldValue {
  const field = parseKey(key);
  if (!field) return undefined;
  if (field.kind === 'record') return records[field.name](row.run);
  if (field.kind === 'parameter') return row.parameters?.[field.path];
  const extremes = row.run.metrics[field.curve];
  if (!extremes) return null;
  const part = field.aggregate === 'best' ? (higherIsBetter(field.curve) ? 'max' : 'min') : field.aggregate;
  return extremes[part];
}

/** Orders rows by a field; runs without a value stand last, whichever way it goes. */
export function compareRows(key: FieldKey, descending: boolean): (a: RunRow, b: RunRow) => number {
  const sign = descending ? -1 : 1;
  return (a, b) => {
    const left = readField(a, key) ?? undefined;
    const right = readField(b, key) ?? undefined;
    if (left === undefined || right === undefined) return Number(left === undefined) - Number(right === undefined);
    if (typeof left === 'number' && typeof right === 'number') return sign * (left - right);
    return sign * String(left).localeCompare(String(right), undefined, { numeric: true });
  };
}
