import type { Localized } from '../../shared/schema/localized.ts';
import type { Pointer } from '../kernels/kernels.ts';
import type { OptimizerCode } from './code.ts';
import type { Declaration, Definition, Options, OptionsOf, Parameters } from './declaration.ts';
import type { Op, Scalar, TensorPointers } from './program.ts';

/** One update: the learning rate the schedule gives, and its number t, counted from 1. */
export interface UpdatePlace {
  readonly lr: number;
  readonly t: number;
}

/** A tensor under the textbook version: its values w, its gradient g, and what the optimizer remembers about it, all of one length. */
export interface TextbookTensor<S extends string = string> {
  readonly w: Float64Array;
  readonly g: Float64Array;
  readonly memory: Readonly<Record<S, Float64Array>>;
  /** Weights, as opposed to biases, γ and β: weight decay is for these alone. */
  readonly isWeight: boolean;
}

/** A tensor under the float32 version. */
export interface Float32Tensor<S extends string = string, C extends string = string> {
  readonly tensor: TensorPointers;
  readonly memory: Readonly<Record<S, Pointer>>;
  readonly isWeight: boolean;
  /** The scalars named by `scalars`, set before each update. */
  readonly scalars: Readonly<Record<C, Scalar>>;
}

/** Shares of a sum: of what was remembered, of the gradient, and of its square. */
export interface Shares {
  readonly keep: number;
  readonly gradient?: number;
  readonly square?: number;
}

/** Something an optimizer remembers for every trained number; it begins at zero. */
export interface Remembered<O = Options> {
  readonly title: Localized;
  /** What an update makes of it, where that is a sum of shares: screens show the calculation, tests hold it against the textbook version. */
  becomes?(options: O, place: UpdatePlace): Shares;
  /** The factor by which it is part of the very step that an update takes, before any division: what earlier gradients add to the latest. */
  carries?(options: O, place: UpdatePlace): number;
}

/** How a gradient becomes a change of the weights. */
export interface OptimizerDefinition extends Definition<'optimizer'> {
  /** What it remembers, by the letter it has in the formula. */
  readonly memory: Readonly<Record<string, Remembered>>;
  /** Changes `w` and the memory in place. */
  textbook(options: Options, place: UpdatePlace, tensor: TextbookTensor): void;
  /** Numbers that are the same for all tensors of an update. */
  scalars(options: Options, place: UpdatePlace): Readonly<Record<string, number>>;
  float32(options: Options, tensor: Float32Tensor): readonly Op[];
  readonly code: OptimizerCode<Options>;
}

export interface OptimizerImplementation<P extends Parameters, S extends string, C extends string> {
  readonly memory: Readonly<Record<S, Remembered<OptionsOf<P>>>>;
  textbook(options: OptionsOf<P>, place: UpdatePlace, tensor: TextbookTensor<S>): void;
  scalars(options: OptionsOf<P>, place: UpdatePlace): Readonly<Record<C, number>>;
  float32(options: OptionsOf<P>, tensor: Float32Tensor<S, C>): readonly Op[];
  readonly code: OptimizerCode<OptionsOf<P>>;
}

export function defineOptimizer<const P extends Parameters, const S extends string, C extends string>(
  declaration: Declaration<P> & OptimizerImplementation<P, S, C>,
): OptimizerDefinition {
  return { slot: 'optimizer', ...declaration } as unknown as OptimizerDefinition;
}
