import { definitionOf } from '../../../engine/catalog.ts';
import type { TextbookLayer } from '../../../engine/core/layer.ts';
import { Matrix } from '../../../engine/core/matrix.ts';
import { fillNormal, randomStream } from '../../../engine/core/random.ts';
import { sizeOf } from '../../../engine/core/shape.ts';
import type { InitializerDefinition } from '../../../engine/core/define.ts';
import type { LabDistribution } from '../../../shared/api/labs.ts';

export interface InitialWeightsRequest {
  readonly initializer: InitializerDefinition;
  readonly options: Readonly<Record<string, unknown>>;
  readonly activation: 'sigmoid' | 'tanh' | 'relu';
  readonly inputs: number;
  readonly depth: number;
  readonly width: number;
  readonly batchNorm: boolean;
  readonly seed: number;
}

export interface InitialWeightsResult {
  readonly examples: number;
  /** Standard deviation of the weights of the last layer, as the scheme set it. */
  readonly std: number;
  readonly layers: { activations: LabDistribution; gradients: LabDistribution }[];
}

/** Multiplications a request may cost: enough for smooth histograms, little enough to answer while a slider moves. */
const budget = 30e6;
const bins = 40;
/** An output this near to an end of its activation hardly passes a gradient on. */
const flatEnd = 0.02;
const ranges = { sigmoid: [0, 1], tanh: [-1, 1] } as const;

/**
 * Standard normal inputs go forward through `depth` layers of affine and activation, standard normal gradients come back from the last.
 * Layers, weights and random numbers are the engine's own.
 */
export function initialWeights({ initializer, options, activation, inputs, depth, width, batchNorm, seed }: InitialWeightsRequest): InitialWeightsResult {
  const work = 3 * (inputs * width + (depth - 1) * width * width);
  const examples = Math.max(20, Math.min(1000, Math.floor(budget / work)));
  const pass = { training: true, seed, step: 0 };
  let std = 0;
  const blocks: TextbookLayer[][] = [];
  const outputs: Matrix[] = [];
  let x = normalMatrix(examples, inputs, seed, 'lab-inputs');
  for (let layer = 0; layer < depth; layer++) {
    const fanIn = x.columns;
    const values = initializer.values(options, {
      name: `layers.${layer}.weight`,
      shape: [fanIn, width],
      fanIn,
      fanOut: width,
      activation: activation === 'relu' ? 'rectifier' : 'sigmoid',
      random: randomStream(seed, 'lab-weights', layer),
      given: () => new Float64Array(fanIn * width),
    });
    std = spread(values).std;
    const affine = { weight: new Matrix(fanIn, width, values), bias: new Matrix(1, width) };
    const types = batchNorm ? ['affine', 'batch-norm', activation] : ['affine', activation];
    const block = types.map((type) => textbookLayer(type, layer, width, type === 'affine' ? affine : undefined));
    for (const part of block) x = part.forward(x, pass);
    blocks.push(block);
    outputs.push(x);
  }

  const gradients: Matrix[] = [];
  let dy = normalMatrix(examples, width, seed, 'lab-gradients');
  for (let layer = depth - 1; layer >= 0; layer--) {
    gradients[layer] = dy;
    for (const part of blocks[layer].toReversed()) dy = part.backward(dy);
  }

  const [low, high] = activation === 'relu' ? [0, 3 * Math.max(spread(outputs[0].data).std, 1e-12)] : ranges[activation];
  // Backward starts at 1 by construction; layers whose gradients are larger than that need the wider ruler.
  const reach = 3 * Math.max(1e-12, Math.min(1e6, Math.max(...gradients.map((gradient) => spread(gradient.data).std))));
  return {
    examples,
    std,
    layers: outputs.map((output, layer) => ({
      activations: distribution(output.data, low, high, activation === 'relu' ? null : [low, high]),
      gradients: distribution(gradients[layer].data, -reach, reach, null),
    })),
  };
}

function textbookLayer(type: string, layer: number, width: number, given?: Record<string, Matrix>): TextbookLayer {
  const definition = definitionOf('layer', type);
  // Parameters a lab does not offer stand at their declared defaults.
  const options = Object.fromEntries(Object.entries(definition.parameters).map(([name, description]) => [name, 'default' in description ? description.default : undefined]));
  const declared = definition.tensors?.({ ...options, units: width }, [width]) ?? [];
  const tensors = given ?? Object.fromEntries(declared.map((tensor) => [tensor.name, new Matrix(1, sizeOf(tensor.shape), new Float64Array(sizeOf(tensor.shape)).fill('start' in tensor ? tensor.start : 0))]));
  return definition.textbook(options, { layer, tensors, gradients: {} });
}

function normalMatrix(rows: number, columns: number, seed: number, purpose: string): Matrix {
  return new Matrix(rows, columns, fillNormal(new Float64Array(rows * columns), randomStream(seed, purpose)));
}

function spread(values: Float64Array): { mean: number; std: number } {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return { mean, std: Math.sqrt(squares / values.length) };
}

function distribution(values: Float64Array, low: number, high: number, ends: readonly [number, number] | readonly number[] | null): LabDistribution {
  const counts = new Array<number>(bins).fill(0);
  let zeros = 0;
  let flat = 0;
  for (const value of values) {
    if (ends !== null && (value < ends[0] + flatEnd || value > ends[1] - flatEnd)) flat++;
    // Zeros are told apart: under ReLU they would dwarf everything else.
    if (value === 0) {
      zeros++;
      continue;
    }
    const bin = Math.floor(((value - low) / (high - low)) * bins);
    // NaN belongs nowhere.
    if (bin === bin) counts[Math.min(bins - 1, Math.max(0, bin))]++;
  }
  const { mean, std } = spread(values);
  const finite = (value: number) => (Number.isFinite(value) ? value : null);
  return { mean: finite(mean), std: finite(std), low, high, counts, zeros: zeros / values.length, saturated: ends === null ? null : flat / values.length };
}
