import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { DescentError } from '../../shared/api/errors.ts';
import { nearest } from '../../shared/experiment/check.ts';
import { randomStream } from '../core/random.ts';
import { readSafetensors, type SafetensorsFile } from '../formats/safetensors.ts';
import type { LayerPlan, NetworkPlan, TensorPlan } from './network.ts';

export interface InitialWeightsContext {
  readonly seed: number;
  /** Folder that relative paths start from. */
  readonly baseDirectory: string;
}

/**
 * The values every tensor begins with, float64, by name.
 *
 * The random numbers of a weight depend on the seed and on its number among the network's weights, nothing else: variants of a document
 * that differ in normalization, activation or optimizer begin alike.
 * @throws {DescentError} `file-invalid` or `io` for a file of weights that does not fit the network or cannot be read
 */
export function initialWeights(network: NetworkPlan, { seed, baseDirectory }: InitialWeightsContext): Record<string, Float64Array> {
  const files = new Map<string, SafetensorsFile>();
  const open = (path: string): SafetensorsFile => {
    const file = files.get(path) ?? readWeights(resolve(baseDirectory, path), path);
    files.set(path, file);
    return file;
  };
  const values: Record<string, Float64Array> = {};
  let weightNumber = 0;
  for (const layer of network.layers) {
    for (const tensor of layer.tensors) {
      values[tensor.name] = initialValues(layer, tensor, weightNumber, seed, open);
      if (tensor.isWeight) weightNumber++;
    }
  }
  return values;
}

function initialValues(layer: LayerPlan, tensor: TensorPlan, weightNumber: number, seed: number, open: (path: string) => SafetensorsFile): Float64Array {
  const { definition, options } = layer.initializer;
  const { declaration, name, shape, elements } = tensor;
  const start = declaration.role === 'weight' ? undefined : declaration.start;
  if (start !== undefined && definition.fillsEverything !== true) return new Float64Array(elements).fill(start);
  const { fanIn, fanOut } = declaration.role === 'weight' ? declaration : { fanIn: 1, fanOut: 1 };
  return definition.values(options, {
    name,
    shape,
    fanIn,
    fanOut,
    activation: layer.followedBy,
    random: randomStream(seed, 'weights', weightNumber),
    given: (path) => givenValues(open(path), path, tensor, start),
  });
}

/** A tensor from a file; what the file lacks begins as it would without the file, except weights. */
function givenValues(file: SafetensorsFile, path: string, { name, shape, elements }: TensorPlan, start: number | undefined): Float64Array {
  const fail = (expected: string, received: string): never => {
    throw new DescentError('file-invalid', `${path}: expected ${expected}, found ${received}. Tensors are named layers.<position in network.layers>.<parameter>.`, { file: path, tensor: name, expected, received });
  };
  const stored = file.tensors[name];
  if (stored === undefined) {
    if (start !== undefined) return new Float64Array(elements).fill(start);
    const names = Object.keys(file.tensors);
    const near = nearest(name, names);
    return fail(`a tensor ${name} [${shape.join(', ')}]`, names.length === 0 ? 'no tensors' : `${names.length} others, nearest ${near ?? names[0]}`);
  }
  // A vector may be stored as a matrix of one row; a matrix must be the right way round.
  const sides = (sizes: readonly number[]) => sizes.filter((side, i) => !(side === 1 && i < sizes.length - 1)).join(', ');
  if (sides(stored.shape) !== sides(shape)) fail(`${name} of shape [${shape.join(', ')}]`, `[${stored.shape.join(', ')}]`);
  return Float64Array.from(stored.data);
}

function readWeights(path: string, name: string): SafetensorsFile {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    const message = code === 'ENOENT' ? `${name}: expected a file of weights at ${path}, found nothing there. Paths in a document are relative to it.` : `${name}: the file of weights cannot be read (${code}).`;
    throw new DescentError(code === 'ENOENT' ? 'file-invalid' : 'io', message, { file: path }, { cause });
  }
  return readSafetensors(bytes, name);
}
