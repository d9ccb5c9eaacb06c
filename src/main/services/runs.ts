import { DescentError } from '../../shared/api/errors.ts';
import { anyState, refusal, stateWord } from '../../shared/api/reasons.ts';
import type { Inspection } from '../../shared/api/inspection.ts';
import type { RunDetail, RunEvent, RunSeries, RunSummary, Series } from '../../shared/api/records.ts';
import { nearest } from '../../shared/experiment/check.ts';
import type { RunDocument } from '../../shared/experiment/document.ts';
import { applySettings } from '../../shared/experiment/expand.ts';
import type { Language } from '../../shared/schema/localized.ts';
import type { RunChange, StoredRun } from '../store/rows.ts';
import type { RunQuery } from '../store/runs.ts';
import type { SeriesStretch, StretchRequest } from '../store/series/reader.ts';
import type { Store } from '../store/store.ts';
import type { CatalogService } from './catalog.ts';
import type { CheckpointService } from './checkpoints.ts';
import type { RunEvents } from './events.ts';
import { finiteOrNull } from './finite.ts';
import { newId } from './ids.ts';
import { emptyProgress, networkSketch, toDetail, toSummary } from './summary.ts';
import type { TrainingService } from './training.ts';

export interface RunServiceOptions {
  readonly store: Store;
  readonly catalog: CatalogService;
  readonly training: TrainingService;
  readonly checkpoints: CheckpointService;
  readonly events: RunEvents;
  readonly ownerId: number;
  /** Order of the queue: see `WorkerPool.move`. */
  readonly queue: { readonly ids: () => readonly string[]; readonly move: (runId: string, before: string | null) => void };
}

type SeriesRequest = StretchRequest & { readonly names: readonly string[] };

/** What is done to a run, as a sentence about it says so. */
const deeds = {
  paused: { en: 'paused', zh: '暂停' },
  resumed: { en: 'resumed', zh: '继续' },
  stepped: { en: 'stepped', zh: '单步训练' },
  stopped: { en: 'stopped', zh: '停止' },
  deleted: { en: 'deleted', zh: '删除' },
} as const;
type Deed = keyof typeof deeds;

/** Runs: found, watched, steered, annotated, copied and deleted. */
export class RunService {
  readonly #options: RunServiceOptions;
  readonly #store: Store;

  constructor(options: RunServiceOptions) {
    this.#options = options;
    this.#store = options.store;
  }

