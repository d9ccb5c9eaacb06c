import type { OnnxNode } from '../../core/onnx.ts';
import { node } from '../../core/onnx.ts';
import type { DatasetTask } from '../../core/dataset.ts';
import { showShape } from '../../core/shape.ts';
import type { Scaling } from '../../data/scaling.ts';
import type { NetworkPlan } from '../../training/network.ts';
import { attributeTypes, floatType, ModelProto } from './schema.ts';

/** The operator set that the nodes are written for, and the IR version that came with it (ONNX 1.12). */
const operatorSet = 17;
const irVersion = 8;

/** A trained network with everything a stranger has to know to use it. */
export interface OnnxModel {
  /** For people. */
  readonly title: string;
  readonly version: string;
  readonly network: NetworkPlan;
  readonly tensors: Readonly<Record<string, { readonly data: ArrayLike<number> }>>;
  readonly task: DatasetTask;
  readonly scaling: Scaling;
  /** The dataset's features are bytes, 0 to 255. */
  readonly bytes: boolean;
  /** More that travels with the model, such as the experiment document. */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * The bytes of an ONNX model.
 *
 * Its input `input` [batch, n] holds the dataset's own values, row by row: pixels from 0 to 255, or table columns as they are in the file. The
 * scaling the network was trained with is part of the model. Its output is `probabilities` [batch, classes] where the network gives
 * them, `scores` where it tells classes apart without, `values` for a regression.
 */
export function writeOnnx(model: OnnxModel): Uint8Array {
  const { network, task, title, version } = model;
  const graph = new Graph();
  const output = outputName(model);
  const shape = network.input;
  const nodes = nodesOf(model, graph, output);
  const docString = `${title}. ${inputWords(model)} ${outputWords(model, output)}`;
  const metadata = {
    'descent.input': inputWords(model),
    'descent.output': outputWords(model, output),
    'descent.shape': JSON.stringify(shape),
    'descent.scaling': model.scaling.kind,
    ...(task.kind === 'classification' ? { 'descent.classes': JSON.stringify(task.classNames) } : { 'descent.targets': JSON.stringify(task.targetNames) }),
    ...model.metadata,
  };
  return ModelProto.encode({
    irVersion,
    producerName: 'Descent',
    producerVersion: version,
    docString,
    opsetImport: [{ domain: '', version: operatorSet }],
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    graph: {
      name: 'network',
      docString,
      node: nodes.map(({ operator, inputs, output: name, attributes }, index) => ({
        name: `${index}.${operator}`,
        opType: operator,
        input: inputs,
        output: [name],
        attribute: Object.entries(attributes).map(([attribute, value]) => ('float' in value ? { name: attribute, type: attributeTypes.float, f: value.float } : { name: attribute, type: attributeTypes.int, i: value.int })),
      })),
      initializer: graph.tensors,
      input: [valueOf('input', network.layers[0]?.inputs ?? 0, inputWords(model))],
      output: [valueOf(output, network.outputs, outputWords(model, output))],
    },
  }).finish();
}

/** Constants and tensors of a graph, in the order in which they are asked for. */
class Graph {
  readonly tensors: { readonly name: string; readonly dims: readonly number[]; readonly dataType: number; readonly rawData: Uint8Array }[] = [];

  add(name: string, dims: readonly number[], values: ArrayLike<number>): string {
    const raw = new DataView(new ArrayBuffer(values.length * 4));
    for (let i = 0; i < values.length; i++) raw.setFloat32(i * 4, values[i], true);
    this.tensors.push({ name, dims, dataType: floatType, rawData: new Uint8Array(raw.buffer) });
    return name;
  }
}

/** Scaling, layers, and what the loss makes of the outputs; the last node gives `output`. */
function nodesOf(model: OnnxModel, graph: Graph, output: string): OnnxNode[] {
  const { network, tensors } = model;
  const nodes = scalingNodes(model, graph);
  let x = nodes.at(-1)?.output ?? 'input';
  const asProbabilities = network.loss.definition.onnx;
  for (const { definition, options, index, tensors: plans } of network.layers) {
    const y = index === network.layers.length - 1 && !asProbabilities ? output : `layers.${index}`;
    const names = Object.fromEntries(plans.map(({ local, name, shape }) => [local, graph.add(name, shape, tensors[name].data)]));
    nodes.push(...definition.onnx(options, { x, y, tensors: names, constant: (name, values) => graph.add(`layers.${index}.${name}`, [values.length], values) }));
    x = y;
  }
  if (asProbabilities) nodes.push(...asProbabilities({ x, y: output, tensors: {}, constant: (name, values) => graph.add(`loss.${name}`, [values.length], values) }));
  return nodes;
}

function scalingNodes({ scaling, bytes }: OnnxModel, graph: Graph): OnnxNode[] {
  switch (scaling.kind) {
    case 'none':
      return [];
    case 'unit':
      return bytes ? [node('Div', ['input', graph.add('scaling.range', [1], [255])], 'scaled')] : [];
    case 'standardize':
      return [
        node('Sub', ['input', graph.add('scaling.mean', [scaling.mean.length], scaling.mean)], 'centred'),
        node('Mul', ['centred', graph.add('scaling.inverse_deviation', [scaling.inverseDeviation.length], scaling.inverseDeviation)], 'scaled'),
      ];
    default:
      throw new RangeError(`unknown scaling ${JSON.stringify(scaling satisfies never)}`);
  }
}

function outputName({ network, task }: OnnxModel): 'probabilities' | 'scores' | 'values' {
  if (task.kind === 'regression') return 'values';
  const { definition } = network.loss;
  return definition.appliesSoftmax || network.layers.at(-1)?.definition.traits?.probabilities ? 'probabilities' : 'scores';
}

function inputWords({ network, bytes, scaling }: OnnxModel): string {
  const size = network.layers[0]?.inputs ?? 0;
  const image = network.input.length > 1 ? `, an image ${showShape(network.input)} row by row` : '';
  const range = bytes ? ' as bytes from 0 to 255' : " in the dataset's own units";
  const inside = scaling.kind === 'none' || (scaling.kind === 'unit' && !bytes) ? '' : ' Scaling them is part of the model.';
  return `input: float32 [batch, ${size}]: ${size} values${range}${image}.${inside}`;
}

function outputWords({ network, task }: OnnxModel, name: string): string {
  const of = task.kind === 'classification' ? `one for each class (${task.classNames.join(', ')})` : task.targetNames.join(', ');
  return `${name}: float32 [batch, ${network.outputs}]: ${of}.`;
}

function valueOf(name: string, size: number, docString: string) {
  return { name, docString, type: { tensorType: { elemType: floatType, shape: { dim: [{ dimParam: 'batch' }, { dimValue: size }] } } } };
}
