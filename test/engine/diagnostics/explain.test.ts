import { describe, expect, it } from 'vitest';
import { definitions } from '../../../src/engine/catalog.ts';
import { Matrix } from '../../../src/engine/core/matrix.ts';
import { randomStream } from '../../../src/engine/core/random.ts';
import type { Scaling } from '../../../src/engine/data/scaling.ts';
import { Explainer } from '../../../src/engine/diagnostics/explain.ts';
import { planNetwork } from '../../../src/engine/training/network.ts';
import { TextbookNetwork } from '../../../src/engine/training/textbook.ts';
import type { NetworkSection } from '../../../src/shared/experiment/document.ts';
import { runDocument } from '../support/documents.ts';

const inputs = 6;
const random = randomStream(7, 'weights', 0);
const uniform = () => random.uniform() * 2 - 1;

/** A network whose every tensor, running statistics included, holds something that training could have left there. */
function networkOf(layers: readonly Record<string, unknown>[], loss: Record<string, unknown> = { type: 'softmax-cross-entropy' }) {
  const section: NetworkSection = runDocument({ data: { source: 'digits' }, network: { layers, loss } }).network;
  const network = planNetwork(section, [inputs]);
  const weights = Object.fromEntries(network.tensors.map(({ name, elements, local }) => [name, Float64Array.from({ length: elements }, () => (local === 'running_var' ? 0.5 + random.uniform() : uniform()))]));
  return { network, weights };
}

/** The score of a class by the textbook network alone, at features that need not be bytes. */
function scoreAt({ network, weights }: ReturnType<typeof networkOf>, scaled: ArrayLike<number>, about: number): number {
  let values = new Matrix(1, inputs, Float64Array.from(scaled));
  const last = network.layers.length - (network.layers.at(-1)?.definition.traits?.probabilities ? 1 : 0);
  new TextbookNetwork(network, weights).forward(values, { training: false, seed: 0, step: 0 }, (given, layer) => {
    if (layer === last - 1) values = given;
  });
  return values.data[about];
}

const unit: Scaling = { kind: 'unit' };
const example = [0, 255, 51, 120, 7, 200];

describe('gradient × input', () => {
  const kinds = definitions.layer.map(({ type }) => type);

  it.each(kinds)('is the exact derivative through %s, in prediction', (type) => {
    const made = networkOf([{ type: 'affine', units: 8 }, { type }, { type: 'affine', units: 3 }]);
    const { saliency } = new Explainer({ ...made, scaling: unit, bytes: true }).explain(example, 1);
    const step = 1e-6;
    example.forEach((value, i) => {
      const at = (by: number) => scoreAt(made, example.map((other, j) => Math.fround(other / 255) + (i === j ? by : 0)), 1);
      expect(saliency[i]).toBeCloseTo(((at(step) - at(-step)) / (2 * step)) * (value / 255), 7);
    });
  });

  it('leaves a last layer that makes probabilities out, and keeps to the unscaled features', () => {
    const made = networkOf([{ type: 'affine', units: 3 }, { type: 'softmax' }], { type: 'mean-squared-error' });
    const scaling: Scaling = { kind: 'standardize', mean: Float32Array.from({ length: inputs }, () => 100), inverseDeviation: Float32Array.from({ length: inputs }, (_, i) => 1 / (i + 1)) };
    const { saliency, kind, probabilities } = new Explainer({ ...made, scaling, bytes: true }).explain(example, 2);
    expect(kind).toBe('probabilities');
    expect(probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
    // The score is linear here: x · w / deviation, and nothing of an empty pixel.
    const weight = made.weights['layers.0.weight'];
    example.forEach((value, i) => expect(saliency[i]).toBeCloseTo((value * weight[i * 3 + 2]) / (i + 1), 4));
    expect(saliency[0]).toBe(0);
  });

  it('adds up to the score where there are no biases', () => {
    const made = networkOf([{ type: 'affine', units: 8 }, { type: 'relu' }, { type: 'affine', units: 3 }]);
    for (const [name, values] of Object.entries(made.weights)) if (name.endsWith('bias')) values.fill(0);
    const { saliency, layers, answer, about } = new Explainer({ ...made, scaling: unit, bytes: true }).explain(example);
    expect(about).toBe(answer);
    expect(saliency.reduce((sum, value) => sum + value, 0)).toBeCloseTo(layers[2].values[answer], 6);
  });
});

describe('activations', () => {
  it('are all there of narrow layers, and means of neighbours of wide ones', () => {
    const made = networkOf([{ type: 'affine', units: 500 }, { type: 'identity' }, { type: 'affine', units: 3 }]);
    const { layers } = new Explainer({ ...made, scaling: unit, bytes: true }).explain(example);
    expect(layers.map(({ values, per, shape }) => [values.length, per, shape])).toEqual([[167, 3, [500]], [167, 3, [500]], [3, 1, [3]]]);
    const whole: number[] = [];
    new TextbookNetwork(made.network, made.weights).forward(new Matrix(1, inputs, Float64Array.from(example, (value) => Math.fround(value / 255))), { training: false, seed: 0, step: 0 }, (values, layer) => {
      if (layer === 0) whole.push(...values.data);
    });
    expect(layers[0].values[1]).toBeCloseTo((whole[3] + whole[4] + whole[5]) / 3, 12);
    // 500 units in groups of three: the last one has two.
    expect(layers[0].values[166]).toBeCloseTo((whole[498] + whole[499]) / 2, 12);
  });

  it('of a network without softmax are scores', () => {
    const made = networkOf([{ type: 'affine', units: 3 }], { type: 'mean-squared-error' });
    const { kind, probabilities, layers } = new Explainer({ ...made, scaling: unit, bytes: true }).explain(example);
    expect(kind).toBe('scores');
    expect([...probabilities]).toEqual(layers[0].values);
  });
});
