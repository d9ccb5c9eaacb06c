import { isFinished, lossOf, type FinishedTrial, type Settings, type Trial } from '../../../engine/search/trial.ts';
import { baseOf } from '../../../engine/search/check.ts';
import type { SweepRound, SweepSummary, SweepTrial } from '../../../shared/api/sweeps.ts';
import type { ExperimentDocument, RunDocument, SearchSection } from '../../../shared/experiment/document.ts';
import { applySettings } from '../../../shared/experiment/expand.ts';
import type { CatalogDescription } from '../../../shared/schema/definition.ts';
import type { Language } from '../../../shared/schema/localized.ts';
import type { StoredSweep, StoredTrial } from '../../store/sweeps.ts';

/** A stored sweep as lists and events show it. */
export function toSweepSummary(sweep: StoredSweep, rounds: readonly SweepRound[], trials: readonly StoredTrial[], ownerId: number): SweepSummary {
  const { section } = rounds[rounds.length - 1];
  const count = (state: SweepTrial['state']) => trials.filter((trial) => trial.state === state).length;
  const best = bestOf(trials, section.goal);
  return {
    id: sweep.id,
    experimentId: sweep.experimentId,
    name: sweep.name,
    createdAt: sweep.createdAt,
    // Its owner has died: nothing stays "running" for ever.
    state: sweep.state === 'running' && sweep.ownerId === null ? 'interrupted' : sweep.state,
    elsewhere: sweep.ownerId !== null && sweep.ownerId !== ownerId,
    method: section.method,
    metric: section.metric,
    goal: section.goal,
    rounds: rounds.length,
    trials: { asked: rounds.reduce((sum, round) => sum + round.section.trials, 0), started: trials.length, done: count('done'), pruned: count('pruned'), failed: count('failed') },
    best: best ? toSweepTrial(best) : null,
    failure: sweep.failure,
    testRunId: sweep.testRunId,
  };
}

export function toSweepTrial({ prunedAfter: _prunedAfter, ...trial }: StoredTrial): SweepTrial {
  return { ...trial, runIds: [...trial.runIds] };
}

/** The best of the trials trained to their end, over all rounds. */
export function bestOf(trials: readonly StoredTrial[], goal: SearchSection['goal']): StoredTrial | undefined {
  return trials.filter(({ state, value }) => state === 'done' && value !== null).sort((a, b) => lossOf(a.value, goal) - lossOf(b.value, goal) || a.number - b.number)[0];
}

/** A round's trials as the search knows them, numbered from 0. */
export function toSearchTrials(round: SweepRound, trials: readonly StoredTrial[]): Trial[] {
  return trials
    .filter((trial) => trial.round === round.round)
    .map(({ number, settings, state, value, reports }): Trial => ({ index: number - round.first, settings, ...(state === 'running' ? {} : { outcome: { state, value, reports } }) }));
}

/** Trials of all rounds in one row, for looking back over a whole sweep. */
export function allTrials(trials: readonly StoredTrial[]): FinishedTrial[] {
  return trials
    .map(({ number, settings, state, value, reports }): Trial => ({ index: number, settings, ...(state === 'running' ? {} : { outcome: { state, value, reports } }) }))
    .filter(isFinished);
}

/**
 * What a trial trains: the document with the trial's settings, the test set closed, and nothing measured that no one will look at.
 * Where trials are pruned it is evaluated after every epoch.
 */
export function trialDocument(document: ExperimentDocument, section: SearchSection, settings: Settings, catalog: CatalogDescription, language: Language): RunDocument {
  const applied = applySettings(baseOf(document), settings, catalog, 'search.space', language);
  const { evaluate } = applied.training;
  return { ...applied, training: { ...applied.training, inspect: 'off', evaluate: { ...evaluate, test: 0, ...(section.pruning ? { every: 'epoch' as const } : {}) } } };
}

/**
 * What "train the best on everything" trains: the best settings without a validation set. Early stopping has nothing left to watch then;
 * it trains as many epochs as the trial did.
 */
export function testDocument(document: ExperimentDocument, settings: Settings, epochs: number, catalog: CatalogDescription, language: Language): RunDocument {
  const applied = applySettings(baseOf(document), settings, catalog, 'search.space', language);
  const { earlyStopping, ...training } = applied.training;
  const length = earlyStopping ? { epochs: Math.max(1, Math.round(epochs)), iterations: null } : {};
  const { test: _test, ...evaluate } = training.evaluate;
  return { ...applied, data: { ...applied.data, validation: 0 }, training: { ...training, ...length, evaluate } };
}

/** A trial in a few characters, the same in every language: `#17 · lr 0.00312 · l2 3.2e-6`. */
export function trialName(number: number, settings: Settings): string {
  return [`#${number + 1}`, ...Object.entries(settings).map(([path, value]) => `${path.slice(path.lastIndexOf('.') + 1)} ${shortValue(value)}`)].join(' · ').slice(0, 200);
}

function shortValue(value: unknown): string {
  if (typeof value === 'number') return String(Number(value.toPrecision(3)));
  if (Array.isArray(value)) return `[${value.length}]`;
  if (typeof value === 'object' && value !== null) {
    const name = 'type' in value ? value.type : 'scheme' in value ? value.scheme : undefined;
    return typeof name === 'string' ? name : '{…}';
  }
  return String(value);
}
