import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { refusal } from '../../shared/api/reasons.ts';
import { nearest } from '../../shared/experiment/check.ts';
import { randomStream } from '../core/random.ts';
import { actual, dataError, type ProblemWords } from '../data/problem.ts';
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
  const fail = (words: Pick<ProblemWords, 'expected' | 'received'>): never => {
    throw dataError({ code: 'file-invalid', file: path, ...words, suggestion: namesOfTensors });
  };
  const stored = file.tensors[name];
  if (stored === undefined) {
    if (start !== undefined) return new Float64Array(elements).fill(start);
    const names = Object.keys(file.tensors);
    const near = nearest(name, names) ?? names[0];
    return fail({
      expected: { en: `a tensor ${name} [${shape.join(', ')}]`, zh: `应有张量 ${name} [${shape.join(', ')}]` },
      received: names.length === 0 ? { en: 'no tensors', zh: '实际没有任何张量' } : { en: `${names.length} others, nearest ${near}`, zh: `实际有 ${names.length} 个其他张量，名称最接近的是 ${near}` },
    });
  }
  // A vector may be stored as a matrix of one row; a matrix must be the right way round.
  const sides = (sizes: readonly number[]) => sizes.filter((side, i) => !(side === 1 && i < sizes.length - 1)).join(', ');
  if (sides(stored.shape) !== sides(shape)) fail({ expected: { en: `${name} of shape [${shape.join(', ')}]`, zh: `${name} 的形状应为 [${shape.join(', ')}]` }, received: actual(`[${stored.shape.join(', ')}]`) });
  return Float64Array.from(stored.data);
}

const namesOfTensors = { en: 'Tensors are named layers.<position in network.layers>.<parameter>', zh: '张量应命名为 layers.<在 network.layers 中的位置>.<参数>' };

function readWeights(path: string, name: string): SafetensorsFile {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    if (code !== 'ENOENT') throw refusal('io', 'cannot-read', { file: path, why: code }, { cause });
    throw dataError(
      {
        code: 'file-invalid',
        file: name,
        expected: { en: `a file of weights at ${path}`, zh: `${path} 应为权重文件` },
        received: { en: 'nothing there', zh: '那里却什么也没有' },
        suggestion: { en: 'Paths in a document are relative to it', zh: '文档中的路径以文档所在的文件夹为起点' },
      },
      cause,
    );
  }
  return readSafetensors(bytes, name);
}
