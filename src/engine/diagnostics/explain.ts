import { mostActivities, type LayerActivity } from '../../shared/api/test-bench.ts';
import { Matrix } from '../core/matrix.ts';
import { scaleInto, type Scaling } from '../data/scaling.ts';
import type { LayerPlan, NetworkPlan } from '../training/network.ts';
import { TextbookNetwork } from '../training/textbook.ts';
import { answersOf, argmax, type Answers } from './answers.ts';

/** What a network makes of one example. */
export interface Explanation extends Answers {
  /** The class with the largest of `probabilities`. */
  readonly answer: number;
  /** The class that `saliency` is about. */
  readonly about: number;
  /** See `Explainer.explain`. */
  readonly saliency: Float64Array;
  readonly layers: readonly LayerActivity[];
}

/** Answers one example at a time by the textbook network: float64, with everything it computed on the way. */
export class Explainer {
  readonly network: NetworkPlan;
  readonly #textbook: TextbookNetwork;
  readonly #scaling: Scaling;
  readonly #bytes: boolean;

  /**
   * @param weights all tensors by name
   * @param bytes features are bytes, as those of pictures are
   */
  constructor({ network, weights, scaling, bytes }: { network: NetworkPlan; weights: Readonly<Record<string, ArrayLike<number>>>; scaling: Scaling; bytes: boolean }) {
    this.network = network;
    this.#textbook = new TextbookNetwork(network, weights);
    this.#scaling = scaling;
    this.#bytes = bytes;
  }

  /**
   * The answer to one example, what every layer gave, and which features mattered by gradient × input
   * (Shrikumar et al. 2017, Learning important features through propagating activation differences, 3.3):
   *
   *     rᵢ = xᵢ · ∂s/∂xᵢ
   *
   * with x the unscaled features, so that an empty pixel never matters, and s the score of the class: the network's output in front of
   * softmax, which unlike the probability does not flatten out where the network is sure.
   * @param example unscaled features, one example
   * @param about the class; left out = the answer
   */
  explain(example: ArrayLike<number>, about?: number): Explanation {
    const { network } = this;
    const activities: LayerActivity[] = [];
    const outputs = this.#textbook.forward(this.#scaled(example), { training: false, seed: 0, step: 0 }, (values, layer) => {
      activities.push(activityOf(values, network.layers[layer]));
    });
    const answers = answersOf(network, outputs.data);
    const answer = argmax(answers.probabilities);
    const wanted = about ?? answer;
    return { ...answers, answer, about: wanted, saliency: this.#saliency(example, wanted), layers: activities };
  }

  #saliency(example: ArrayLike<number>, about: number): Float64Array {
    const { layers, outputs } = this.network;
    // A last layer that makes probabilities of scores is left out.
    const scored = layers.length - Number(layers.at(-1)?.definition.traits?.probabilities ?? false);
    const gradient = new Matrix(1, outputs);
    gradient.data[about] = 1;
    const byInput = this.#textbook.backward(gradient, scored).data;
    return byInput.map((value, i) => example[i] * value * this.#factor(i));
  }

  /** ∂(scaled feature)/∂(feature). */
  #factor(feature: number): number {
    if (this.#scaling.kind === 'standardize') return this.#scaling.inverseDeviation[feature];
    return this.#scaling.kind === 'unit' && this.#bytes ? 1 / 255 : 1;
  }

  #scaled(example: ArrayLike<number>): Matrix {
    const features = this.#bytes ? Uint8Array.from(example) : Float32Array.from(example);
    const scaled = new Float32Array(features.length);
    scaleInto(scaled, 0, features, 0, features.length, this.#scaling);
    return new Matrix(1, scaled.length, Float64Array.from(scaled));
  }
}

/** A layer's values, those of wide layers gathered to means of neighbours. */
function activityOf({ data }: Matrix, { index, definition, output }: LayerPlan): LayerActivity {
  const per = Math.ceil(data.length / mostActivities);
  const values = Array.from({ length: Math.ceil(data.length / per) }, (_, group) => {
    const members = data.subarray(group * per, (group + 1) * per);
    return members.reduce((sum, value) => sum + value, 0) / members.length;
  });
  return { layer: index, type: definition.type, shape: output, values, per };
}
