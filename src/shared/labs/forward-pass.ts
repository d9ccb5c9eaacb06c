import { activations, type Activation } from './activations.ts';

/** The three-layer network of chapter 3 with its numbers: two inputs, three and two hidden units, two outputs. */
export interface HandLayer {
  /** weights[input][unit] */
  readonly weights: readonly (readonly number[])[];
  readonly biases: readonly number[];
}

export const bookInput: readonly number[] = [1, 0.5];
export const bookLayers: readonly HandLayer[] = [
  {
    weights: [
      [0.1, 0.3, 0.5],
      [0.2, 0.4, 0.6],
    ],
    biases: [0.1, 0.2, 0.3],
  },
  {
    weights: [
      [0.1, 0.4],
      [0.2, 0.5],
      [0.3, 0.6],
    ],
    biases: [0.1, 0.2],
  },
  {
    weights: [
      [0.1, 0.3],
      [0.2, 0.4],
    ],
    biases: [0.1, 0.2],
  },
];

/** One layer worked out: a = xW + b, z = h(a). */
export interface WorkedLayer {
  readonly input: readonly number[];
  readonly sums: readonly number[];
  readonly outputs: readonly number[];
}

/** Each layer in turn; the last has no activation, as in the book. */
export function workOut(input: readonly number[], layers: readonly HandLayer[], activation: Activation['name'] = 'sigmoid'): WorkedLayer[] {
  const h = activations.find((candidate) => candidate.name === activation) ?? activations[1];
  const worked: WorkedLayer[] = [];
  let x = input;
  layers.forEach(({ weights, biases }, k) => {
    const sums = biases.map((bias, unit) => x.reduce((sum, value, i) => sum + value * weights[i][unit], 0) + bias);
    const outputs = k === layers.length - 1 ? sums : sums.map((value) => h.value(value));
    worked.push({ input: x, sums, outputs });
    x = outputs;
  });
  return worked;
}
