import type { Evaluation } from '../../shared/api/records.ts';
import type { StoredTensor } from '../formats/safetensors.ts';
import { bestOf, emptyEvaluation } from '../metrics/evaluation.ts';
import { restoreCheckpoint, takeWeights, writeCheckpoint, writeWeights, type RunState } from './checkpoint.ts';
import { afterEvaluation, earlyStoppingStart, isOver, type EarlyStoppingState } from './early-stopping.ts';
import { splits, type Split } from './examples.ts';
import type { StepRecord } from './outcomes.ts';
import type { Session } from './session.ts';

/** What one call of `advance` did. */
export interface Advance {
  readonly record: Readonly<StepRecord>;
  /** The evaluation that followed the step, where one did. */
  readonly evaluation: Evaluation | null;
  /** The inside of the network is to be looked at after this step. */
  readonly inspect: boolean;
}

export interface RunResult {
  readonly reason: 'done' | 'stopped' | 'early-stopping';
  readonly step: number;
  readonly final: Evaluation;
  readonly best: Evaluation;
  /** safetensors */
  readonly weights: Uint8Array;
}

/**
 * A session with everything around its steps: evaluations where the document wants them, the schedule that listens to them, early
 * stopping, checkpoints, and the result.
 */
export class Run {
  readonly session: Session;
  #earlyStopping: EarlyStoppingState = earlyStoppingStart;
  #bestWeights: Record<string, StoredTensor> | null = null;
  #best: Evaluation = emptyEvaluation();
  #last: Evaluation | null = null;
  #lastStep = -1;

  constructor(session: Session, checkpoint?: Uint8Array) {
    this.session = session;
    if (!checkpoint) return;
    const { state, bestWeights } = restoreCheckpoint(session, checkpoint);
    this.#earlyStopping = state.earlyStopping;
    this.#bestWeights = bestWeights;
    this.#best = state.best;
    this.#last = state.last;
    this.#lastStep = state.lastStep;
  }

  /** No step is left, or early stopping has ended the run. */
  get over(): boolean {
    return this.session.step >= this.session.length.totalSteps || this.stoppedEarly;
  }

  get stoppedEarly(): boolean {
    const section = this.session.document.training.earlyStopping;
    return section != null && isOver(section, this.#earlyStopping);
  }

  /** Whether the inside of the network is to be looked at after the next step; what it needs can then be kept in time. */
  get inspectsNext(): boolean {
    return this.#falls(this.session.document.training.inspect, this.session.step + 1);
  }

  /**
   * One step, and the evaluation that belongs to it.
   * @throws {DescentError} `training-diverged`
   */
  advance(): Advance {
    const inspect = this.inspectsNext;
    const record = this.session.trainStep();
    const isLast = this.session.step === this.session.length.totalSteps;
    const evaluation = isLast || this.#falls(this.session.document.training.evaluate.every, this.session.step) ? this.#evaluate(isLast) : null;
    return { record, evaluation, inspect };
  }

  /**
   * The result of a run that is over or is stopped here. The best weights come back where early stopping asks for them; the final
   * evaluation uses every example.
   */
  finish(): RunResult {
    const { session } = this;
    const section = session.document.training.earlyStopping;
    let final = this.#lastStep === session.step && this.#lastWasWhole() ? this.#last : null;
    if (section?.restoreBest && this.#bestWeights && this.#earlyStopping.bestStep !== session.step) {
      session.load(Object.fromEntries(Object.entries(this.#bestWeights).map(([name, { data }]) => [name, data])));
      final = null;
    }
    final ??= this.#measure(true);
    return {
      reason: session.step >= session.length.totalSteps ? 'done' : this.stoppedEarly ? 'early-stopping' : 'stopped',
      step: session.step,
      final,
      best: bestOf(this.#best, final),
      weights: writeWeights(takeWeights(session)),
    };
  }

  /** The bytes from which a run of the same document goes on exactly as this one would. */
  checkpoint(): Uint8Array {
    const state: RunState = {
      step: this.session.step,
      schedule: this.session.rates.state,
      earlyStopping: this.#earlyStopping,
      last: this.#last,
      lastStep: this.#lastStep,
      best: this.#best,
    };
    return writeCheckpoint(this.session, state, this.#bestWeights);
  }

  /** An evaluation at this place: the one that was made after the last step, or one that nothing else hears of. */
  evaluationHere(): Evaluation {
    return this.#last && this.#lastStep === this.session.step ? this.#last : this.#measure(false);
  }

  #falls(every: 'epoch' | 'end' | 'off' | number, step: number): boolean {
    if (every === 'off') return false;
    if (every === 'end') return step === this.session.length.totalSteps;
    return step % (every === 'epoch' ? this.session.length.stepsPerEpoch : every) === 0;
  }

  #evaluate(whole: boolean): Evaluation {
    const { session } = this;
    session.checkFinite();
    const evaluation = this.#measure(whole);
    this.#last = evaluation;
    this.#lastStep = session.step;
    this.#best = bestOf(this.#best, evaluation);
    if (evaluation.validationLoss !== null) session.rates.observe(evaluation.validationLoss);
    const section = session.document.training.earlyStopping;
    if (section) {
      this.#earlyStopping = afterEvaluation(section, this.#earlyStopping, evaluation, session.step);
      if (section.restoreBest && this.#earlyStopping.bestStep === session.step) this.#bestWeights = takeWeights(session);
    }
    return evaluation;
  }

  #limit(split: Split): number {
    return this.session.document.training.evaluate[split] ?? Infinity;
  }

  /** Whether the last evaluation used every example of every split. */
  #lastWasWhole(): boolean {
    if (this.#lastStep === this.session.length.totalSteps) return true;
    return splits.every((split) => this.#limit(split) === 0 || this.#limit(split) >= this.session.examples.rows[split].length);
  }

  #measure(whole: boolean): Evaluation {
    const evaluation = emptyEvaluation();
    for (const split of splits) {
      const limit = this.#limit(split);
      // A limit of 0 keeps a split closed, also at the end.
      const score = this.session.evaluate(split, whole && limit > 0 ? Infinity : limit);
      if (!score) continue;
      evaluation[`${split}Loss`] = score.loss;
      evaluation[`${split}Accuracy`] = score.accuracy;
    }
    return evaluation;
  }
}
