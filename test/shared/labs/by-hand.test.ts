import { describe, expect, test } from 'vitest';
import { definitionOf } from '../../../src/engine/catalog.ts';
import { matrix, row } from '../../../src/engine/core/matrix.ts';
import { activations } from '../../../src/shared/labs/activations.ts';
import { batchNormBackward, batchNormForward } from '../../../src/shared/labs/batch-norm.ts';
import { bookInput, bookLayers, workOut } from '../../../src/shared/labs/forward-pass.ts';
import { bookOutputs, bookTarget, crossEntropy, halfSquaredError, naiveSoftmax, softmax } from '../../../src/shared/labs/losses.ts';
import { centralDifference } from '../../../src/shared/labs/numerical.ts';

const pass = { training: true, seed: 0, step: 0 };

test('the three-layer network by hand gives 0.3168 and 0.6963', () => {
  const worked = workOut(bookInput, bookLayers);
  expect(worked[0].sums).toEqual([0.3, 0.7, 1.1].map((value) => expect.closeTo(value, 12) as number));
  expect(worked[2].outputs[0]).toBeCloseTo(0.31682708, 8);
  expect(worked[2].outputs[1]).toBeCloseTo(0.69627909, 8);
});

test('the same network in the engine gives the same numbers', () => {
  let x = row(bookInput);
  bookLayers.forEach(({ weights, biases }, k) => {
    const tensors = { weight: matrix(weights), bias: row(biases) };
    x = definitionOf('layer', 'affine').textbook({}, { layer: k, tensors, gradients: {} }).forward(x, pass);
    if (k < 2) x = definitionOf('layer', 'sigmoid').textbook({}, { layer: k, tensors: {}, gradients: {} }).forward(x, pass);
  });
  expect([...x.data]).toEqual(workOut(bookInput, bookLayers)[2].outputs.map((value) => expect.closeTo(value, 12) as number));
});

test('the drawn activation functions are the engine’s, and their slopes their derivatives', () => {
  for (const { name, value, slope } of activations) {
    for (const x of [-2.5, -0.4, 0.7, 3]) {
      expect(slope(x)).toBeCloseTo(centralDifference(value, x, 1e-5), 8);
      if (name === 'step') continue;
      const layer = definitionOf('layer', name).textbook({}, { layer: 0, tensors: {}, gradients: {} });
      expect(layer.forward(row([x]), pass).data[0]).toBeCloseTo(value(x), 12);
    }
  }
});

describe('softmax', () => {
  test('of (0.3, 2.9, 4.0) is (0.018, 0.245, 0.737)', () => {
    expect(softmax([0.3, 2.9, 4]).probabilities.map((p) => p.toFixed(8))).toEqual(['0.01821127', '0.24519181', '0.73659691']);
  });
  test('overflows as first written down, and not with the largest score subtracted', () => {
    expect(naiveSoftmax([1010, 1000, 990]).probabilities).toEqual([NaN, NaN, NaN]);
    expect(softmax([1010, 1000, 990]).probabilities).toEqual([expect.closeTo(0.9999546, 7), expect.closeTo(4.53978686e-5, 12), expect.closeTo(2.06106005e-9, 16)]);
  });
});

test('the chapter’s two answers cost 0.0975 and 0.5975 in squared error, 0.5108 and 2.3026 in cross-entropy', () => {
  const [right, wrong] = bookOutputs.map(({ values }) => values);
  expect(halfSquaredError(right, bookTarget)).toBeCloseTo(0.0975, 12);
  expect(halfSquaredError(wrong, bookTarget)).toBeCloseTo(0.5975, 12);
  expect(crossEntropy(right, bookTarget)).toBeCloseTo(0.510825457099338, 12);
  expect(crossEntropy(wrong, bookTarget)).toBeCloseTo(2.302584092994546, 12);
});

describe('Batch Norm under the microscope', () => {
  const x = [0.8, -1.2, 2.4, 0.1, -0.6, 1.5];
  const dy = [0.3, -0.1, 0.2, -0.4, 0.5, 0.1];
  const [gamma, beta, epsilon] = [1.5, -0.3, 1e-6];
  const nodes = batchNormForward(x, gamma, beta, epsilon);
  const back = batchNormBackward(nodes, gamma, dy);

  test('gives what the engine’s layer gives, forward and backward', () => {
    const tensors = { gamma: row([gamma]), beta: row([beta]), running_mean: row([0]), running_var: row([0]) };
    const gradients: Record<string, ReturnType<typeof row>> = {};
    const layer = definitionOf('layer', 'batch-norm').textbook({ momentum: 0.9, epsilon }, { layer: 0, tensors, gradients });
    const y = layer.forward(matrix(x.map((value) => [value])), pass);
    const dx = layer.backward(matrix(dy.map((value) => [value])));
    nodes.output.forEach((value, i) => expect(value).toBeCloseTo(y.data[i], 12));
    back.input.forEach((value, i) => expect(value).toBeCloseTo(dx.data[i], 12));
    expect(back.gamma).toBeCloseTo(gradients.gamma.data[0], 12);
    expect(back.beta).toBeCloseTo(gradients.beta.data[0], 12);
  });

  test('normalizes to mean 0 and variance 1', () => {
    expect(nodes.normalized.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 12);
    expect(nodes.normalized.reduce((sum, value) => sum + value ** 2, 0) / x.length).toBeCloseTo(1, 5);
  });

  test('sends back what moving one input changes', () => {
    x.forEach((value, i) => {
      const cost = (moved: number) => batchNormForward(x.with(i, moved), gamma, beta, epsilon).output.reduce((sum, y, k) => sum + y * dy[k], 0);
      expect(back.input[i]).toBeCloseTo(centralDifference(cost, value, 1e-5), 8);
    });
  });
});
