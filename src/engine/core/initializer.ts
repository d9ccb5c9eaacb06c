import type { Draw, DrawPlace } from './code.ts';
import type { Declaration, Definition, Options, OptionsOf, Parameters } from './declaration.ts';
import { fillNormal, type RandomStream } from './random.ts';
import { sizeOf, type Shape } from './shape.ts';

/** What kind of activation function a layer is: initial weights and diagnostics go by it. */
export type ActivationKind = 'rectifier' | 'sigmoid' | 'linear';

/** The tensor that is to be filled. */
export interface WeightPlace {
  /** Such as `layers.0.weight`. */
  readonly name: string;
  readonly shape: Shape;
  /** Inputs that meet in one output, n_in. */
  readonly fanIn: number;
  /** Outputs that one input reaches, n_out. */
  readonly fanOut: number;
  /** The first activation function after this layer and before the next weights; linear where there is none. */
  readonly activation: ActivationKind;
  /** A stream of the tensor's own: it depends on the run's seed and on the tensor's number among those with weights. */
  readonly random: RandomStream;
  /** Values of this tensor in a safetensors file. */
  given(path: string): Float64Array;
}

/** How weights begin. */
export interface InitializerDefinition extends Definition<'initializer'> {
  /** The values, row-major, as many as the shape has. Training in float32 rounds them. */
  values(options: Options, place: WeightPlace): Float64Array;
  /** The same as Python. */
  code(options: Options, place: DrawPlace): Draw;
  /** The scheme fills every tensor of a layer (biases, γ, β, running statistics), not only its weights. */
  readonly fillsEverything?: boolean;
  /** The activation functions this scheme is made for; left out where that does not matter. */
  readonly suits?: readonly ActivationKind[];
  /** All units of a layer begin alike, and so stay alike. */
  readonly symmetric?: boolean;
}

export interface InitializerImplementation<P extends Parameters> extends Pick<InitializerDefinition, 'fillsEverything' | 'suits' | 'symmetric'> {
  values(options: OptionsOf<P>, place: WeightPlace): Float64Array;
  code(options: OptionsOf<P>, place: DrawPlace): Draw;
}

export function defineInitializer<const P extends Parameters>(declaration: Declaration<P> & InitializerImplementation<P>): InitializerDefinition {
  return { slot: 'initializer', ...declaration } as unknown as InitializerDefinition;
}

/** Independent values from the normal distribution with mean 0 and standard deviation `std`. */
export function normalValues({ shape, random }: WeightPlace, std: number): Float64Array {
  return fillNormal(new Float64Array(sizeOf(shape)), random).map((value) => std * value);
}

/** Independent values, uniform from −limit to limit; their standard deviation is limit/√3. */
export function uniformValues({ shape, random }: WeightPlace, limit: number): Float64Array {
  return new Float64Array(sizeOf(shape)).map(() => limit * (2 * random.uniform() - 1));
}

/** The same value everywhere. */
export function equalValues({ shape }: WeightPlace, value: number): Float64Array {
  return new Float64Array(sizeOf(shape)).fill(value);
}
