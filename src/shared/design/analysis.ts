import type { Distribution } from '../api/inspection.ts';
import type { Localized } from '../schema/localized.ts';

/** What the studio says about a document that is being designed, before anything is trained. */

/** A change that takes a problem away: values replaced at dotted paths, and layers put in, taken out or replaced. */
export interface Mend {
  readonly label: Localized;
  /** Values at dotted paths; `null` leaves the key out. */
  readonly set?: Readonly<Record<string, unknown>>;
  /** Positions in `network.layers` that go. */
  readonly remove?: readonly number[];
  /** A layer put in before a position. */
  readonly insert?: { readonly at: number; readonly layer: { readonly type: string } & Readonly<Record<string, unknown>> };
}

export interface DesignProblem {
  /** Dotted path, such as `network.layers.2.units`; empty for the document as a whole. */
  readonly path: string;
  /** An error keeps the document from being trained; a warning does not. */
  readonly severity: 'error' | 'warning';
  readonly message: Localized;
  readonly mends: readonly Mend[];
}

export interface TensorAnalysis {
  /** Such as `weight`. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly elements: number;
  readonly trained: boolean;
}

export interface LayerAnalysis {
  readonly input: readonly number[];
  readonly output: readonly number[];
  /** Trained numbers. */
  readonly parameters: number;
  readonly tensors: readonly TensorAnalysis[];
  /** Outputs over the first mini-batch, untrained; null where they could not be worked out. */
  readonly activity: Distribution | null;
  /** Spread of the initial weights, as drawn; null where there are none. */
  readonly weightStd: number | null;
}

export interface DataAnalysis {
  /** What the document's source comes to: `auto` is settled. */
  readonly source: string;
  /** MNIST was asked for by `auto` and not found. */
  readonly instead: boolean;
  readonly shape: readonly number[];
  readonly train: number;
  readonly validation: number;
  readonly test: number;
  /** Classes, or outputs to predict. */
  readonly outputs: number;
  readonly task: 'classification' | 'regression';
  readonly classNames: readonly string[];
  /** Scaled inputs of the first mini-batch. */
  readonly activity: Distribution | null;
}

export interface LengthAnalysis {
  readonly stepsPerEpoch: number;
  readonly steps: number;
  readonly epochs: number;
}

export interface CostAnalysis {
  /** Seconds of one epoch with its evaluation, as measured on this machine with a few steps of this very network. */
  readonly secondsPerEpoch: number;
  /** Seconds of one run. */
  readonly seconds: number;
}

export interface DesignAnalysis {
  readonly problems: readonly DesignProblem[];
  readonly data: DataAnalysis | null;
  /** By position in `network.layers`; as far as shapes could be worked out. */
  readonly layers: readonly LayerAnalysis[];
  readonly parameters: number | null;
  /** Bytes in training: weights, gradients, optimizer, activations, data. */
  readonly memory: number | null;
  /** Loss of the first mini-batch, before any update. */
  readonly firstLoss: number | null;
  /** Examples in the batch that was looked at. */
  readonly batch: number | null;
  readonly length: LengthAnalysis | null;
  /** Learning rate over the run, at most 101 evenly spaced points. */
  readonly rates: readonly number[];
  readonly cost: CostAnalysis | null;
  /** Runs the document makes. */
  readonly runs: number | null;
}
