import type { RunState } from '../../../shared/api/records.ts';
import type { RunDocument } from '../../../shared/experiment/document.ts';
import type { StoredRun } from '../../store/rows.ts';
import type { Store } from '../../store/store.ts';
import { metricNames, type Evaluation } from '../../../shared/api/records.ts';

/** A series with all its points, a stretch at a time. */
export interface Series {
  readonly name: string;
  points(): Iterable<{ readonly steps: Float64Array; readonly values: Float64Array }>;
}

/** A run as other programs' trackers want it. Times are milliseconds. */
export interface TrackedRun {
  readonly id: string;
  readonly name: string;
  readonly variant: string | null;
  readonly seed: number;
  readonly state: RunState;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly document: RunDocument;
  readonly final: Evaluation | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly series: readonly Series[];
  /** About when a step was: the studio keeps no time for each, so they are spread evenly. */
  timeOf(step: number): number;
}

/** A file below the folder that is written. */
export interface TrackerFile {
  readonly path: string;
  readonly content: string | Uint8Array;
}

export function trackedRun(run: StoredRun, store: Store): TrackedRun {
  const startedAt = run.startedAt ?? run.createdAt;
  const lasted = (run.endedAt ?? Date.now()) - startedAt;
  const steps = Math.max(1, run.progress.step);
  const counts = store.series.counts(run.seq);
  return {
    id: run.id,
    name: run.name,
    variant: run.variant,
    seed: run.seed,
    state: run.state,
    startedAt,
    endedAt: run.endedAt,
    document: store.runs.document(run.seq),
    final: run.final,
    tags: { 'descent.run': run.id, 'descent.data': run.dataset ?? '', 'descent.dataHash': run.dataHash ?? '', 'descent.version': run.environment?.version ?? '', 'descent.kernels': run.environment?.kernels ?? '', ...Object.fromEntries(run.tags.map((tag) => [`tag.${tag}`, 'true'])) },
    series: ['loss', 'lr', ...metricNames].filter((name) => (counts[name] ?? 0) > 0).map((name) => ({ name, points: () => store.series.points(run.seq, name) })),
    timeOf: (step) => Math.round(startedAt + (lasted * Math.min(step, steps)) / steps),
  };
}

/** Every value of a document with its path, such as `optimizer.lr`; what only names or describes it is left out. */
export function parametersOf(document: RunDocument): [path: string, value: string][] {
  const { format: _format, name: _name, description: _description, ...rest } = document;
  return [...leaves(rest, '')];
}

function* leaves(value: unknown, path: string): Generator<[string, string]> {
  // A document is JSON: strings, numbers, truth values, and what holds them; what is null is not set.
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') yield [path, String(value)];
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) yield* leaves(inner, path === '' ? key : `${path}.${key}`);
}
