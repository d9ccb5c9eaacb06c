import { checkSearch } from '../../engine/search/check.ts';
import { narrowedSpace } from '../../engine/search/narrow.ts';
import { refusal } from '../../shared/api/reasons.ts';
import type { RunSummary } from '../../shared/api/records.ts';
import type { SweepDetail, SweepEvent, SweepSummary } from '../../shared/api/sweeps.ts';
import { parseExperiment } from '../../shared/experiment/check.ts';
import type { SearchSection } from '../../shared/experiment/document.ts';
import type { Language } from '../../shared/schema/localized.ts';
import type { Store } from '../store/store.ts';
import type { StoredSweep, SweepChange } from '../store/sweeps.ts';
import type { CatalogService } from './catalog.ts';
import type { DatasetService } from './datasets.ts';
import type { RunEvents } from './events.ts';
import { newId } from './ids.ts';
import { emptyProgress, networkSketch, toSummary } from './summary.ts';
import { SweepAnnouncer } from './sweeps/announcer.ts';
import type { SweepReader } from './sweeps/reader.ts';
import { bestOf, testDocument } from './sweeps/records.ts';
import { SweepRunner } from './sweeps/runner.ts';
import type { TrainingService } from './training.ts';

export interface SweepServiceOptions {
  readonly store: Store;
  readonly reader: SweepReader;
  readonly catalog: CatalogService;
  readonly datasets: DatasetService;
  readonly training: TrainingService;
  readonly events: RunEvents;
  readonly ownerId: number;
  /** Runs that train at once. */
  readonly parallel: () => number;
}

/** Sweeps: searches for hyperparameters, in rounds of trials, judged on the validation set. What is known of them, `sweeps/reader` tells. */
export class SweepService {
  readonly #options: SweepServiceOptions;
  readonly #store: Store;
  readonly #reader: SweepReader;
  readonly #announcer: SweepAnnouncer;
  readonly #runners = new Map<string, SweepRunner>();
  readonly #waiting = new Map<string, (() => void)[]>();

  constructor(options: SweepServiceOptions) {
    this.#options = options;
    this.#store = options.store;
    this.#reader = options.reader;
    this.#announcer = new SweepAnnouncer(options.reader);
    options.events.listen((event) => {
      for (const runner of this.#runners.values()) {
        if (event.type === 'changed') runner.hear(event.run);
        else if (event.type === 'removed') runner.hearRemoved(event.runId);
      }
    });
  }

  /**
   * Checks a document with a search, stores it, and starts its first round.
   * @throws DescentError `document-invalid`, `dataset-missing`
   */
  async start(value: unknown, { language, baseDirectory }: { readonly language: Language; readonly baseDirectory: string }): Promise<SweepDetail> {
    const document = parseExperiment(value, this.#options.catalog.describe(), language);
    checkSearch(document, this.#options.catalog.describe(), language);
    const { search } = document;
    await this.#options.datasets.locate(document.data, baseDirectory);
    const createdAt = Date.now();
    const sweep = this.#store.write(() => {
      const experiment = this.#store.experiments.insert({ id: newId(document.name, 'experiment'), name: document.name, createdAt, baseDirectory, document });
      const added = this.#store.sweeps.insert({ id: experiment.id, experimentSeq: experiment.seq, ownerId: this.#options.ownerId, createdAt });
      this.#store.sweeps.insertRound(added.seq, { round: 0, section: search, first: 0, ended: null });
      return added;
    });
    this.#run(sweep, language);
    return this.#reader.get(sweep.id);
  }

  /** Every change of every sweep of this process, from now on. */
  watch(signal?: AbortSignal): AsyncGenerator<SweepEvent, void, void> {
    return this.#announcer.subscribe(signal);
  }

