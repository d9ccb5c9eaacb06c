import type { Environment, Extremes, Progress, RunEvent } from '../../shared/api/records.ts';
import { metricNames } from '../../shared/api/records.ts';
import type { Inspection } from '../../shared/api/inspection.ts';
import type { Points } from '../../engine/worker/protocol.ts';
import type { StoredRun } from '../store/rows.ts';
import type { SeriesWriter } from '../store/series/writer.ts';
import type { Store } from '../store/store.ts';
import { finiteOrNull, finiteProgress } from './finite.ts';

/** Series whose last value and extremes are kept with the run, for lists. */
const summarized: readonly string[] = ['loss', ...metricNames];
const sparklinePoints = 60;
/** Milliseconds between two sparklines of a run that trains. */
const sparklineEvery = 2000;

/** Stores what one run's worker records. Made when the run begins or goes on, dropped when it ends. */
export class RunRecorder {
  readonly seq: number;
  readonly #store: Store;
  readonly #writer: SeriesWriter;
  readonly #runId: string;
  #metrics: Record<string, Extremes> = {};
  #sparklineAt = 0;
  /** Seconds trained before the clock was last started, and when that was; undefined while it stands. */
  #trained = 0;
  #since: number | undefined;
  #recordedStep = 0;

  constructor(store: Store, run: StoredRun) {
    this.#store = store;
    this.seq = run.seq;
    this.#runId = run.id;
    this.#writer = store.seriesWriter(run.seq);
  }

  /** The last step whose points are stored. */
  get recordedStep(): number {
    return this.#recordedStep;
  }

  /** Takes everything after `step` out and goes on from there. Call inside a transaction. */
  beginAfter(step: number): void {
    this.#writer.truncateAfter(step);
    this.#store.inspections.truncateAfter(this.seq, step);
    this.#recordedStep = step;
    const counts = this.#store.series.counts(this.seq);
    this.#metrics = {};
    for (const name of summarized) if (counts[name]) this.#metrics[name] = this.#extremesOf(name);
    this.#trained = this.#store.series.read(this.seq, 'seconds', { points: 1 })?.last[0] ?? 0;
    this.#since = undefined;
  }

  startClock(): void {
    this.#since ??= performance.now();
  }

  stopClock(): void {
    this.#trained = this.#seconds();
    this.#since = undefined;
  }

  /** Stores new points in one transaction and answers the event that tells of them. */
  record(progress: Progress, points: Readonly<Record<string, Points>>, inspections: readonly Inspection[]): RunEvent {
    const clean = finiteProgress(progress);
    const timed = progress.step > this.#recordedStep ? { ...points, seconds: { steps: [progress.step], values: [this.#seconds()] } } : points;
    try {
      this.#store.write(() => {
        this.#writer.append(timed);
        this.#store.inspections.insert(this.seq, inspections);
        for (const name of summarized) if (points[name]) this.#metrics[name] = extended(this.#metrics[name], points[name].values);
        const drawn = performance.now() - this.#sparklineAt >= sparklineEvery || this.#sparklineAt === 0;
        if (drawn) this.#sparklineAt = performance.now();
        this.#store.runs.update(this.seq, { progress: clean, metrics: this.#metrics, ...(drawn ? { sparkline: this.sparkline() } : {}) });
      });
    } catch (error) {
      this.#writer.forget();
      throw error;
    }
    this.#recordedStep = Math.max(this.#recordedStep, progress.step);
    return {
      type: 'recorded',
      runId: this.#runId,
      progress: clean,
      points: Object.fromEntries(Object.entries(timed).map(([name, { steps, values }]) => [name, { steps: [...steps], values: values.map(finiteOrNull) }])),
    };
  }

  /** The training loss in a few points. */
  sparkline(): (number | null)[] {
    return this.#store.series.read(this.seq, 'loss', { points: sparklinePoints })?.last.map(finiteOrNull) ?? [];
  }

  #seconds(): number {
    return this.#trained + (this.#since === undefined ? 0 : (performance.now() - this.#since) / 1000);
  }

  #extremesOf(name: string): Extremes {
    const whole = this.#store.series.read(this.seq, name, { points: 1 });
    if (!whole) return { last: null, min: null, max: null };
    return { last: finiteOrNull(whole.last[0]), min: finiteOrNull(whole.min[0]), max: finiteOrNull(whole.max[0]) };
  }
}

function extended(before: Extremes | undefined, values: readonly number[]): Extremes {
  let { min, max } = before ?? { min: null, max: null };
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (min === null || value < min) min = value;
    if (max === null || value > max) max = value;
  }
  return { last: values.length > 0 ? finiteOrNull(values[values.length - 1]) : (before?.last ?? null), min, max };
}

/** The machine a run trains on. */
export type Machine = Pick<Environment, 'version' | 'cpu' | 'os' | 'node'>;
