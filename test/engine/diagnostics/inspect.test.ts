import { describe, expect, it } from 'vitest';
import { distributionOf } from '../../../src/engine/diagnostics/distribution.ts';
import { Inspector } from '../../../src/engine/diagnostics/inspect.ts';
import { prepareExamples } from '../../../src/engine/training/examples.ts';
import { initialWeights } from '../../../src/engine/training/initial-weights.ts';
import { planNetwork } from '../../../src/engine/training/network.ts';
import { Session } from '../../../src/engine/training/session.ts';
import { datasetOf, runDocument } from '../support/documents.ts';

describe('the distribution of values', () => {
  it('has mean, deviation, and a histogram of what is not zero', () => {
    const { mean, std, histogram } = distributionOf(Float32Array.of(-1, 0, 0, 3));
    expect([mean, std]).toEqual([0.5, 1.5]);
    expect(histogram).toMatchObject({ low: -1, high: 3, zeros: 2, total: 4 });
    expect([histogram.counts[0], histogram.counts.at(-1), histogram.counts.reduce((a, b) => a + b)]).toEqual([1, 1, 2]);
  });

  it('copes with values that are all alike, and all zero', () => {
    expect(distributionOf(Float32Array.of(2, 2)).histogram).toMatchObject({ low: 2, high: 2, zeros: 0 });
    expect(distributionOf(new Float32Array(3))).toMatchObject({ mean: 0, std: 0, histogram: { zeros: 3, total: 3 } });
  });
});

describe('looking inside a session', () => {
  async function session(layers: readonly object[], optimizer: object = { type: 'sgd', lr: 0.5 }): Promise<Session> {
    const document = runDocument({ network: { layers }, optimizer, training: { batchSize: 30, epochs: 3, evaluate: { test: 60 } } });
    const dataset = await datasetOf(document);
    const weights = initialWeights(planNetwork(document.network, dataset.featureShape), { seed: 1, baseDirectory: '/' });
    return new Session({ document, examples: prepareExamples(dataset, document), weights });
  }

  it('measures how far the last step moved the weights', async () => {
    const it = await session([{ type: 'affine', units: 4 }, { type: 'tanh' }, { type: 'affine', units: 3 }]);
    const inspector = new Inspector(it);
    const weight = it.float32.tensors[0];
    const before = Float64Array.from(it.view(weight));
    inspector.rememberWeights();
    it.trainStep();
    const after = it.view(weight);
    const norm = (values: ArrayLike<number>) => Math.hypot(...Array.from(values));
    const expected = Math.log10(norm(before.map((value, i) => after[i] - value)) / norm(before));
    const { layers, step } = inspector.inspect();
    expect(step).toBe(1);
    expect(layers[0].updateRatio).toBeCloseTo(expected, 6);
    expect(layers[1].updateRatio).toBeNull();
  });

  it('counts dead and saturated units, gradients and confusions', async () => {
    const it = await session([{ type: 'affine', units: 8 }, { type: 'relu' }, { type: 'affine', units: 3 }, { type: 'sigmoid' }, { type: 'affine', units: 3 }]);
    const weight = it.float32.tensors[0];
    const bias = it.float32.tensors[1];
    it.view(weight).fill(0);
    it.view(bias).set([1, 1, 1, 1, 1, 1, -1, -1]); // two of eight units never fire
    it.view(it.float32.tensors[3]).set([100, -100, 0]); // two of three outputs at the ends
    it.view(it.float32.tensors[2]).fill(0);
    const { layers, confusion } = new Inspector(it).inspect();
    expect(layers[1].dead).toBe(0.25);
    expect(layers[3].saturated).toBeCloseTo(2 / 3, 6);
    expect([layers[0].dead, layers[0].saturated]).toEqual([null, null]);
    expect(layers[0].weights).toMatchObject({ std: 0 });
    expect(layers[4].gradients?.std).toBeGreaterThan(0);
    expect(confusion?.flat().reduce((a, b) => a + b)).toBe(60);
  });

  it('leaves running statistics, optimizer and weights as they were', async () => {
    const make = () => session([{ type: 'affine', units: 8 }, { type: 'batch-norm' }, { type: 'relu' }, { type: 'dropout', rate: 0.3 }, { type: 'affine', units: 3 }], { type: 'adam' });
    const [looked, blind] = [await make(), await make()];
    for (let step = 0; step < 9; step++) {
      new Inspector(looked).inspect();
      expect(looked.trainStep().loss).toBe(blind.trainStep().loss);
    }
    looked.float32.tensors.forEach((tensor, i) => expect(Array.from(looked.view(tensor))).toEqual(Array.from(blind.view(blind.float32.tensors[i]))));
  });
});
