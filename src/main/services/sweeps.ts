import { checkSearch } from '../../engine/search/check.ts';
import { importances } from '../../engine/search/importance.ts';
import { bestQuarter, narrow, narrowedSpace } from '../../engine/search/narrow.ts';
import { createSpace } from '../../engine/search/space.ts';
import { anyState, refusal, stateWord } from '../../shared/api/reasons.ts';
import type { RunSummary } from '../../shared/api/records.ts';
import type { SweepAnalysis, SweepDetail, SweepEvent, SweepRound, SweepSummary } from '../../shared/api/sweeps.ts';
import { parseExperiment } from '../../shared/experiment/check.ts';
import type { ExperimentDocument, SearchSection } from '../../shared/experiment/document.ts';
import type { Language, Localized } from '../../shared/schema/localized.ts';
import type { Store } from '../store/store.ts';
import type { StoredSweep, StoredTrial, SweepChange } from '../store/sweeps.ts';
import type { CatalogService } from './catalog.ts';
import type { DatasetService } from './datasets.ts';
import type { RunEvents } from './events.ts';
import { newId } from './ids.ts';
import { emptyProgress, networkSketch, toSummary } from './summary.ts';
import { SweepEvents } from './sweep-events.ts';
import { allTrials, bestOf, testDocument, toSearchTrials, toSweepSummary, toSweepTrial } from './sweep-records.ts';
import { SweepRunner } from './sweep-runner.ts';
import type { TrainingService } from './training.ts';

export interface SweepServiceOptions {
  readonly store: Store;
  readonly catalog: CatalogService;
  readonly datasets: DatasetService;
  readonly training: TrainingService;
  readonly events: RunEvents;
  readonly ownerId: number;
  /** Runs that train at once. */
  readonly parallel: () => number;
}

/** Milliseconds between two events about the trials of a sweep. */
const publishEvery = 100;

/** Sweeps: searches for hyperparameters, in rounds of trials, judged on the validation set. */
export class SweepService {
  readonly #options: SweepServiceOptions;
  readonly #store: Store;
  readonly #events = new SweepEvents();
  readonly #runners = new Map<string, SweepRunner>();
  readonly #waiting = new Map<string, (() => void)[]>();
  #closed = false;
  /** Trials of which has not been told yet. */
  readonly #changed = new Map<string, { readonly numbers: Set<number>; readonly timer: NodeJS.Timeout }>();

  constructor(options: SweepServiceOptions) {
    this.#options = options;
    this.#store = options.store;
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
    return this.get(sweep.id);
  }

  list(limit: number, offset: number): { sweeps: SweepSummary[]; total: number } {
    return this.#store.read(() => {
      const { sweeps, total } = this.#store.sweeps.list(limit, offset);
      return { sweeps: sweeps.map((sweep) => this.#summary(sweep)), total };
    });
  }

