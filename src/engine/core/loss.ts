import type { Pointer } from '../kernels/kernels.ts';
import type { LossCode } from './code.ts';
import type { DatasetTask } from './dataset.ts';
import type { Declaration, Definition, Options, OptionsOf, Parameters } from './declaration.ts';
import { Matrix } from './matrix.ts';
import type { OnnxNode, OnnxPlace } from './onnx.ts';
import type { Op, Scalar } from './program.ts';

/** What the outputs should have been: class numbers, or a matrix of values (one-hot rows, regression targets). */
export type Targets = { readonly classes: Int32Array } | { readonly values: Matrix };

/** The loss of a batch, its mean over the examples, and its gradient by the network's outputs. */
export interface TextbookLoss {
  readonly value: number;
  readonly gradient: Matrix;
}

/** Where the float32 version of a loss stands. */
export interface Float32LossPlace {
  /** Outputs of the network [batch, columns]. */
  readonly outputs: Pointer;
  readonly columns: number;
  /** Receives ∂L/∂outputs; `none` where only the loss is wanted. */
  readonly gradient: Pointer;
  /** Receives each example's loss, float32 [batch], not divided by the batch. */
  readonly losses: Pointer;
  /** Class numbers, int32 [batch], or target values, float32 [batch, columns], as `targets` of the definition says. */
  readonly targets: Pointer;
  /** 1 / examples in the batch. */
  readonly inverseBatch: Scalar;
}

/** What a network is trained to make small. */
export interface LossDefinition extends Definition<'loss'> {
  /** What the float32 version wants to be given: class numbers, or values (for classes: one-hot rows). */
  readonly targets: 'classes' | 'values';
  /** Kinds of task it can be used for. */
  readonly tasks: readonly DatasetTask['kind'][];
  /** Applies softmax itself, so that the network must not. */
  readonly appliesSoftmax?: boolean;
  textbook(options: Options, outputs: Matrix, targets: Targets): TextbookLoss;
  float32(options: Options, place: Float32LossPlace): readonly Op[];
  /** What makes probabilities of the network's outputs, as operators of ONNX; left out where the outputs are the prediction. */
  onnx?(place: OnnxPlace): readonly OnnxNode[];
  readonly code: LossCode<Options>;
}

export interface LossImplementation<P extends Parameters> extends Pick<LossDefinition, 'targets' | 'tasks' | 'appliesSoftmax' | 'onnx'> {
  textbook(options: OptionsOf<P>, outputs: Matrix, targets: Targets): TextbookLoss;
  float32(options: OptionsOf<P>, place: Float32LossPlace): readonly Op[];
  readonly code: LossCode<OptionsOf<P>>;
}

export function defineLoss<const P extends Parameters>(declaration: Declaration<P> & LossImplementation<P>): LossDefinition {
  return { slot: 'loss', ...declaration } as unknown as LossDefinition;
}

/** The targets as a matrix [examples, columns]: class numbers become one-hot rows. */
export function targetMatrix(targets: Targets, columns: number): Matrix {
  if ('values' in targets) return targets.values;
  const out = new Matrix(targets.classes.length, columns);
  targets.classes.forEach((label, row) => (out.data[row * columns + label] = 1));
  return out;
}
