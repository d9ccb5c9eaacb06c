import type { Localized } from '../../shared/schema/localized.ts';
import type { Pointer } from '../kernels/kernels.ts';
import type { LayerCode } from './code.ts';
import type { Declaration, Definition, Options, OptionsOf, Parameters } from './declaration.ts';
import type { ActivationKind } from './initializer.ts';
import type { Matrix } from './matrix.ts';
import type { OnnxNode, OnnxPlace } from './onnx.ts';
import type { Op, Scalar, TensorPointers, Workspace } from './program.ts';
import type { Shape } from './shape.ts';

/**
 * A tensor that belongs to a layer.
 * - `weight`: filled by an initializer, trained, penalized by weight decay
 * - `parameter`: starts at `start`, trained, never penalized (biases, γ, β)
 * - `statistic`: starts at `start`, moved by the forward pass in training, not trained
 */
export type TensorDeclaration =
  | { readonly role: 'weight'; readonly name: string; readonly title: Localized; readonly shape: Shape; readonly fanIn: number; readonly fanOut: number }
  | { readonly role: 'parameter' | 'statistic'; readonly name: string; readonly title: Localized; readonly shape: Shape; readonly start: number };

/** What generic code has to know about a layer; see the analysis in `training/problems` and the rules in `diagnostics`. */
export interface LayerTraits {
  /** An activation function of this kind. */
  readonly activation?: ActivationKind;
  /** An output that has this size or beyond it is in a flat end of the activation. */
  readonly saturation?: { readonly low: number; readonly high: number };
  /** A unit that gives zero for every example learns nothing any more. */
  readonly canDie?: boolean;
  /** Uses the mean and variance of the mini-batch, and so needs at least two examples. */
  readonly needsBatch?: boolean;
  /** What is added to all examples of a feature alike makes no difference to its outputs in training. */
  readonly ignoresShift?: boolean;
  /** Random in training. */
  readonly stochastic?: boolean;
  /** Its outputs are probabilities that add up to 1. */
  readonly probabilities?: boolean;
}

/** Whether a pass through the network trains it or predicts, and where its random decisions come from. */
export interface Pass {
  readonly training: boolean;
  readonly seed: number;
  /** The step under way, counted from 0. */
  readonly step: number;
}

/** The textbook version of a layer in a network: float64 matrices [examples, values]. */
export interface TextbookLayer {
  /** y from x; keeps what `backward` needs. */
  forward(x: Matrix, pass: Pass): Matrix;
  /** ∂L/∂x from ∂L/∂y of the last forward pass, be it training or prediction; puts ∂L/∂ of the layer's own tensors into `gradients`. */
  backward(dy: Matrix): Matrix;
}

/** Where the textbook version stands: tensors as matrices (vectors as one row), changed in place or replaced by whoever trains. */
export interface TextbookPlace {
  /** Position in `network.layers`. */
  readonly layer: number;
  readonly tensors: Record<string, Matrix>;
  /** Filled by `backward`, under the names of the trained tensors. */
  readonly gradients: Record<string, Matrix>;
}

/** Where the float32 version stands: everything it reads and writes is already placed in memory. */
export interface Float32Place {
  /** Position in `network.layers`. */
  readonly layer: number;
  /** Values of one example going in and coming out. */
  readonly inputs: number;
  readonly outputs: number;
  /** Input and output [batch, inputs] and [batch, outputs]. */
  readonly x: Pointer;
  readonly y: Pointer;
  /** ∂L/∂x and ∂L/∂y; dx is `none` where nothing in front wants it. */
  readonly dx: Pointer;
  readonly dy: Pointer;
  readonly tensors: Readonly<Record<string, TensorPointers>>;
  /**
   * The layer behind ignores what is added to a feature, so that the gradient of a bias is exactly zero. Summing it up in float32 would
   * leave rounding errors, which Adam and its relatives blow up to steps of full size.
   */
  readonly shiftIgnored: boolean;
  /** Examples in the mini-batch under way. */
  readonly batch: Scalar;
  /** Room that lasts as long as the session. @returns pointer to `length` float32 values */
  allocate(length: number): Pointer;
  /** Packing space for products with weights [inputs, outputs]. */
  workspace(inputs: number, outputs: number): Workspace;
  /** A number that `beforeStep` sets. */
  scalar(): Scalar;
}

/** The float32 version of a layer: kernel calls for each pass. */
export interface Float32Layer {
  /** y from x in training. */
  readonly forward: readonly Op[];
  /** y from x in prediction; the same as `forward` where left out. */
  readonly predict?: readonly Op[];
  /** dx and the gradients of the tensors from dy. */
  readonly backward: readonly Op[];
  /** Sets the scalars of this layer. */
  beforeStep?(set: (scalar: Scalar, value: number) => void, pass: Pass): void;
}

/** A layer type. */
export interface LayerDefinition extends Definition<'layer'> {
  readonly traits?: LayerTraits;
  /** Shape of one example after the layer; the same as before it where left out. */
  output?(options: Options, input: Shape): Shape;
  tensors?(options: Options, input: Shape): readonly TensorDeclaration[];
  textbook(options: Options, place: TextbookPlace): TextbookLayer;
  float32(options: Options, place: Float32Place): Float32Layer;
  /** Prediction as operators of ONNX, from `place.x` to `place.y`. */
  onnx(options: Options, place: OnnxPlace): readonly OnnxNode[];
  readonly code: LayerCode<Options>;
}

export interface LayerImplementation<P extends Parameters> {
  readonly traits?: LayerTraits;
  output?(options: OptionsOf<P>, input: Shape): Shape;
  tensors?(options: OptionsOf<P>, input: Shape): readonly TensorDeclaration[];
  textbook(options: OptionsOf<P>, place: TextbookPlace): TextbookLayer;
  float32(options: OptionsOf<P>, place: Float32Place): Float32Layer;
  onnx(options: OptionsOf<P>, place: OnnxPlace): readonly OnnxNode[];
  readonly code: LayerCode<OptionsOf<P>>;
}

export function defineLayer<const P extends Parameters>(declaration: Declaration<P> & LayerImplementation<P>): LayerDefinition {
  return { slot: 'layer', ...declaration } as unknown as LayerDefinition;
}
