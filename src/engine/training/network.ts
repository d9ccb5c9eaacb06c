import type { NetworkSection, Typed } from '../../shared/experiment/document.ts';
import { definitionOf } from '../catalog.ts';
import type { InitializerDefinition, LayerDefinition, LossDefinition, Options } from '../core/define.ts';
import type { ActivationKind } from '../core/initializer.ts';
import type { TensorDeclaration } from '../core/layer.ts';
import { sizeOf, type Shape } from '../core/shape.ts';

/** A tensor of the network: what its layer declared, and its place. */
export interface TensorPlan {
  /** `layers.<position>.<local name>`, as in files of weights. */
  readonly name: string;
  readonly local: string;
  readonly layer: number;
  readonly declaration: TensorDeclaration;
  readonly shape: Shape;
  readonly elements: number;
  /** Vectors have one row. */
  readonly rows: number;
  readonly columns: number;
  readonly trained: boolean;
  readonly isWeight: boolean;
}

export interface LayerPlan {
  /** Position in `network.layers`. */
  readonly index: number;
  readonly definition: LayerDefinition;
  readonly options: Options;
  readonly input: Shape;
  readonly output: Shape;
  readonly inputs: number;
  readonly outputs: number;
  readonly tensors: readonly TensorPlan[];
  /** How this layer's weights begin. */
  readonly initializer: { readonly definition: InitializerDefinition; readonly options: Options; readonly path: string };
  /** The first activation function from here to the next layer with weights. */
  readonly followedBy: ActivationKind;
}

/** A network with all shapes known. */
export interface NetworkPlan {
  readonly input: Shape;
  readonly outputs: number;
  readonly layers: readonly LayerPlan[];
  readonly loss: { readonly definition: LossDefinition; readonly options: Options };
  /** All tensors, layer by layer. */
  readonly tensors: readonly TensorPlan[];
  /** Trained numbers. */
  readonly parameters: number;
}

/**
 * Works out every shape of a network.
 * @param network checked, with its defaults
 * @param input shape of one example
 */
export function planNetwork(network: NetworkSection, input: Shape): NetworkPlan {
  let shape = input;
  const layers = network.layers.map((layer, index): LayerPlan => {
    const definition = definitionOf('layer', layer.type);
    const output = definition.output?.(layer, shape) ?? shape;
    const tensors = (definition.tensors?.(layer, shape) ?? []).map((declaration) => planTensor(declaration, index));
    const plan = { index, definition, options: layer, input: shape, output, inputs: sizeOf(shape), outputs: sizeOf(output), tensors, initializer: initializerOf(layer, index, network.init), followedBy: activationAfter(network.layers, index) };
    shape = output;
    return plan;
  });
  const tensors = layers.flatMap((layer) => layer.tensors);
  return {
    input,
    outputs: sizeOf(shape),
    layers,
    loss: { definition: definitionOf('loss', network.loss.type), options: network.loss },
    tensors,
    parameters: tensors.reduce((sum, tensor) => sum + (tensor.trained ? tensor.elements : 0), 0),
  };
}

function planTensor(declaration: TensorDeclaration, layer: number): TensorPlan {
  const { name: local, shape, role } = declaration;
  const elements = sizeOf(shape);
  const columns = shape.at(-1) ?? 1;
  return { name: `layers.${layer}.${local}`, local, layer, declaration, shape, elements, rows: elements / columns, columns, trained: role !== 'statistic', isWeight: role === 'weight' };
}

/** The layer's own initializer, or the network's. */
function initializerOf(layer: Typed, index: number, init: Typed<'scheme'>): LayerPlan['initializer'] {
  const own = layer.init as Typed<'scheme'> | null | undefined;
  const options = own ?? init;
  return { definition: definitionOf('initializer', options.scheme), options, path: own ? `network.layers.${index}.init` : 'network.init' };
}

/** A layer with an initializer of its own has weights, so the search for an activation ends there. */
function activationAfter(layers: readonly Typed[], index: number): ActivationKind {
  for (const layer of layers.slice(index + 1)) {
    const { traits, parameters } = definitionOf('layer', layer.type);
    if (traits?.activation !== undefined) return traits.activation;
    if (Object.values(parameters).some((parameter) => parameter.kind === 'definition' && parameter.slot === 'initializer')) return 'linear';
  }
  return 'linear';
}
