import { baseOf } from '../../../engine/search/check.ts';
import { createSearch, type Search } from '../../../engine/search/search.ts';
import type { Outcome, Report, Trial } from '../../../engine/search/trial.ts';
import { fromFailure } from '../../../engine/worker/failure.ts';
import type { Evaluation, Failure, RunSummary } from '../../../shared/api/records.ts';
import type { SweepRound } from '../../../shared/api/sweeps.ts';
import type { ExperimentDocument } from '../../../shared/experiment/document.ts';
import type { CatalogDescription } from '../../../shared/schema/definition.ts';
import type { Language } from '../../../shared/schema/localized.ts';
import type { StoredRun } from '../../store/rows.ts';
import type { Store } from '../../store/store.ts';
import type { StoredSweep, StoredTrial } from '../../store/sweeps.ts';
import { failureOf } from '../../workers/pool.ts';
import { newId } from '../ids.ts';
import type { Judge } from '../run-under-way.ts';
import { emptyProgress, networkSketch } from '../summary.ts';
import type { TrainingService } from '../training.ts';
import { toSearchTrials, trialDocument, trialName } from './records.ts';

export interface SweepRunnerOptions {
  readonly store: Store;
  readonly training: TrainingService;
  readonly catalog: CatalogDescription;
  readonly language: Language;
  /** Trials to keep under way. */
  readonly parallel: () => number;
  readonly sweep: StoredSweep;
  readonly document: ExperimentDocument;
  readonly round: SweepRound;
  /** Trials of the sweep that changed. */
  readonly changed: (numbers: readonly number[]) => void;
  readonly ended: (reason: 'all-tried' | 'no-better') => void;
  readonly failed: (failure: Failure) => void;
}

/** Failures that belong to a trial's settings: it would fail again. Any other stops the sweep, and its trial is tried again on resuming. */
const ownFailures: readonly string[] = ['training-diverged', 'memory-limit'];

/**
 * Drives one round of a sweep in this process: starts the trials that the search allows, judges them at the rungs, and stores what became
 * of them before it goes on. Everything it needs to continue after a crash is in the store.
 */
export class SweepRunner {
  readonly #options: SweepRunnerOptions;
  #round: SweepRound;
  #search: Search;
  /** The round's trials, by their position in it. */
  readonly #trials: Trial[];
  /** The same as stored. */
  readonly #stored: StoredTrial[];
  /** Position in the round of the trial that a run belongs to. */
  readonly #byRun = new Map<string, number>();
  #halted = false;

  constructor(options: SweepRunnerOptions) {
    this.#options = options;
    const { store, sweep, round } = options;
    this.#round = round;
    this.#search = this.#createSearch();
    this.#stored = store.sweeps.trials(sweep.seq).filter((trial) => trial.round === round.round);
    this.#trials = toSearchTrials(round, this.#stored);
  }

