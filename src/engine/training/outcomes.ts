/** What one step did. */
export interface StepRecord {
  /** Counted from 1. */
  step: number;
  /** Counted from 0. */
  epoch: number;
  lr: number;
  /** Data and penalty, before the update. */
  loss: number;
}

/** How well the network does on examples it is not trained on at that moment. */
export interface Score {
  /** Mean over the examples, without the penalty. */
  readonly loss: number;
  /** Share of examples whose class has the largest output; null for regression. */
  readonly accuracy: number | null;
  readonly examples: number;
}
