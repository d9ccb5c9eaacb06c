import type { NetworkPlan } from '../training/network.ts';

/** What a network says about each class. */
export interface Answers {
  readonly probabilities: Float64Array;
  /** `scores`: the network ends without softmax, and its outputs are no probabilities. */
  readonly kind: 'probabilities' | 'scores';
}

/** Whether a network's outputs become probabilities: by its loss, by its last layer, or not at all. */
export function answersKind({ loss, layers }: Pick<NetworkPlan, 'loss' | 'layers'>): Answers['kind'] {
  return loss.definition.appliesSoftmax || layers.at(-1)?.definition.traits?.probabilities ? 'probabilities' : 'scores';
}

/** The answers that one example's outputs stand for. */
export function answersOf(network: NetworkPlan, outputs: ArrayLike<number>): Answers {
  return { probabilities: network.loss.definition.appliesSoftmax ? softmax(outputs) : Float64Array.from(outputs), kind: answersKind(network) };
}

/** y_k = e^(x_k − max x) / Σ_j e^(x_j − max x). */
function softmax(outputs: ArrayLike<number>): Float64Array {
  const shifted = Float64Array.from(outputs);
  const largest = shifted.reduce((most, value) => Math.max(most, value), -Infinity);
  const exponentials = shifted.map((value) => Math.exp(value - largest));
  const sum = exponentials.reduce((all, value) => all + value, 0);
  return exponentials.map((value) => value / sum);
}

/** Position of the first of the largest values. */
export function argmax(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}