  /** Goes on with the trials that were under way, then with new ones. */
  start(): void {
    this.#guard(() => {
      for (const [position, trial] of this.#stored.entries()) if (trial.state === 'running') this.#takeUp(position);
      this.#fill();
    });
  }

  /** Lets go of the trials under way, which keep their checkpoints, and starts no more. */
  async halt(): Promise<void> {
    this.#halted = true;
    const runIds = [...this.#byRun.keys()];
    this.#byRun.clear();
    await Promise.all(runIds.map((runId) => this.#options.training.interrupt(runId)));
  }

  /** Goes on with more trials for the same round. */
  extend(round: SweepRound): void {
    this.#round = round;
    this.#search = this.#createSearch();
    this.#guard(() => this.#fill());
  }

  /** Hears of every change of every run. */
  hear(run: RunSummary): void {
    const position = this.#byRun.get(run.id);
    if (position === undefined || this.#halted) return;
    if (run.state === 'done' || run.state === 'stopped' || run.state === 'failed') this.#guard(() => this.#runEnded(position, run));
  }

  /** A run was deleted by hand. */
  hearRemoved(runId: string): void {
    const position = this.#byRun.get(runId);
    if (position !== undefined && !this.#halted) this.#guard(() => this.#settle(position, { state: 'failed', value: null }));
  }

  #createSearch(): Search {
    const { document, language } = this.#options;
    const { section, round } = this.#round;
    return createSearch({ section, base: baseOf(document), seed: document.seed, round, epochs: document.training.epochs ?? undefined, language });
  }

  #fill(): void {
    while (!this.#halted && this.#byRun.size < this.#options.parallel()) {
      const next = this.#search.next(this.#trials);
      if (next.kind === 'wait') return;
      if (next.kind === 'end') {
        this.#halted = true;
        this.#options.ended(next.reason);
        return;
      }
      const { store, sweep } = this.#options;
      const round = this.#round;
      const number = round.first + next.index;
      const run = store.write(() => {
        store.sweeps.insertTrial(sweep.seq, { number, round: round.round, settings: next.settings });
        this.#trials.push({ index: next.index, settings: next.settings });
        this.#stored.push({ number, round: round.round, settings: { ...next.settings }, state: 'running', value: null, reports: [], runIds: [], prunedAfter: null });
        return this.#insertRun(next.index);
      });
      this.#train(next.index, run);
      this.#options.changed([number]);
    }
  }

  /** A row for the next repeat of a trial. Call inside a transaction. */
  #insertRun(position: number): StoredRun {
    const { store, sweep, document, catalog, language } = this.#options;
    const { number, settings, runIds } = this.#stored[position];
    const repeat = runIds.length;
    const seed = document.seed + repeat;
    const trial = { ...trialDocument(document, this.#round.section, settings, catalog, language), seed };
    const name = trialName(number, settings);
    const run = store.runs.insert(sweep.experimentSeq, {
      id: newId(`trial ${number + 1}`, 'trial'),
      name: (document.repeats ?? 1) > 1 ? `${name} · ${seed}` : name,
      variant: `#${number + 1}`,
      seed,
      createdAt: Date.now(),
      network: networkSketch(trial),
      progress: emptyProgress(trial),
      document: trial,
      ownerId: null,
      state: 'interrupted',
    });
    store.sweeps.addRun(sweep.seq, number, repeat, run.id);
    this.#stored[position] = { ...this.#stored[position], runIds: [...runIds, run.id] };
    return run;
  }

  #train(position: number, run: StoredRun): void {
    this.#byRun.set(run.id, position);
    // Of repeated trials the first is judged; the others are trained only where it goes to its end.
    const judge = this.#stored[position].runIds[0] === run.id ? this.#judge(position) : undefined;
    if (!this.#options.training.has(run.id)) this.#options.training.queue(run, { judge });
  }

  #judge(position: number): Judge | undefined {
    if (!this.#search.pruner) return undefined;
    const { metric } = this.#round.section;
    return {
      epochs: this.#search.pruner.rungsOf(position),
      goesOn: (epoch, evaluation) => {
        const value = evaluation[metric];
        const { pruner, visible } = this.#search;
        const prunes = pruner?.prunes(position, epoch, value, visible(this.#trials, position)) ?? false;
        const reports: Report[] = [...this.#stored[position].reports.filter((report) => report.epoch < epoch), { epoch, value }];
        // Stored before the run hears of it: whatever happens next, the decision stands.
        this.#change(position, { reports, prunedAfter: prunes ? epoch : null });
        return !prunes;
      },
    };
  }

  /** A trial that was under way when the sweep was last left. */
  #takeUp(position: number): void {
    const { store } = this.#options;
    const trial = this.#stored[position];
    if (trial.prunedAfter !== null) {
      const [run] = trial.runIds.flatMap((runId) => store.runs.get(runId) ?? []);
      if (run && run.state !== 'stopped') store.write(() => store.runs.update(run.seq, { state: 'stopped', endedAt: Date.now() }));
      this.#settlePruned(position);
      return;
    }
    const runId = trial.runIds[trial.runIds.length - 1];
    const run = store.runs.get(runId);
    if (!run || run.deletedAt !== null) this.#settle(position, { state: 'failed', value: null });
    else if (run.state === 'done' || run.state === 'stopped' || (run.state === 'failed' && isOwnFailure(run.failure))) this.#runEnded(position, run);
    else this.#train(position, run);
  }

  #runEnded(position: number, run: Pick<StoredRun, 'id' | 'state' | 'failure' | 'final'>): void {
    this.#byRun.delete(run.id);
    const { store, document } = this.#options;
    const { metric } = this.#round.section;
    const trial = this.#stored[position];
    if (run.state === 'failed') {
      if (isOwnFailure(run.failure)) return this.#settle(position, { state: 'failed', value: null });
      throw run.failure ? fromFailure(run.failure) : new Error('A trial failed.');
    }
    if (run.state === 'stopped') return trial.prunedAfter !== null ? this.#settlePruned(position) : this.#settle(position, { state: 'pruned', value: run.final?.[metric] ?? null });
    if (run.final?.[metric] == null) return this.#settle(position, { state: 'failed', value: null });
    if (trial.runIds.length < (document.repeats ?? 1)) {
      this.#train(position, store.write(() => this.#insertRun(position)));
      this.#options.changed([trial.number]);
      return;
    }
    const values = trial.runIds.flatMap((runId) => valueOf(store.runs.get(runId)?.final ?? null, metric));
    this.#settle(position, { state: 'done', value: values.reduce((sum, value) => sum + value, 0) / values.length });
  }

  #settlePruned(position: number): void {
    const { reports, prunedAfter } = this.#stored[position];
    this.#settle(position, { state: 'pruned', value: reports.find(({ epoch }) => epoch === prunedAfter)?.value ?? null });
  }

  #settle(position: number, outcome: Omit<Outcome, 'reports'>): void {
    const trial = this.#stored[position];
    for (const runId of trial.runIds) this.#byRun.delete(runId);
    this.#change(position, outcome);
    this.#trials[position] = { ...this.#trials[position], outcome: { ...outcome, reports: trial.reports } };
    this.#fill();
  }

  #change(position: number, change: Partial<Pick<StoredTrial, 'state' | 'value' | 'reports' | 'prunedAfter'>>): void {
    const { store, sweep } = this.#options;
    const { state, value, reports, prunedAfter, number } = (this.#stored[position] = { ...this.#stored[position], ...change });
    store.write(() => store.sweeps.updateTrial(sweep.seq, number, { state, value, reports, prunedAfter }));
    this.#options.changed([number]);
  }

  /** What goes wrong here ends the sweep, never the service that told of the run. */
  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#halted = true;
      this.#options.failed(failureOf(error));
    }
  }
}

const isOwnFailure = (failure: { readonly code: string } | null) => failure !== null && ownFailures.includes(failure.code);

const valueOf = (final: Evaluation | null, metric: 'validationAccuracy' | 'validationLoss'): number[] => {
  const value = final?.[metric];
  return value == null ? [] : [value];
};
