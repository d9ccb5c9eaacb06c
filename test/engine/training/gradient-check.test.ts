import type { KernelSet } from '../../../src/engine/kernels/kernels.ts';
import { describe, expect, it } from 'vitest';
import { prepareExamples } from '../../../src/engine/training/examples.ts';
import { checkGradients } from '../../../src/engine/training/gradient-check.ts';
import { initialWeights } from '../../../src/engine/training/initial-weights.ts';
import { planNetwork } from '../../../src/engine/training/network.ts';
import { createPlainKernels } from '../../../src/engine/kernels/plain.ts';
import { definitionOf } from '../../../src/engine/catalog.ts';
import type { LayerDefinition } from '../../../src/engine/core/define.ts';
import { scale } from '../../../src/engine/core/matrix.ts';
import { datasetOf, runDocument } from '../support/documents.ts';

const document = runDocument({
  network: { layers: [{ type: 'affine', units: 10 }, { type: 'batch-norm' }, { type: 'relu' }, { type: 'dropout', rate: 0.3 }, { type: 'affine', units: 3 }] },
  regularization: { l2: 0.1, l1: 0.01 },
});

async function check(kernels?: KernelSet) {
  const dataset = await datasetOf(document);
  const weights = initialWeights(planNetwork(document.network, dataset.featureShape), { seed: 2, baseDirectory: '/' });
  return checkGradients({ document, examples: prepareExamples(dataset, document), weights, kernels });
}

describe('the gradient check', () => {
  it('finds analytic, numerical and float32 gradients alike, penalty and dropout included', async () => {
    const { passed, comparisons, examples } = await check();
    expect(comparisons.map(({ tensor }) => tensor)).toEqual(['layers.0.weight', 'layers.0.bias', 'layers.1.gamma', 'layers.1.beta', 'layers.4.weight', 'layers.4.bias']);
    expect(passed).toBe(true);
    expect(examples).toBe(20);
  });

  it('finds a kernel whose gradient is wrong by a thousandth', async () => {
    const wrong: KernelSet = {
      name: 'wrong',
      create(memory) {
        const kernels = createPlainKernels(memory);
        return {
          ...kernels,
          columnSums(out, x, rows, columns, from, to) {
            kernels.columnSums(out, x, rows, columns, from, to);
            kernels.scale(out, out, 1.001, from, to);
          },
        };
      },
    };
    const { passed, comparisons } = await check(wrong);
    expect(passed).toBe(false);
    expect(comparisons.filter((comparison) => !comparison.passed).map(({ tensor }) => tensor)).toEqual(['layers.4.bias']);
  });

  it('finds a textbook layer whose gradient is wrong by a thousandth', async () => {
    const relu = definitionOf('layer', 'relu') as { textbook: LayerDefinition['textbook'] };
    const { textbook } = relu;
    relu.textbook = (options, place) => {
      const layer = textbook(options, place);
      return { forward: (x, pass) => layer.forward(x, pass), backward: (dy) => scale(layer.backward(dy), 1.001) };
    };
    try {
      const { comparisons } = await check();
      expect(comparisons.filter(({ numericalError }) => numericalError > 1e-4).map(({ tensor }) => tensor)).toEqual(['layers.0.weight', 'layers.1.gamma', 'layers.1.beta']);
    } finally {
      relu.textbook = textbook;
    }
  });
});
