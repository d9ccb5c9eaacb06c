import type { RunDocument } from '../../shared/experiment/document.ts';
import { definitionOf } from '../catalog.ts';
import { tensorElements, type Op, op } from '../core/program.ts';
import type { Float32Layer } from '../core/layer.ts';
import { none, type Pointer } from '../kernels/kernels.ts';
import type { NetworkPlan } from './network.ts';
import { sessionScalars, type PlacedTensor, type Placement } from './placement.ts';

/** The output of a layer and the gradient by it, [batch, size]. */
export interface LayerBuffers {
  readonly values: Pointer;
  readonly gradient: Pointer;
  readonly size: number;
}

/** A network in memory, and everything that can be done with it as lists of kernel calls. */
export interface Float32Network {
  readonly tensors: readonly PlacedTensor[];
  /** By position in `network.layers`. */
  readonly buffers: readonly LayerBuffers[];
  readonly layers: readonly Float32Layer[];
  /** Outputs of the last layer. */
  readonly outputs: LayerBuffers;
  /** Each example's loss, float32 [batch]. */
  readonly losses: Pointer;
  /** Forward pass in training. */
  readonly forward: readonly Op[];
  /** Forward pass in prediction. */
  readonly predict: readonly Op[];
  /** The losses and the gradient by the outputs; the losses alone. */
  readonly loss: readonly Op[];
  readonly lossOnly: readonly Op[];
  /** Gradients of all tensors from the gradient by the outputs. */
  readonly backward: readonly Op[];
  /** Adds the gradient of the penalty. */
  readonly penalty: readonly Op[];
  /** Scales the whole gradient by `clipFactor`; bounds each element. */
  readonly clipNorm: readonly Op[];
  readonly clipValue: readonly Op[];
  /** Changes the tensors by their gradients. */
  readonly update: readonly Op[];
  /** Names of the optimizer's scalars, by place. */
  readonly optimizerScalars: Readonly<Record<string, { readonly scalar: number }>>;
}

export interface NetworkBuffers {
  readonly x: Pointer;
  readonly labels: Pointer;
  readonly targets: Pointer;
}

/** Places a network and writes down its calls. */
export function buildFloat32Network(network: NetworkPlan, document: RunDocument, placement: Placement, { x: input, labels, targets }: NetworkBuffers): Float32Network {
  const { optimizer, regularization } = document;
  const optimizerDefinition = definitionOf('optimizer', optimizer.type);
  const tensors = placement.tensors(network, Object.keys(optimizerDefinition.memory));
  const trained = tensors.filter(({ plan }) => plan.trained);
  const weights = tensors.filter(({ plan }) => plan.isWeight);
  const buffers = network.layers.map(({ outputs: size }): LayerBuffers => ({ values: placement.batch(size), gradient: placement.batch(size), size }));
  const firstTrained = network.layers.findIndex((layer) => layer.tensors.some((tensor) => tensor.trained));

  const layers = network.layers.map(({ definition, options, index, inputs, outputs }): Float32Layer => {
    const before = buffers[index - 1];
    return definition.float32(options, {
      layer: index,
      inputs,
      outputs,
      x: before?.values ?? input,
      y: buffers[index].values,
      // Nothing in front of the first tensors wants to know how to change.
      dx: index > firstTrained && before ? before.gradient : none,
      dy: buffers[index].gradient,
      tensors: Object.fromEntries(tensors.filter(({ plan }) => plan.layer === index).map((tensor) => [tensor.plan.local, tensor])),
      shiftIgnored: network.layers[index + 1]?.definition.traits?.ignoresShift ?? false,
      batch: sessionScalars.batch,
      allocate: placement.allocate,
      workspace: placement.workspace,
      scalar: placement.scalar,
    });
  });

  const outputs = buffers[buffers.length - 1];
  const losses = placement.batch(1);
  const lossOps = (gradient: Pointer) =>
    network.loss.definition.float32(network.loss.options, {
      outputs: outputs.values,
      columns: network.outputs,
      gradient,
      losses,
      targets: network.loss.definition.targets === 'classes' ? labels : targets,
      inverseBatch: sessionScalars.inverseBatch,
    });

  const scalarNames = Object.keys(optimizerDefinition.scalars(optimizer, { lr: 0, t: 1 }));
  const optimizerScalars = Object.fromEntries(scalarNames.map((name) => [name, placement.scalar()]));
  const { l1, l2, clipNorm, clipValue } = regularization;

  return {
    tensors,
    buffers,
    layers,
    outputs,
    losses,
    forward: layers.flatMap((layer) => layer.forward),
    predict: layers.flatMap((layer) => layer.predict ?? layer.forward),
    loss: lossOps(outputs.gradient),
    lossOnly: lossOps(none),
    backward: layers.toReversed().flatMap((layer, i) => (network.layers.length - 1 - i < firstTrained ? [] : layer.backward)),
    penalty: weights.flatMap((weight) => [
      ...(l2 > 0 ? [op(weight.plan.layer, 'addL2', tensorElements(weight), weight.gradient, weight.value, l2)] : []),
      ...(l1 > 0 ? [op(weight.plan.layer, 'addL1', tensorElements(weight), weight.gradient, weight.value, l1)] : []),
    ]),
    clipNorm: clipNorm == null ? [] : trained.map((tensor) => op(tensor.plan.layer, 'scale', tensorElements(tensor), tensor.gradient, tensor.gradient, sessionScalars.clipFactor)),
    clipValue: clipValue == null ? [] : trained.map((tensor) => op(tensor.plan.layer, 'clipValue', tensorElements(tensor), tensor.gradient, clipValue)),
    update: trained.flatMap((tensor) => optimizerDefinition.float32(optimizer, { tensor, memory: tensor.memory, isWeight: tensor.plan.isWeight, scalars: optimizerScalars })),
    optimizerScalars,
  };
}
