/** Steps before the first trial, in which the optimizing compiler takes over; steps of one trial; steps between two trials. */
const warmUpSteps = 100;
const trialSteps = 40;
const restSteps = 4_000;

/**
 * Decides by the clock whether helping threads pay: on a busy machine one thread is often faster than two that wait for each other. Both
 * ways give the same bits, so it can be tried on the steps of the run itself, and tried again from time to time.
 */
export class Pace {
  /** Mean milliseconds of a step in the last trial. */
  readonly #mean = { alone: Infinity, together: Infinity };
  #way: 'alone' | 'together' = 'alone';
  #trying = true;
  #steps = -warmUpSteps;
  #sum = 0;

  /** Whether the next step is to be made together. */
  get together(): boolean {
    return this.#way === 'together';
  }

  /** How long the step took. */
  took(milliseconds: number): void {
    if (this.#steps++ < 0) return;
    this.#sum += milliseconds;
    if (this.#steps < (this.#trying ? trialSteps : restSteps)) return;
    this.#mean[this.#way] = this.#sum / this.#steps;
    const other = this.#way === 'alone' ? 'together' : 'alone';
    const otherIsTried = this.#trying && this.#mean[other] !== Infinity;
    if (!this.#trying) {
      // Time to see how the other way does by now.
      this.#trying = true;
      this.#way = other;
    } else if (!otherIsTried) {
      this.#way = other;
    } else {
      this.#trying = false;
      if (this.#mean[other] < this.#mean[this.#way]) this.#way = other;
    }
    this.#steps = 0;
    this.#sum = 0;
  }
}
