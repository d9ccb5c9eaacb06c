import { z } from 'zod';
import { refusal } from '../../shared/api/reasons.ts';
import { environmentSchema, evaluationSchema, extremesSchema, failureSchema, progressSchema, runStates, setbackSchema, type Environment, type Evaluation, type Extremes, type Failure, type Progress, type RunState, type Setback } from '../../shared/api/records.ts';
import type { RunDocument } from '../../shared/experiment/document.ts';

/** A run as the store gives it to the services, without its document. */
export interface StoredRun {
  readonly seq: number;
  readonly id: string;
  readonly experimentSeq: number;
  readonly experimentId: string;
  readonly experimentName: string;
  readonly ownerId: number | null;
  readonly revision: number;
  readonly name: string;
  readonly variant: string | null;
  readonly seed: number;
  readonly state: RunState;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly colour: number;
  readonly network: string;
  readonly parameters: number | null;
  readonly dataset: string | null;
  readonly dataHash: string | null;
  readonly stepsPerEpoch: number | null;
  readonly progress: Progress;
  readonly final: Evaluation | null;
  readonly best: Evaluation | null;
  readonly failure: Failure | null;
  readonly environment: Environment | null;
  readonly sparkline: readonly (number | null)[];
  /** Last value and extremes of each recorded series of metrics. */
  readonly metrics: Readonly<Record<string, Extremes>>;
  readonly tags: readonly string[];
  readonly notes: string;
  readonly archived: boolean;
  readonly deletedAt: number | null;
  readonly forkedFrom: { readonly runId: string; readonly step: number } | null;
  readonly setback: Setback | null;
}

/** What a run is made with. */
export interface NewRun {
  readonly id: string;
  readonly name: string;
  readonly variant: string | null;
  readonly seed: number;
  readonly createdAt: number;
  readonly network: string;
  readonly progress: Progress;
  readonly document: RunDocument;
  readonly ownerId: number | null;
  readonly state: RunState;
  /** Position in the palette; left out, it takes its turn. */
  readonly colour?: number;
  readonly forkedFrom?: { readonly runId: string; readonly step: number } | null;
}

/** What may change in a run. */
export type RunChange = Partial<
  Pick<
    StoredRun,
    | 'ownerId'
    | 'name'
    | 'state'
    | 'startedAt'
    | 'endedAt'
    | 'network'
    | 'parameters'
    | 'dataset'
    | 'dataHash'
    | 'stepsPerEpoch'
    | 'progress'
    | 'final'
    | 'best'
    | 'failure'
    | 'environment'
    | 'sparkline'
    | 'metrics'
    | 'tags'
    | 'notes'
    | 'archived'
    | 'deletedAt'
    | 'setback'
  >
>;

/** One column of `runs`: its name, and how a value is kept where it is not kept as it is. */
interface Column {
  readonly name: string;
  readonly kept?: 'json' | 'boolean';
  /** What JSON must be to be believed; what stands in for it where it is not. */
  readonly schema?: z.ZodType;
  readonly empty?: unknown;
}

const nothingDone: Progress = { step: 0, totalSteps: 0, epoch: 0, totalEpochs: 0, lr: null, loss: null, stepsPerSecond: null, secondsLeft: null, preparing: null };

/** The columns behind the fields of a run, declared once for reading and writing. */
export const runColumns = {
  seq: { name: 'seq' },
  id: { name: 'id' },
  experimentSeq: { name: 'experiment_seq' },
  ownerId: { name: 'owner_id' },
  revision: { name: 'revision' },
  name: { name: 'name' },
  variant: { name: 'variant' },
  seed: { name: 'seed' },
  state: { name: 'state' },
  createdAt: { name: 'created_at' },
  startedAt: { name: 'started_at' },
  endedAt: { name: 'ended_at' },
  colour: { name: 'colour' },
  network: { name: 'network' },
  parameters: { name: 'parameters' },
  dataset: { name: 'dataset' },
  dataHash: { name: 'data_hash' },
  stepsPerEpoch: { name: 'steps_per_epoch' },
  progress: { name: 'progress', kept: 'json', schema: progressSchema, empty: nothingDone },
  final: { name: 'final', kept: 'json', schema: evaluationSchema },
  best: { name: 'best', kept: 'json', schema: evaluationSchema },
  failure: { name: 'failure', kept: 'json', schema: failureSchema },
  environment: { name: 'environment', kept: 'json', schema: environmentSchema },
  sparkline: { name: 'sparkline', kept: 'json', schema: z.array(z.number().nullable()), empty: [] },
  metrics: { name: 'metrics', kept: 'json', schema: z.record(z.string(), extremesSchema), empty: {} },
  tags: { name: 'tags', kept: 'json', schema: z.array(z.string()), empty: [] },
  notes: { name: 'notes' },
  archived: { name: 'archived', kept: 'boolean' },
  deletedAt: { name: 'deleted_at' },
  forkedFrom: { name: 'forked_from', kept: 'json', schema: z.object({ runId: z.string(), step: z.number() }) },
  setback: { name: 'setback', kept: 'json', schema: setbackSchema },
} as const satisfies Record<Exclude<keyof StoredRun, 'experimentId' | 'experimentName'>, Column>;

/** A value as its column keeps it. */
export function toColumn(field: keyof typeof runColumns, value: unknown): unknown {
  const { kept }: Column = runColumns[field];
  if (value === null || value === undefined) return null;
  if (kept === 'json') return JSON.stringify(value);
  return kept === 'boolean' ? Number(value) : value;
}

/**
 * A row of `selectRuns` as a run. A disk that turns bits round may leave a sound database with a value in it that is none: that value counts
 * as missing, so that the run, and the list it stands in, can still be had.
 */
export function toRun(row: Readonly<Record<string, unknown>>): StoredRun {
  const run: Record<string, unknown> = { experimentId: row.experiment_id, experimentName: row.experiment_name };
  for (const [field, column] of Object.entries(runColumns) as [string, Column][]) {
    const value = row[column.name];
    if (value === null) run[field] = null;
    else if (column.kept === 'json') run[field] = believed(value, column);
    else run[field] = column.kept === 'boolean' ? value !== 0 : value;
  }
  if (!runStates.includes(run.state as RunState)) run.state = 'failed';
  return run as unknown as StoredRun;
}

function believed(value: unknown, { schema = z.unknown(), empty = null }: Column): unknown {
  const { success, data } = schema.safeParse(jsonOr(value, undefined));
  return success ? data : empty;
}

/** JSON that the store holds, or what stands in for it where it is damaged. */
export function jsonOr(text: unknown, otherwise: unknown): unknown {
  try {
    return JSON.parse(String(text)) as unknown;
  } catch {
    return otherwise;
  }
}

/**
 * JSON that the store holds and cannot do without.
 * @param of whose it is, for the message
 * @throws DescentError `store-damaged`
 */
export function storedJson(text: unknown, of: string): unknown {
  try {
    return JSON.parse(String(text));
  } catch (cause) {
    throw refusal('store-damaged', 'record-damaged', { of }, { cause });
  }
}

/** Everything of runs but their documents, with the name of their experiment. */
export const selectRuns = `SELECT ${Object.values(runColumns)
  .map(({ name }) => `runs.${name}`)
  .join(', ')}, experiments.id AS experiment_id, experiments.name AS experiment_name
  FROM runs JOIN experiments ON experiments.seq = runs.experiment_seq`;
