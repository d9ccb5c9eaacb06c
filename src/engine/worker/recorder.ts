import type { Evaluation, Progress } from '../../shared/api/records.ts';
import { metricNames } from '../../shared/api/records.ts';
import type { StepRecord } from '../training/outcomes.ts';
import type { RunLength } from '../training/rates.ts';
import type { FromWorker, Inspection, Points } from './protocol.ts';

/** Seconds that the speed is averaged over. */
const speedWindow = 3;

/** Collects what a run records until it is sent, and knows how fast it goes. */
export class Recorder {
  readonly #length: RunLength;
  #points: Record<string, Points> = {};
  #inspections: Inspection[] = [];
  #step: number;
  #lr: number | null = null;
  #loss: number | null = null;
  /** Steps done at moments of the last seconds. */
  #moments: { readonly time: number; readonly step: number }[] = [];

  constructor(length: RunLength, step: number) {
    this.#length = length;
    this.#step = step;
  }

  addStep({ step, lr, loss }: Readonly<StepRecord>): void {
    this.#step = step;
    this.#lr = lr;
    this.#loss = loss;
    this.#add('loss', step, loss);
    this.#add('lr', step, lr);
  }

  addEvaluation(step: number, evaluation: Evaluation): void {
    for (const name of metricNames) {
      const value = evaluation[name];
      if (value !== null) this.#add(name, step, value);
    }
  }

  addInspection(inspection: Inspection): void {
    this.#inspections.push(inspection);
  }

  /** Something is waiting to be sent. */
  get waiting(): boolean {
    return Object.keys(this.#points).length > 0 || this.#inspections.length > 0;
  }

  /** Begins measuring the speed anew, after a pause. */
  restartClock(): void {
    this.#moments = [];
  }

  /** Everything since the message before. */
  take(): Extract<FromWorker, { type: 'recorded' }> {
    const points = this.#points;
    const inspections = this.#inspections;
    this.#points = {};
    this.#inspections = [];
    return { type: 'recorded', progress: this.progress(), points, inspections };
  }

  progress(): Progress {
    const { totalSteps, stepsPerEpoch } = this.#length;
    const stepsPerSecond = this.#speed();
    return {
      step: this.#step,
      totalSteps,
      epoch: this.#step / stepsPerEpoch,
      totalEpochs: Math.ceil(totalSteps / stepsPerEpoch),
      lr: this.#lr,
      loss: this.#loss,
      stepsPerSecond,
      secondsLeft: stepsPerSecond === null ? null : (totalSteps - this.#step) / stepsPerSecond,
      preparing: null,
    };
  }

  #speed(): number | null {
    const now = performance.now() / 1000;
    this.#moments.push({ time: now, step: this.#step });
    while (this.#moments.length > 2 && this.#moments[1].time < now - speedWindow) this.#moments.shift();
    const [first] = this.#moments;
    return now > first.time && this.#step > first.step ? (this.#step - first.step) / (now - first.time) : null;
  }

  #add(name: string, step: number, value: number): void {
    const points = (this.#points[name] ??= { steps: [], values: [] });
    points.steps.push(step);
    points.values.push(value);
  }
}