  list(query: RunQuery): { runs: RunSummary[]; total: number } {
    const { runs, total } = this.#store.read(() => this.#store.runs.list(query));
    return { runs: runs.map((run) => this.#summary(run)), total };
  }

  get(id: string): RunDetail {
    return this.#store.read(() => {
      const run = this.stored(id);
      return toDetail(run, this.#elsewhere(run), {
        document: this.#store.runs.document(run.seq),
        series: this.#store.series.counts(run.seq),
        checkpoints: this.#options.checkpoints.steps(run),
      });
    });
  }

  /** Documents of several runs, in one view of the store. Runs that are not there, or whose document is damaged, are left out. */
  documents(ids: readonly string[]): { id: string; document: RunDocument }[] {
    return this.#store.read(() =>
      ids.flatMap((id) => {
        const run = this.#store.runs.get(id);
        if (!run || run.deletedAt !== null) return [];
        try {
          return [{ id, document: this.#store.runs.document(run.seq) }];
        } catch (error) {
          if (error instanceof DescentError && error.code === 'store-damaged') return [];
          throw error;
        }
      }),
    );
  }

  /**
   * The run with this id, or the only one whose id begins so.
   * @throws DescentError `not-found` with the nearest id
   */
  resolve(text: string): StoredRun {
    const exact = this.#store.runs.get(text);
    if (exact && exact.deletedAt === null) return exact;
    const candidates = text === '' ? [] : this.#store.runs.startingWith(text);
    if (candidates.length === 1) return this.stored(candidates[0]);
    if (candidates.length > 1) throw refusal('not-found', 'several-runs', { id: text, candidates });
    const suggestion = nearest(text, this.#store.runs.ids());
    throw suggestion ? refusal('not-found', 'no-such-run-but', { id: text, suggestion }) : refusal('not-found', 'no-such-run', { id: text });
  }

  /** @throws DescentError `not-found` */
  stored(id: string): StoredRun {
    const run = this.#store.runs.get(id);
    if (run && run.deletedAt === null) return run;
    throw refusal('not-found', 'no-such-run', { id });
  }

  series(id: string, request: SeriesRequest): Series[] {
    return this.#store.read(() => this.#seriesOf(this.stored(id), request));
  }

  /** Series of several runs, in one view of the store. Runs that are not there are left out. */
  compare(ids: readonly string[], request: SeriesRequest): RunSeries[] {
    return this.#store.read(() =>
      ids.flatMap((id) => {
        const run = this.#store.runs.get(id);
        return run && run.deletedAt === null ? [{ runId: id, series: this.#seriesOf(run, request) }] : [];
      }),
    );
  }

  inspections(id: string, request: { from?: number; to?: number; limit: number }): Inspection[] {
    return this.#store.inspections.read(this.stored(id).seq, request);
  }

  /** Every change of every run, from now on. */
  watch(signal?: AbortSignal): AsyncGenerator<RunEvent, void, void> {
    return this.#options.events.subscribe(signal);
  }

  pause(id: string): RunSummary {
    const run = this.#steerable(id, ['queued', 'running'], 'paused');
    return this.#summary(this.#options.training.pause(run.id));
  }

  /** Goes on with a run: a paused one at once, any other that has work left from its last checkpoint. */
  resume(id: string): RunSummary {
    const run = this.#steerable(id, ['paused', 'interrupted', 'stopped', 'failed'], 'resumed');
    if (this.#options.training.has(id)) return this.#summary(this.#options.training.resume(run.id));
    return this.#summary(this.#options.training.queue(run));
  }

  step(id: string): RunSummary {
    const run = this.#steerable(id, ['paused'], 'stepped');
    if (this.#options.training.has(id)) return this.#summary(this.#options.training.step(run.id));
    return this.#summary(this.#options.training.queue(run, { oneStep: true }));
  }

  async stop(id: string): Promise<RunSummary> {
    const run = this.#steerable(id, ['queued', 'running', 'paused', 'interrupted'], 'stopped');
    if (this.#options.training.has(id)) return this.#summary(await this.#options.training.stop(run.id));
    return this.#change(run, { state: 'stopped', endedAt: Date.now() });
  }

  rename(id: string, name: string): RunSummary {
    return this.#change(this.stored(id), { name });
  }

  archive(id: string, archived: boolean): RunSummary {
    return this.#change(this.stored(id), { archived });
  }

  setTags(id: string, tags: readonly string[]): RunSummary {
    return this.#change(this.stored(id), { tags: [...new Set(tags)] });
  }

  setNotes(id: string, notes: string): RunSummary {
    return this.#change(this.stored(id), { notes });
  }

  /** Takes a run out of every list. One under way is interrupted first. `undelete` brings it back until it is purged. */
  async delete(id: string): Promise<{ deleted: boolean }> {
    const run = this.stored(id);
    this.#refuseElsewhere(run, 'deleted');
    await this.#options.training.interrupt(id);
    this.#store.write(() => this.#store.runs.update(run.seq, { deletedAt: Date.now() }));
    this.#options.events.publish({ type: 'removed', runId: id });
    return { deleted: true };
  }

  /** @throws DescentError `not-found` once it was purged */
  undelete(id: string): RunSummary {
    const run = this.#store.runs.get(id);
    if (!run) throw refusal('not-found', 'run-purged', { id });
    return this.#change(run, { deletedAt: null });
  }

  /** Removes what was deleted before a moment for good, with its files. */
  purge(before: number): void {
    const gone = this.#store.write(() => {
      const runs = this.#store.runs.deletedBefore(before);
      for (const { seq } of runs) this.#store.runs.purge(seq);
      return runs;
    });
    for (const { id } of gone) this.#options.checkpoints.remove(id);
  }

  /** Trains the same document anew, in the same experiment. */
  duplicate(id: string): RunSummary {
    const run = this.stored(id);
    const document = this.#store.runs.document(run.seq);
    const copy = this.#store.write(() => this.#insertBeside(run, { name: run.name, document, forkedFrom: null }));
    return this.#summary(this.#options.training.queue(copy));
  }

  /**
   * A new run of the same experiment that begins from a checkpoint of this one, with values of its document replaced.
   * @throws DescentError `not-found` without such a checkpoint, `document-invalid` for the values
   */
  async fork(id: string, options: { step?: number; set: Readonly<Record<string, unknown>>; name?: string; language: Language }): Promise<RunSummary> {
    const { checkpoints, catalog, training } = this.#options;
    const run = this.stored(id);
    const checkpoint = options.step === undefined ? await checkpoints.last(run) : await checkpoints.at(run, options.step);
    if (!checkpoint) throw refusal('not-found', 'no-checkpoint-yet', { id });
    const document = applySettings(this.#store.runs.document(run.seq), options.set, catalog.describe(), 'set', options.language);
    const name = options.name ?? `${run.name} ⑂ ${checkpoint.step}`;
    const fork = this.#store.write(() => this.#insertBeside(run, { name, document, forkedFrom: { runId: run.id, step: checkpoint.step } }));
    await checkpoints.keep(fork, await checkpoints.write(fork, checkpoint.step, checkpoint.bytes));
    const queued = training.queue(fork);
    if (checkpoint.damaged.length === 0) return this.#summary(queued);
    return this.#change(queued, { setback: { damaged: [...checkpoint.damaged], step: checkpoint.step } });
  }

  /** Puts a queued run before another one, or at the end. */
  move(id: string, before: string | null): { queue: string[] } {
    this.#options.queue.move(id, before);
    return { queue: [...this.#options.queue.ids()] };
  }

  #insertBeside(run: StoredRun, copy: { name: string; document: Parameters<typeof networkSketch>[0]; forkedFrom: { runId: string; step: number } | null }): StoredRun {
    return this.#store.runs.insert(run.experimentSeq, {
      id: newId(run.variant ?? run.experimentName, 'run'),
      name: copy.name,
      variant: run.variant,
      seed: copy.document.seed,
      createdAt: Date.now(),
      network: networkSketch(copy.document),
      progress: emptyProgress(copy.document),
      document: copy.document,
      ownerId: null,
      state: 'interrupted',
      forkedFrom: copy.forkedFrom,
    });
  }

  /** @throws DescentError `conflict` where the run's state does not allow it, or another process trains it */
  #steerable(id: string, states: readonly StoredRun['state'][], what: Deed): StoredRun {
    const run = this.stored(id);
    this.#refuseElsewhere(run, what);
    if (states.includes(run.state)) return run;
    throw refusal('conflict', 'run-state', { id, what: deeds[what], state: stateWord(run.state), allowed: anyState(states) });
  }

  #refuseElsewhere(run: StoredRun, what: Deed): void {
    if (!this.#elsewhere(run)) return;
    throw refusal('conflict', 'run-elsewhere', { id: run.id, what: deeds[what] });
  }

  #elsewhere({ ownerId }: StoredRun): boolean {
    return ownerId !== null && ownerId !== this.#options.ownerId;
  }

  #summary(run: StoredRun): RunSummary {
    return toSummary(run, this.#elsewhere(run));
  }

  #change(run: StoredRun, change: RunChange): RunSummary {
    const summary = this.#summary(this.#store.write(() => this.#store.runs.update(run.seq, change)));
    this.#options.events.publish({ type: 'changed', run: summary });
    return summary;
  }

  #seriesOf(run: StoredRun, { names, ...request }: SeriesRequest): Series[] {
    return names.flatMap((name) => {
      const stretch = this.#store.series.read(run.seq, name, request);
      return stretch ? [toSeries(stretch)] : [];
    });
  }
}

function toSeries({ name, steps, min, max, last, total }: SeriesStretch): Series {
  return { name, steps, min: min.map(finiteOrNull), max: max.map(finiteOrNull), last: last.map(finiteOrNull), total };
}