  get(id: string): SweepDetail {
    return this.#store.read(() => {
      const sweep = this.stored(id);
      const rounds = this.#store.sweeps.rounds(sweep.seq);
      const trials = this.#store.sweeps.trials(sweep.seq);
      return {
        ...toSweepSummary(sweep, rounds, trials, this.#options.ownerId),
        document: this.#store.experiments.document(sweep.experimentId),
        roundList: rounds,
        trialList: trials.map(toSweepTrial),
      };
    });
  }

  /** A sweep by its id, or undefined. */
  find(id: string): SweepSummary | undefined {
    const sweep = this.#store.sweeps.get(id);
    return sweep && this.#summary(sweep);
  }

  /** @throws DescentError `not-found` */
  stored(id: string): StoredSweep {
    const sweep = this.#store.sweeps.get(id);
    if (sweep) return sweep;
    throw refusal('not-found', 'no-such-sweep', { id });
  }

  /** Every change of every sweep of this process, from now on. */
  watch(signal?: AbortSignal): AsyncGenerator<SweepEvent, void, void> {
    return this.#events.subscribe(signal);
  }

  /** When the sweep no longer runs in this process. */
  async finished(id: string): Promise<SweepDetail> {
    if (this.#runners.has(id)) await new Promise<void>((resolve) => this.#waiting.set(id, [...(this.#waiting.get(id) ?? []), resolve]));
    return this.get(id);
  }

  /** Lets go of the trials under way after a checkpoint; `resume` goes on. */
  async pause(id: string): Promise<SweepSummary> {
    return this.#halt(this.#inState(id, ['running'], { en: 'paused', zh: '暂停' }), 'paused');
  }

  /** The same for good: the sweep counts as ended, though it can be resumed. */
  async stop(id: string): Promise<SweepSummary> {
    return this.#halt(this.#inState(id, ['running', 'paused', 'interrupted', 'failed'], { en: 'stopped', zh: '停止' }), 'stopped');
  }

  /** Goes on where the sweep was left, with the trials it would have had. */
  resume(id: string, language: Language = 'en'): SweepSummary {
    const sweep = this.#inState(id, ['paused', 'interrupted', 'stopped', 'failed'], { en: 'resumed', zh: '继续' });
    return this.#goOn(sweep, language);
  }

  /** More trials for the last round, which goes on if it had ended; it no longer stops for want of a better one. */
  addTrials(id: string, trials: number, language: Language = 'en'): SweepSummary {
    const sweep = this.stored(id);
    this.#refuseElsewhere(sweep);
    const last = this.#lastRound(sweep);
    if (last.section.method === 'grid') throw refusal('conflict', 'grid-exhausted', { id });
    const { patience: _patience, ...section } = last.section;
    const round = { ...last, section: { ...section, trials: last.section.trials + trials }, ended: null };
    this.#store.write(() => this.#store.sweeps.updateRound(sweep.seq, round));
    const runner = this.#runners.get(id);
    if (!runner) return this.#goOn(sweep, language);
    runner.extend(round);
    return this.#publish(id, []);
  }

  /**
   * Begins another round, in the range narrowed to the best quarter of the last one unless told otherwise.
   * @throws DescentError `document-invalid`, `conflict` where there are too few trials to narrow
   */
  nextRound(id: string, change: Partial<Pick<SearchSection, 'space' | 'trials' | 'method'>>, language: Language = 'en'): SweepSummary {
    const sweep = this.#inState(id, ['done', 'stopped', 'paused', 'failed', 'interrupted'], { en: 'given another round', zh: '再开一轮' });
    const last = this.#lastRound(sweep);
    const proposed = this.#narrowing(sweep, last);
    if (!change.space && proposed.length === 0) throw refusal('conflict', 'too-few-trials', { id });
    const section: SearchSection = { ...last.section, ...change, space: change.space ?? narrowedSpace(last.section.space, proposed) };
    const document = this.#store.experiments.document(sweep.experimentId);
    const catalog = this.#options.catalog.describe();
    const checked = parseExperiment({ ...document, search: section }, catalog, language);
    checkSearch(checked, catalog, language);
    const trials = this.#store.sweeps.trials(sweep.seq);
    this.#store.write(() => this.#store.sweeps.insertRound(sweep.seq, { round: last.round + 1, section: checked.search, first: trials.length, ended: null }));
    return this.#goOn(sweep, language);
  }

  /** What the trials so far tell. @param round one round, or all of them */
  analyze(id: string, round?: number): SweepAnalysis {
    const sweep = this.stored(id);
    const rounds = this.#store.sweeps.rounds(sweep.seq);
    const last = rounds[rounds.length - 1];
    const trials = this.#store.sweeps.trials(sweep.seq);
    const { section } = rounds[round ?? 0] ?? rounds[0];
    const document = this.#store.experiments.document(sweep.experimentId);
    const looked = allTrials(trials.filter((trial) => round === undefined || trial.round === round));
    const importance = importances(createSpace(section.space, document), looked, section.goal);
    return {
      importance: importance ? { ...importance, parameters: [...importance.parameters] } : null,
      narrowing: this.#narrowing(sweep, last).map((narrowing) => (narrowing.kind === 'choice' ? { ...narrowing, from: [...narrowing.from], to: [...narrowing.to] } : narrowing)),
      bestQuarter: bestQuarter(toSearchTrials(last, trials), last.section.goal).map(({ index }) => last.first + index),
    };
  }

  /**
   * Trains the best settings on all training examples, the validation set among them, and tests the result: once, because a test set that
   * was looked at while choosing tells nothing.
   * @throws DescentError `conflict` where it was done before, or nothing has been found yet
   */
  test(id: string, language: Language = 'en'): RunSummary {
    const sweep = this.#inState(id, ['done', 'stopped', 'paused', 'failed', 'interrupted'], { en: 'tested', zh: '测试' });
    const before = sweep.testRunId === null ? undefined : this.#store.runs.get(sweep.testRunId);
    if (sweep.testRunId !== null && before?.state !== 'failed') {
      throw refusal('conflict', 'test-set-opened', { id, runId: sweep.testRunId });
    }
    const document = this.#store.experiments.document(sweep.experimentId);
    const last = this.#lastRound(sweep);
    const best = bestOf(this.#store.sweeps.trials(sweep.seq), last.section.goal);
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
    this.#publish(sweep.id, []);
    return toSummary(queued, false);
  }

  /** Takes a sweep and its runs out of every list. */
  async delete(id: string, deleteRun: (runId: string) => Promise<unknown>): Promise<{ deleted: boolean }> {
    const sweep = this.stored(id);
    this.#refuseElsewhere(sweep);
    await this.#halt(sweep, 'stopped');
    const runs = this.#store.runs.ofExperiment(sweep.experimentSeq);
    this.#store.write(() => this.#store.sweeps.remove(sweep.seq));
    clearTimeout(this.#changed.get(id)?.timer);
    this.#changed.delete(id);
    for (const run of runs) await deleteRun(run.id);
    this.#events.publish({ type: 'removed', sweepId: id });
    return { deleted: true };
  }

  /** Lets go of a sweep of this process after checkpoints, as the end of the process would: it is "interrupted" then. */
  async interrupt(id: string): Promise<void> {
    const runner = this.#runners.get(id);
    if (!runner) return;
    await runner.halt();
    this.#change(this.stored(id), { ownerId: null });
    this.#leave(id);
  }

  /** Lets go of every sweep of this process: they are "interrupted" then. */
  async close(): Promise<void> {
    const runners = [...this.#runners.values()];
    for (const id of this.#runners.keys()) this.#leave(id);
    await Promise.all(runners.map((runner) => runner.halt()));
    // What was not told yet is in the store, and nobody listens any more.
    for (const { timer } of this.#changed.values()) clearTimeout(timer);
    this.#closed = true;
    this.#events.close();
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
      document: this.#documentOf(sweep),
      round: this.#lastRound(sweep),
      changed: (numbers) => this.#publishSoon(sweep.id, numbers),
      ended: (reason) => {
        this.#store.write(() => {
          this.#store.sweeps.updateRound(sweep.seq, { ...this.#lastRound(sweep), ended: reason });
          this.#store.sweeps.update(sweep.seq, { state: 'done', ownerId: null });
        });
        this.#leave(sweep.id);
        this.#publish(sweep.id, []);
      },
      failed: (failure) => {
        void runner.halt();
        this.#change(sweep, { state: 'failed', ownerId: null, failure: { code: failure.code, message: failure.message } });
        this.#leave(sweep.id);
      },
    });
    this.#runners.set(sweep.id, runner);
    runner.start();
  }

  #goOn(sweep: StoredSweep, language: Language): SweepSummary {
    const claimed = this.#store.write(() => {
      this.#refuseElsewhere(this.stored(sweep.id));
      return this.#store.sweeps.update(sweep.seq, { state: 'running', ownerId: this.#options.ownerId, failure: null });
    });
    this.#run(claimed, language);
    return this.#publish(sweep.id, []);
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

  #inState(id: string, states: readonly SweepSummary['state'][], what: Localized): StoredSweep {
    const sweep = this.stored(id);
    this.#refuseElsewhere(sweep);
    const { state } = this.#summary(sweep);
    if (states.includes(state)) return sweep;
    throw refusal('conflict', 'sweep-state', { id, what, state: stateWord(state), allowed: anyState(states) });
  }

  #refuseElsewhere({ id, ownerId }: StoredSweep): void {
    if (ownerId === null || ownerId === this.#options.ownerId) return;
    throw refusal('conflict', 'sweep-elsewhere', { id });
  }

  #documentOf(sweep: StoredSweep): ExperimentDocument {
    return this.#store.experiments.document(sweep.experimentId);
  }

  #lastRound(sweep: StoredSweep): SweepRound {
    const rounds = this.#store.sweeps.rounds(sweep.seq);
    return rounds[rounds.length - 1];
  }

  #narrowing(sweep: StoredSweep, round: SweepRound) {
    return narrow(round.section.space, toSearchTrials(round, this.#store.sweeps.trials(sweep.seq)), round.section.goal);
  }

  #summary(sweep: StoredSweep, trials: readonly StoredTrial[] = this.#store.sweeps.trials(sweep.seq)): SweepSummary {
    return toSweepSummary(sweep, this.#store.sweeps.rounds(sweep.seq), trials, this.#options.ownerId);
  }

  #change(sweep: StoredSweep, change: SweepChange): SweepSummary {
    this.#store.write(() => this.#store.sweeps.update(sweep.seq, change));
    return this.#publish(sweep.id, []);
  }

  /** Tells of changed trials together with what else changes in a moment: trials come and go faster than anyone reads. */
  #publishSoon(id: string, numbers: readonly number[]): void {
    if (this.#closed) return;
    const waiting = this.#changed.get(id);
    if (waiting) {
      for (const number of numbers) waiting.numbers.add(number);
      return;
    }
    const timer = setTimeout(() => this.#publish(id, []), publishEvery);
    this.#changed.set(id, { numbers: new Set(numbers), timer });
  }

  #publish(id: string, also: readonly number[]): SweepSummary {
    const waiting = this.#changed.get(id);
    clearTimeout(waiting?.timer);
    this.#changed.delete(id);
    const numbers = [...(waiting?.numbers ?? []), ...also];
    const sweep = this.stored(id);
    const trials = this.#store.sweeps.trials(sweep.seq);
    const summary = this.#summary(sweep, trials);
    this.#events.publish({ type: 'changed', sweep: summary, trials: trials.filter(({ number }) => numbers.includes(number)).map(toSweepTrial) });
    return summary;
  }
}
