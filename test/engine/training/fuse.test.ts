import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../../src/engine/core/dataset.ts';
import { sharedBytes, sharedInts } from '../../../src/engine/core/shared-memory.ts';
import { selectKernels } from '../../../src/engine/kernels/select.ts';
import { prepareExamples } from '../../../src/engine/training/examples.ts';
import { initialWeights } from '../../../src/engine/training/initial-weights.ts';
import { planNetwork } from '../../../src/engine/training/network.ts';
import { Session } from '../../../src/engine/training/session.ts';
import { runDocument } from '../support/documents.ts';

/** Images of 10 × 9 pixels, of which the given share is not zero. */
function images(density: number): Dataset {
  let state = 7;
  const next = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
  const part = (count: number) => {
    const features = sharedBytes(count * 90);
    const labels = sharedInts(count);
    features.forEach((_, i) => (features[i] = next() < density ? 1 + Math.floor(255 * next()) : 0));
    labels.forEach((_, i) => (labels[i] = Math.floor(3 * next())));
    return { count, features, labels };
  };
  return { name: 'dots', task: { kind: 'classification', classNames: ['a', 'b', 'c'] }, featureShape: [1, 10, 9], train: part(150), test: part(40), hash: '0'.repeat(64) };
}

const affine = (units: number) => ({ type: 'affine', units });
const relu = { type: 'relu' };
const documents: Record<string, Record<string, unknown>> = {
  'ReLU and SGD': { network: { layers: [affine(20), relu, affine(17), relu, affine(3)] } },
  'ReLU, SGD and decay': { network: { layers: [affine(20), relu, affine(3)] }, regularization: { l2: 0.01 } },
  'l1 and clipping': { network: { layers: [affine(20), relu, affine(3)] }, regularization: { l1: 0.001, clipNorm: 0.5 } },
  'Batch Norm and Adam': { network: { layers: [affine(20), { type: 'batch-norm' }, relu, affine(9), { type: 'batch-norm' }, relu, affine(3)] }, optimizer: { type: 'adam' } },
  'Batch Norm, Dropout after ReLU': { network: { layers: [affine(20), { type: 'batch-norm' }, relu, { type: 'dropout', rate: 0.3 }, affine(3)] } },
  'Batch Norm first': { network: { layers: [{ type: 'batch-norm' }, affine(20), relu, affine(3)] } },
  'ReLU first, twice, and last': { network: { layers: [relu, affine(20), relu, relu, affine(3), relu] } },
  'sigmoid and momentum': { network: { layers: [affine(20), { type: 'sigmoid' }, affine(3)] }, optimizer: { type: 'momentum' } },
  'no hidden layer': { network: { layers: [affine(3)] } },
};

describe.each([['sparse', 0.2], ['dense', 0.9]])('a step over %s images', (_name, density) => {
  const dataset = images(density);

  it.each(Object.entries(documents))('has the same bits joined and call by call: %s', (_title, parts) => {
    const document = runDocument({ training: { batchSize: 32, epochs: 4 }, ...parts });
    const train = (joined: boolean) => {
      const weights = initialWeights(planNetwork(document.network, dataset.featureShape), { seed: 1, baseDirectory: '.' });
      const session = new Session({ document, examples: prepareExamples(dataset, document), weights, kernels: selectKernels('strict').chosen, joined });
      const losses = Array.from({ length: 12 }, () => session.trainStep().loss);
      return { losses, test: session.evaluate('test'), train: session.evaluate('train', 70), tensors: session.float32.tensors.map((tensor) => session.view(tensor).slice()) };
    };
    expect(train(true)).toEqual(train(false));
  });
});

describe('a loss that is no number any more', () => {
  it('is laid to the first layer whose outputs are not, though joined calls leave values in between out', () => {
    const document = runDocument({ network: { layers: [affine(20), relu, affine(20), relu, affine(3)] }, training: { batchSize: 32, epochs: 4 } });
    const message = (joined: boolean): string => {
      const dataset = images(0.2);
      const weights = initialWeights(planNetwork(document.network, dataset.featureShape), { seed: 1, baseDirectory: '.' });
      const session = new Session({ document, examples: prepareExamples(dataset, document), weights, kernels: selectKernels('strict').chosen, joined });
      for (const name of ['layers.0.weight', 'layers.2.weight']) session.load({ [name]: Float32Array.from(weights[name], (value) => value * 1e25) });
      try {
        session.trainStep();
        return 'trained';
      } catch (error) {
        return String(error);
      }
    };
    expect(message(true)).toContain('the first outputs that are no finite numbers are those of layer 3');
    expect(message(true)).toBe(message(false));
  });
});
