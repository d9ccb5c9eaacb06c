import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import type { StudioFile } from './contract.ts';
import { runIdSchema } from './records.ts';

/**
 * The test bench: a trained network asked about one example at a time, and about its whole test set. Examples travel unscaled, as the
 * data set stores them (0 to 255 for pictures); the run's own scaling is applied where its network is.
 */

const file = z.custom<StudioFile>((value) => typeof value === 'object' && value !== null && 'arrayBuffer' in value);
const run = z.object({ run: runIdSchema });
/** A checkpoint of the run; 0 = before training; left out = what it has come to. */
const atStep = z.object({ step: z.int().min(0).optional() });

/** Values of a layer that are sent; of wider layers each is the mean of neighbours. */
export const mostActivities = 200;
/** Values of one example, at most. */
const mostValues = 1_000_000;

/** What can be asked of a run, and what it has to be given. */
export interface BenchNetwork {
  /** Shape of one example: [channels, height, width], or [features]. */
  readonly shape: readonly number[];
  /** Features are the bytes of a picture. */
  readonly bytes: boolean;
  readonly classNames: readonly string[];
  /** Steps whose weights are kept, ascending, the last being what the run has come to; 0 = before training. */
  readonly steps: readonly number[];
}

/** What one layer gave for one example. */
export interface LayerActivity {
  /** Position in `network.layers`. */
  readonly layer: number;
  readonly type: string;
  readonly shape: readonly number[];
  /** At most `mostActivities`; each is the mean of `per` neighbours. */
  readonly values: readonly number[];
  readonly per: number;
}

/** A network's answer to one example. */
export interface Prediction {
  readonly step: number;
  /** One per class. */
  readonly probabilities: readonly number[];
  /** Whether these are probabilities; a network without softmax gives scores. */
  readonly kind: 'probabilities' | 'scores';
  /** The class with the largest of them. */
  readonly answer: number;
  /** The class that `saliency` is about. */
  readonly about: number;
  /** Gradient × input of each feature: ∂s/∂x · x, with s the class's score in front of softmax and x the unscaled feature. */
  readonly saliency: readonly number[];
  readonly layers: readonly LayerActivity[];
}

export interface ClassMeasures {
  /** Share of the examples taken for this class that are of it; null where none was. */
  readonly precision: number | null;
  /** Share of this class's examples that were recognized; null where there are none. */
  readonly recall: number | null;
  /** Harmonic mean of the two; null where both are missing. */
  readonly f1: number | null;
  /** Examples of this class, and examples taken for it. */
  readonly examples: number;
  readonly taken: number;
}

export interface CalibrationBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Mean probability of the answers, and the share of them that is right; null in an empty bin. */
  readonly confidence: number | null;
  readonly accuracy: number | null;
}

/** How far a network's probabilities can be believed. */
export interface Calibration {
  readonly bins: readonly CalibrationBin[];
  /** Expected calibration error: Σ (n_b / n) · |accuracy_b − confidence_b| over the bins. */
  readonly error: number;
}

/** How a network does over the whole test set of its run. */
export interface TestReport {
  readonly step: number;
  /** The data set's catalogued name, and whether it is bit for bit the one that the run was trained on. */
  readonly dataset: string;
  readonly sameData: boolean;
  readonly classNames: readonly string[];
  readonly accuracy: number;
  /** Mean loss, without the penalty. */
  readonly loss: number;
  /** How often each class (row) was taken for each class (column). */
  readonly confusion: readonly (readonly number[])[];
  readonly classes: readonly ClassMeasures[];
  /** null where the network gives no probabilities. */
  readonly calibration: Calibration | null;
  /** Of each test example: its class, the network's answer, and the probability (or score) of each of the two. */
  readonly truth: readonly number[];
  readonly answers: readonly number[];
  readonly truthProbability: readonly number[];
  readonly answerProbability: readonly number[];
  /** Wrong answers, the one that gave the true class least first; right answers, the most certain first. */
  readonly worst: readonly number[];
  readonly certain: readonly number[];
}

/** What `evaluate` says while it is under way, and at last. */
export type TestEvent = { readonly type: 'progress'; readonly done: number; readonly of: number | null } | { readonly type: 'report'; readonly report: TestReport };

/** Examples of the test set: pictures as bytes in base64, one after the other, or plain numbers. */
export interface TestExamples {
  readonly shape: readonly number[];
  readonly labels: readonly number[];
  /** How many the test set has. */
  readonly of: number;
  readonly pixels: string | null;
  readonly values: readonly (readonly number[])[] | null;
}

/** A picture from a file as ink on paper: 0 = paper, 255 = the darkest ink. */
export interface InkPicture {
  readonly width: number;
  readonly height: number;
  /** Row-major bytes in base64. */
  readonly ink: string;
  /** The ink of the file is darker than its paper. */
  readonly darkOnLight: boolean;
}

export const testBenchContract = {
  open: oc.input(run).output(z.custom<BenchNetwork>()),
  /** `pixels`: the unscaled features of one example. `about`: the class that the saliency is wanted for; left out = the answer. */
  predict: oc.input(run.extend({ pixels: z.array(z.number()).min(1).max(mostValues), about: z.int().min(0).optional() }).extend(atStep.shape)).output(z.custom<Prediction>()),
  /** Passes the whole test set through the network. Leaving the stream stops it. */
  evaluate: oc.input(run.extend(atStep.shape)).output(eventIterator(z.custom<TestEvent>())),
  images: oc.input(run.extend({ indices: z.array(z.int().min(0)).max(400) })).output(z.custom<TestExamples>()),
  /** Reads a PNG file. */
  picture: oc.input(z.object({ file })).output(z.custom<InkPicture>()),
};
