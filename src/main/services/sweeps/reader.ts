import { importances } from '../../../engine/search/importance.ts';
import { bestQuarter, narrow, type Narrowing } from '../../../engine/search/narrow.ts';
import { createSpace } from '../../../engine/search/space.ts';
import { anyState, refusal, stateWord } from '../../../shared/api/reasons.ts';
import type { SweepAnalysis, SweepDetail, SweepEvent, SweepRound, SweepSummary } from '../../../shared/api/sweeps.ts';
import type { ExperimentDocument } from '../../../shared/experiment/document.ts';
import type { Localized } from '../../../shared/schema/localized.ts';
import type { Store } from '../../store/store.ts';
import type { StoredSweep, StoredTrial } from '../../store/sweeps.ts';
import { allTrials, toSearchTrials, toSweepSummary, toSweepTrial } from './records.ts';

/** What the store says about sweeps. Changes nothing. */
export class SweepReader {
  readonly #store: Store;
  readonly #ownerId: number;

  /** @param ownerId this process among the owners of sweeps */
  constructor(store: Store, ownerId: number) {
    this.#store = store;
    this.#ownerId = ownerId;
  }

  list(limit: number, offset: number): { sweeps: SweepSummary[]; total: number } {
    return this.#store.read(() => {
      const { sweeps, total } = this.#store.sweeps.list(limit, offset);
      return { sweeps: sweeps.map((sweep) => this.#summary(sweep)), total };
    });
  }

  /** @throws DescentError `not-found` */
  get(id: string): SweepDetail {
    return this.#store.read(() => {
      const sweep = this.stored(id);
      const rounds = this.#store.sweeps.rounds(sweep.seq);
      const trials = this.trials(sweep);
      return { ...toSweepSummary(sweep, rounds, trials, this.#ownerId), document: this.document(sweep), roundList: rounds, trialList: trials.map(toSweepTrial) };
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

  /**
   * A sweep of which something is wanted that only some states allow.
   * @param what is wanted, as a participle: "The sweep cannot be {what}."
   * @throws DescentError `not-found`, `conflict`
   */
  inState(id: string, states: readonly SweepSummary['state'][], what: Localized): StoredSweep {
    const sweep = this.stored(id);
    this.refuseElsewhere(sweep);
    const { state } = this.#summary(sweep);
    if (states.includes(state)) return sweep;
    throw refusal('conflict', 'sweep-state', { id, what, state: stateWord(state), allowed: anyState(states) });
  }

  /** @throws DescentError `conflict` where another process has the sweep */
  refuseElsewhere({ id, ownerId }: StoredSweep): void {
    if (ownerId === null || ownerId === this.#ownerId) return;
    throw refusal('conflict', 'sweep-elsewhere', { id });
  }

  document(sweep: StoredSweep): ExperimentDocument {
    return this.#store.experiments.document(sweep.experimentId);
  }

  /** Trials by number, over all rounds. */
  trials(sweep: StoredSweep): StoredTrial[] {
    return this.#store.sweeps.trials(sweep.seq);
  }

  lastRound(sweep: StoredSweep): SweepRound {
    const rounds = this.#store.sweeps.rounds(sweep.seq);
    return rounds[rounds.length - 1];
  }

  /** How the space of the last round would shrink to where its best quarter lies; empty where there are too few trials to tell. */
  narrowing(sweep: StoredSweep): Narrowing[] {
    const round = this.lastRound(sweep);
    return narrow(round.section.space, toSearchTrials(round, this.trials(sweep)), round.section.goal);
  }

  /** What the trials so far tell. @param round one round, or all of them */
  analyze(id: string, round?: number): SweepAnalysis {
    const sweep = this.stored(id);
    const rounds = this.#store.sweeps.rounds(sweep.seq);
    const last = rounds[rounds.length - 1];
    const trials = this.trials(sweep);
    const { section } = rounds[round ?? 0] ?? rounds[0];
    const looked = allTrials(trials.filter((trial) => round === undefined || trial.round === round));
    const importance = importances(createSpace(section.space, this.document(sweep)), looked, section.goal);
    return {
      importance: importance ? { ...importance, parameters: [...importance.parameters] } : null,
      narrowing: this.narrowing(sweep).map((narrowing) => (narrowing.kind === 'choice' ? { ...narrowing, from: [...narrowing.from], to: [...narrowing.to] } : narrowing)),
      bestQuarter: bestQuarter(toSearchTrials(last, trials), last.section.goal).map(({ index }) => last.first + index),
    };
  }

  /** What is told of a sweep of which these trials changed. */
  changed(id: string, numbers: ReadonlySet<number>): Extract<SweepEvent, { type: 'changed' }> {
    const sweep = this.stored(id);
    const trials = this.trials(sweep);
    return { type: 'changed', sweep: this.#summary(sweep, trials), trials: trials.filter(({ number }) => numbers.has(number)).map(toSweepTrial) };
  }

  #summary(sweep: StoredSweep, trials: readonly StoredTrial[] = this.trials(sweep)): SweepSummary {
    return toSweepSummary(sweep, this.#store.sweeps.rounds(sweep.seq), trials, this.#ownerId);
  }
}