  /** When the sweep no longer runs in this process. */
  async finished(id: string): Promise<SweepDetail> {
    if (this.#runners.has(id)) await new Promise<void>((resolve) => this.#waiting.set(id, [...(this.#waiting.get(id) ?? []), resolve]));
    return this.#reader.get(id);
  }

  /** Lets go of the trials under way after a checkpoint; `resume` goes on. */
  async pause(id: string): Promise<SweepSummary> {
    return this.#halt(this.#reader.inState(id, ['running'], { en: 'paused', zh: '暂停' }), 'paused');
  }

  /** The same for good: the sweep counts as ended, though it can be resumed. */
  async stop(id: string): Promise<SweepSummary> {
    return this.#halt(this.#reader.inState(id, ['running', 'paused', 'interrupted', 'failed'], { en: 'stopped', zh: '停止' }), 'stopped');
  }

  /** Goes on where the sweep was left, with the trials it would have had. */
  resume(id: string, language: Language = 'en'): SweepSummary {
    const sweep = this.#reader.inState(id, ['paused', 'interrupted', 'stopped', 'failed'], { en: 'resumed', zh: '继续' });
    return this.#goOn(sweep, language);
  }

  /** More trials for the last round, which goes on if it had ended; it no longer stops for want of a better one. */
  addTrials(id: string, trials: number, language: Language = 'en'): SweepSummary {
    const sweep = this.#reader.stored(id);
    this.#reader.refuseElsewhere(sweep);
    const last = this.#reader.lastRound(sweep);
    if (last.section.method === 'grid') throw refusal('conflict', 'grid-exhausted', { id });
    const { patience: _patience, ...section } = last.section;
    const round = { ...last, section: { ...section, trials: last.section.trials + trials }, ended: null };
    this.#store.write(() => this.#store.sweeps.updateRound(sweep.seq, round));
    const runner = this.#runners.get(id);
    if (!runner) return this.#goOn(sweep, language);
    runner.extend(round);
    return this.#announcer.changed(id);
  }

  /**
   * Begins another round, in the range narrowed to the best quarter of the last one unless told otherwise.
   * @throws DescentError `document-invalid`, `conflict` where there are too few trials to narrow
   */
  nextRound(id: string, change: Partial<Pick<SearchSection, 'space' | 'trials' | 'method'>>, language: Language = 'en'): SweepSummary {
    const sweep = this.#reader.inState(id, ['done', 'stopped', 'paused', 'failed', 'interrupted'], { en: 'given another round', zh: '再开一轮' });
    const last = this.#reader.lastRound(sweep);
    const proposed = this.#reader.narrowing(sweep);
    if (!change.space && proposed.length === 0) throw refusal('conflict', 'too-few-trials', { id });
    const section: SearchSection = { ...last.section, ...change, space: change.space ?? narrowedSpace(last.section.space, proposed) };
    const document = this.#reader.document(sweep);
    const catalog = this.#options.catalog.describe();
    const checked = parseExperiment({ ...document, search: section }, catalog, language);
    checkSearch(checked, catalog, language);
    const trials = this.#reader.trials(sweep);
    this.#store.write(() => this.#store.sweeps.insertRound(sweep.seq, { round: last.round + 1, section: checked.search, first: trials.length, ended: null }));
    return this.#goOn(sweep, language);
  }

  /**
   * Trains the best settings on all training examples, the validation set among them, and tests the result: once, because a test set that
   * was looked at while choosing tells nothing.
   * @throws DescentError `conflict` where it was done before, or nothing has been found yet
   */
  test(id: string, language: Language = 'en'): RunSummary {
    const sweep = this.#reader.inState(id, ['done', 'stopped', 'paused', 'failed', 'interrupted'], { en: 'tested', zh: '测试' });
    const before = sweep.testRunId === null ? undefined : this.#store.runs.get(sweep.testRunId);
    if (sweep.testRunId !== null && before?.state !== 'failed') {
      throw refusal('conflict', 'test-set-opened', { id, runId: sweep.testRunId });
    }
    const document = this.#reader.document(sweep);
    const last = this.#reader.lastRound(sweep);
    const best = bestOf(this.#reader.trials(sweep), last.section.goal);
    if (!best) throw refusal('conflict', 'no-whole-trial', { id });
    const epochs = this.#store.runs.get(best.runIds[0])?.progress.epoch ?? 1;
    const trained = testDocument(document, best.settings, epochs, this.#options.catalog.describe(), language);
    const run = this.#store.write(() => {
      const inserted = this.#store.runs.insert(sweep.experimentSeq, {
        id: newId(`test ${document.name}`, 'test'),
        name: `${document.name} · #${best.number + 1}`,
        variant: null,
        seed: trained.seed,
        createdAt: Date.now(),
        network: networkSketch(trained),
        progress: emptyProgress(trained),
        document: trained,
        ownerId: null,
        state: 'interrupted',
      });
      this.#store.sweeps.update(sweep.seq, { testRunId: inserted.id });
      return inserted;
    });
    const queued = this.#options.training.queue(run);
    this.#announcer.changed(sweep.id);
    return toSummary(queued, false);
  }

  /** Takes a sweep and its runs out of every list. */
  async delete(id: string, deleteRun: (runId: string) => Promise<unknown>): Promise<{ deleted: boolean }> {
    const sweep = this.#reader.stored(id);
    this.#reader.refuseElsewhere(sweep);
    await this.#halt(sweep, 'stopped');
    const runs = this.#store.runs.ofExperiment(sweep.experimentSeq);
    this.#store.write(() => this.#store.sweeps.remove(sweep.seq));
    for (const run of runs) await deleteRun(run.id);
    this.#announcer.removed(id);
    return { deleted: true };
  }

  /** Lets go of a sweep of this process after checkpoints, as the end of the process would: it is "interrupted" then. */
  async interrupt(id: string): Promise<void> {
    const runner = this.#runners.get(id);
    if (!runner) return;
    await runner.halt();
    this.#change(this.#reader.stored(id), { ownerId: null });
    this.#leave(id);
  }

  /** Lets go of every sweep of this process: they are "interrupted" then. */
  async close(): Promise<void> {
    const runners = [...this.#runners.values()];
    for (const id of this.#runners.keys()) this.#leave(id);
    await Promise.all(runners.map((runner) => runner.halt()));
    this.#announcer.close();
  }

  #run(sweep: StoredSweep, language: Language): void {
    const runner = new SweepRunner({
      store: this.#store,
      training: this.#options.training,
      catalog: this.#options.catalog.describe(),
      language,
      // One more than trains, so that no worker waits for this thread.
      parallel: () => this.#options.parallel() + 1,
      sweep,
      document: this.#reader.document(sweep),
      round: this.#reader.lastRound(sweep),
      changed: (numbers) => this.#announcer.trialsChanged(sweep.id, numbers),
      ended: (reason) => {
        this.#store.write(() => {
          this.#store.sweeps.updateRound(sweep.seq, { ...this.#reader.lastRound(sweep), ended: reason });
          this.#store.sweeps.update(sweep.seq, { state: 'done', ownerId: null });
        });
        this.#leave(sweep.id);
        this.#announcer.changed(sweep.id);
      },
      failed: (failure) => {
        void runner.halt();
        this.#change(sweep, { state: 'failed', ownerId: null, failure });
        this.#leave(sweep.id);
      },
    });
    this.#runners.set(sweep.id, runner);
    runner.start();
  }

  #goOn(sweep: StoredSweep, language: Language): SweepSummary {
    const claimed = this.#store.write(() => {
      this.#reader.refuseElsewhere(this.#reader.stored(sweep.id));
      return this.#store.sweeps.update(sweep.seq, { state: 'running', ownerId: this.#options.ownerId, failure: null });
    });
    this.#run(claimed, language);
    return this.#announcer.changed(sweep.id);
  }

  async #halt(sweep: StoredSweep, state: 'paused' | 'stopped'): Promise<SweepSummary> {
    await this.#runners.get(sweep.id)?.halt();
    const summary = this.#change(sweep, { state, ownerId: null });
    this.#leave(sweep.id);
    return summary;
  }

  #leave(id: string): void {
    this.#runners.delete(id);
    for (const resolve of this.#waiting.get(id) ?? []) resolve();
    this.#waiting.delete(id);
  }

  #change(sweep: StoredSweep, change: SweepChange): SweepSummary {
    this.#store.write(() => this.#store.sweeps.update(sweep.seq, change));
    return this.#announcer.changed(sweep.id);
  }
}
