/**
 * A small fully connected network (ReLU, softmax cross-entropy) in plain float32 TypeScript, to judge datasets by. It shares no code with
 * the engine that it helps to check, and skips zeros in its input, which most pixels are.
 */
import { fillNormal, randomStream, shuffle } from '../../src/engine/core/random.ts';
import type { DatasetPart } from '../../src/engine/data/dataset.ts';

export interface SmallMlpOptions {
  /** Units of each layer, from the input to the output. */
  readonly sizes: readonly number[];
  readonly optimizer: 'sgd' | 'adam';
  readonly lr: number;
  readonly batchSize: number;
  readonly epochs: number;
  readonly sampling: 'with-replacement' | 'shuffle';
  readonly seed: number;
  /** The first n training examples; left out = all. */
  readonly take?: number;
  readonly onEpoch?: (epoch: number) => void;
}

interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  /** Weights [inputs, outputs], then biases [outputs]. */
  readonly parameters: Float32Array;
  readonly gradient: Float32Array;
  readonly moments: readonly [Float32Array, Float32Array];
}

/** Trains on images of bytes (divided by 255) and returns how to measure accuracy on the first n examples of a part. */
export function trainSmallMlp(train: DatasetPart, options: SmallMlpOptions): (part: DatasetPart, first?: number) => number {
  const { sizes, batchSize, epochs, seed, sampling } = options;
  const layers = sizes.slice(1).map((outputs, i) => createLayer(sizes[i], outputs, seed, i));
  const count = Math.min(options.take ?? train.count, train.count);
  const stepsPerEpoch = sampling === 'shuffle' ? Math.ceil(count / batchSize) : Math.max(1, Math.floor(count / batchSize));
  const order = Int32Array.from({ length: count }, (_, i) => i);
  const random = randomStream(seed, 'small-mlp batches');
  let step = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    if (sampling === 'shuffle') shuffle(order, random);
    for (let k = 0; k < stepsPerEpoch; k++) {
      const rows = sampling === 'shuffle' ? order.subarray(k * batchSize, Math.min((k + 1) * batchSize, count)) : Int32Array.from({ length: batchSize }, () => random.below(count));
      for (const layer of layers) layer.gradient.fill(0);
      for (const row of rows) addGradient(layers, pixelsOf(train, row, sizes[0]), train.labels[row], 1 / rows.length);
      step += 1;
      for (const layer of layers) update(layer, options, step);
    }
    options.onEpoch?.(epoch + 1);
  }
  return (part, first = part.count) => {
    let right = 0;
    for (let row = 0; row < first; row++) {
      const scores = forward(layers, pixelsOf(part, row, sizes[0])).at(-1) ?? [];
      let best = 0;
      for (let i = 1; i < scores.length; i++) if (scores[i] > scores[best]) best = i;
      if (best === part.labels[row]) right += 1;
    }
    return right / first;
  };
}

function createLayer(inputs: number, outputs: number, seed: number, index: number): Layer {
  const parameters = new Float32Array((inputs + 1) * outputs);
  const weights = fillNormal(new Float64Array(inputs * outputs), randomStream(seed, 'small-mlp weights', index));
  const std = Math.sqrt(2 / inputs); // He
  parameters.set(weights.map((weight) => std * weight));
  const zeros = (): Float32Array => new Float32Array(parameters.length);
  return { inputs, outputs, parameters, gradient: zeros(), moments: [zeros(), zeros()] };
}

function pixelsOf(part: DatasetPart, row: number, size: number): Float32Array {
  const pixels = new Float32Array(size);
  for (let i = 0; i < size; i++) pixels[i] = part.features[row * size + i] / 255;
  return pixels;
}

/** The input and the outputs of every layer, ReLU applied to all but the last. */
function forward(layers: readonly Layer[], input: Float32Array): Float32Array[] {
  const values = [input];
  layers.forEach(({ inputs, outputs, parameters }, index) => {
    const from = values[index];
    const to = parameters.slice(inputs * outputs);
    for (let i = 0; i < inputs; i++) {
      const value = from[i];
      if (value === 0) continue;
      const row = i * outputs;
      for (let j = 0; j < outputs; j++) to[j] += value * parameters[row + j];
    }
    if (index < layers.length - 1) for (let j = 0; j < outputs; j++) if (to[j] < 0) to[j] = 0;
    values.push(to);
  });
  return values;
}

/** Adds `weight` times one example's gradient of the loss. */
function addGradient(layers: readonly Layer[], input: Float32Array, label: number, weight: number): void {
  const values = forward(layers, input);
  const scores = values[layers.length];
  const greatest = scores.reduce((a, b) => Math.max(a, b));
  let delta = scores.map((score) => Math.exp(score - greatest));
  const total = delta.reduce((a, b) => a + b);
  delta = delta.map((value, j) => weight * (value / total - (j === label ? 1 : 0)));
  for (let index = layers.length - 1; index >= 0; index--) {
    const { inputs, outputs, parameters, gradient } = layers[index];
    const from = values[index];
    const back = new Float32Array(inputs);
    for (let i = 0; i < inputs; i++) {
      const value = from[i];
      if (value === 0) continue; // no share in the weights' gradient, and no way back through ReLU
      const row = i * outputs;
      let sum = 0;
      for (let j = 0; j < outputs; j++) {
        gradient[row + j] += value * delta[j];
        sum += delta[j] * parameters[row + j];
      }
      back[i] = sum;
    }
    for (let j = 0; j < outputs; j++) gradient[inputs * outputs + j] += delta[j];
    delta = back;
  }
}

function update({ parameters, gradient, moments: [first, second] }: Layer, { optimizer, lr }: SmallMlpOptions, step: number): void {
  if (optimizer === 'sgd') {
    for (let i = 0; i < parameters.length; i++) parameters[i] -= lr * gradient[i];
    return;
  }
  const rate = (lr * Math.sqrt(1 - 0.999 ** step)) / (1 - 0.9 ** step);
  for (let i = 0; i < parameters.length; i++) {
    first[i] += 0.1 * (gradient[i] - first[i]);
    second[i] += 0.001 * (gradient[i] * gradient[i] - second[i]);
    parameters[i] -= (rate * first[i]) / (Math.sqrt(second[i]) + 1e-7);
  }
}
