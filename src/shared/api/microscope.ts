import { oc } from '@orpc/contract';
import { z } from 'zod';
import type { Localized } from '../schema/localized.ts';
import { runIdSchema } from './records.ts';

/** One training step of a run, looked at weight by weight: the run's own network, mini-batch and optimizer, from a checkpoint. */

/** A tensor that the step changed. */
export interface SteppedTensor {
  /** Such as `layers.0.weight`. */
  readonly name: string;
  /** Position in `network.layers`, and the layer's type. */
  readonly layer: number;
  readonly type: string;
  /** Number of the layer among those of its type, from 1. */
  readonly number: number;
  readonly title: Localized;
  /** Units are the columns: [inputs, units] for a weight, [units] for a bias. */
  readonly shape: readonly number[];
  /** Root mean square of the changes, and of the values before them. */
  readonly moved: number;
  readonly size: number;
}

/** What an update makes of something remembered, as a sum of shares; see the optimizer's declaration. */
export interface Remembering {
  readonly name: string;
  readonly title: Localized;
  readonly shares: { readonly keep: number; readonly gradient?: number; readonly square?: number } | null;
}

/** What one unit's weights were, got and became; lists have an entry per input, in float32. */
export interface SteppedUnit {
  readonly before: readonly number[];
  /** With the gradient of the penalty, after clipping. */
  readonly gradient: readonly number[];
  readonly after: readonly number[];
  /** What the optimizer remembered before and after, by its letter. */
  readonly memory: Readonly<Record<string, { readonly before: readonly number[]; readonly after: readonly number[] }>>;
}

export interface StepView {
  /** Number of the step, from 1, and of how many. */
  readonly step: number;
  readonly of: number;
  /** The mini-batch's loss, penalty included. */
  readonly loss: number;
  /** Type of the optimizer, the learning rate of the step, and the number of the optimizer's update, from 1. */
  readonly optimizer: string;
  readonly learningRate: number;
  readonly update: number;
  /** Numbers that are the same for all weights, such as Adam's corrected rate. */
  readonly scalars: Readonly<Record<string, number>>;
  readonly remembering: readonly Remembering[];
  readonly tensors: readonly SteppedTensor[];
  /** The tensor that was asked for, else the first. */
  readonly tensor: string;
  /** Shape of what the tensor's rows come from, where that is a picture: [channels, height, width]; else null. */
  readonly picture: readonly number[] | null;
  /** Root mean square of each unit's changes. */
  readonly units: readonly number[];
  /** The unit and the input that were asked for, else those that moved most. */
  readonly unit: number;
  readonly input: number;
  readonly values: SteppedUnit;
}

/** A step that can be looked at: where a checkpoint is kept, or the run began; the step after it is taken. */
export interface StepPlaces {
  readonly steps: readonly number[];
  readonly of: number;
}

const run = z.object({ run: runIdSchema });
const place = z.int().min(0).optional();

export const microscopeContract = {
  /** @throws `not-found` for a run that is not there, or has no step to take */
  places: oc.input(run).output(z.custom<StepPlaces>()),
  /** `from`: steps done before the one to look at; left out = the last place. */
  step: oc.input(run.extend({ from: place, tensor: z.string().max(300).optional(), unit: place, input: place })).output(z.custom<StepView>()),
};
