import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { definitionOf } from '../../../src/engine/catalog.ts';
import type { Options } from '../../../src/engine/core/define.ts';
import { Matrix, matrix } from '../../../src/engine/core/matrix.ts';
import { sharedFloats, sharedInts } from '../../../src/engine/core/shared-memory.ts';
import type { Dataset } from '../../../src/engine/data/dataset.ts';
import { floatsAt } from '../../../src/engine/kernels/memory.ts';
import { prepareExamples } from '../../../src/engine/training/examples.ts';
import { planNetwork } from '../../../src/engine/training/network.ts';
import { Session } from '../../../src/engine/training/session.ts';
import { addPenaltyGradient, penaltyOf, TextbookNetwork } from '../../../src/engine/training/textbook.ts';
import { runDocument } from '../support/documents.ts';

interface Reference {
  optimizer_trajectories: { cases: { optimizer: string; lr: number; hyper: Record<string, number>; points: [number, number][] }[] };
  gradients: {
    layers: { type: string; units?: number; epsilon?: number; momentum?: number }[];
    l2: number;
    params: Record<string, number[] | number[][]>;
    x: number[][];
    t: number[];
    loss: { data: number; penalty: number };
    grads: Record<string, number[] | number[][]>;
    running: Record<string, [number[], number[]]>;
    logits_eval: number[][];
  }[];
  schedules: { kind: string; lr: number; args: Record<string, unknown>; values: number[] }[];
}

const reference = JSON.parse(readFileSync(new URL('../../fixtures/reference/reference.json', import.meta.url), 'utf8')) as Reference;

/** Largest difference, relative to the largest expected value. */
function difference(actual: ArrayLike<number>, expected: readonly number[]): number {
  const largest = Math.max(...expected.map(Math.abs), 1e-12);
  return Math.max(...expected.map((value, i) => Math.abs(actual[i] - value))) / largest;
}

describe.each(reference.optimizer_trajectories.cases)('$optimizer with learning rate $lr on x²/20 + y²', ({ optimizer, lr, hyper, points }) => {
  const definition = definitionOf('optimizer', optimizer);
  // The reference calls momentum m.
  const options: Options = { ...Object.fromEntries(Object.entries(definition.parameters).map(([name, parameter]) => [name, 'default' in parameter ? parameter.default : undefined])), lr, ...('m' in hyper ? { momentum: hyper.m } : hyper) };

  it('walks the reference path', () => {
    const w = Float64Array.from(points[0]);
    const memory = Object.fromEntries(Object.keys(definition.memory).map((name) => [name, new Float64Array(2)]));
    for (let t = 1; t < points.length; t++) {
      definition.textbook(options, { lr, t }, { w, g: Float64Array.of(w[0] / 10, 2 * w[1]), memory, isWeight: false });
      expect(difference(w, points[t]), `after update ${t}`).toBeLessThan(1e-9);
    }
  });
});

describe.each(reference.schedules)('schedule $kind with $args', ({ kind, lr, args, values }) => {
  it('gives the reference rates', () => {
    const definition = definitionOf('schedule', kind);
    const rates = values.map((_, epoch) => definition.rate(args, { lr, epoch, epochs: Number(args.T ?? values.length) }, {}));
    expect(difference(rates, values)).toBeLessThan(1e-9);
  });
});

describe.each(reference.gradients.map((network) => ({ name: network.layers.map(({ type }) => type).join(' '), ...network })))('$name', ({ layers, l2, params, x, t, loss, grads, running, logits_eval: logits }) => {
  const document = runDocument({
    data: { source: 'idx', trainImages: 'a', trainLabels: 'a', testImages: 'a', testLabels: 'a', scaling: 'none' },
    network: { layers: layers.map(({ type, ...options }) => ({ type: type === 'batchnorm' ? 'batch-norm' : type, ...options })) },
    regularization: { l2 },
    training: { batchSize: t.length, iterations: 1, sampling: 'sequential' },
  });
  const inputs = x[0].length;
  const features = sharedFloats(x.length * inputs);
  features.set(x.flat());
  const labels = sharedInts(t.length);
  labels.set(t);
  const part = { count: t.length, features, labels };
  const dataset: Dataset = { name: 'reference', task: { kind: 'classification', classNames: ['0', '1', '2'] }, featureShape: [inputs], train: part, test: part, hash: '' };
  const plan = planNetwork(document.network, [inputs]);
  const named = (key: string) => `layers.${key.replace('.running_variance', '.running_var')}`;
  const values = Object.fromEntries(plan.tensors.map(({ name, elements }) => [name, new Float64Array(elements)]));
  for (const [key, value] of Object.entries(params)) values[named(key)] = Float64Array.from(value.flat());

  it('is what the textbook version computes, within 1e-9', () => {
    const network = new TextbookNetwork(plan, values);
    const { value, gradient } = network.loss(network.forward(matrix(x), { training: true, seed: 0, step: 0 }), { classes: Int32Array.from(t) });
    expect(value).toBeCloseTo(loss.data, 10);
    expect(penaltyOf(network, document.regularization)).toBeCloseTo(loss.penalty, 10);
    network.backward(gradient);
    addPenaltyGradient(network, document.regularization);
    for (const tensor of plan.tensors) {
      const key = tensor.name.slice('layers.'.length);
      if (!tensor.trained) continue;
      // The gradient of a bias in front of Batch Norm is zero: what there is, is rounding.
      const expected = grads[key].flat();
      if (Math.max(...expected.map(Math.abs)) > 1e-12) expect(difference(network.gradient(tensor).data, expected), key).toBeLessThan(1e-9);
    }
    for (const [index, [mean, variance]] of Object.entries(running)) {
      expect(difference(network.tensors[`layers.${index}.running_mean`].data, mean)).toBeLessThan(1e-9);
      expect(difference(network.tensors[`layers.${index}.running_var`].data, variance)).toBeLessThan(1e-9);
    }
    const outputs: Matrix = network.forward(matrix(x), { training: false, seed: 0, step: 1 });
    expect(difference(outputs.data, logits.flat())).toBeLessThan(1e-9);
  });

  it('is what the float32 engine computes, within 1e-4', () => {
    const session = new Session({ document: { ...document, optimizer: { type: 'sgd', lr: 1e-30 } }, examples: prepareExamples(dataset, document), weights: values });
    session.probe(t.length);
    for (const tensor of session.float32.tensors) {
      if (!tensor.plan.trained) continue;
      const expected = grads[tensor.name.slice('layers.'.length)].flat();
      const actual = floatsAt(session.memory, tensor.gradient, tensor.plan.elements);
      if (Math.max(...expected.map(Math.abs)) > 1e-12) expect(difference(actual, expected), tensor.name).toBeLessThan(1e-4);
    }
    const record = session.trainStep();
    expect(Math.abs(record.loss - loss.data - loss.penalty)).toBeLessThan(1e-4 * (loss.data + loss.penalty));
    for (const [index, [mean, variance]] of Object.entries(running)) {
      for (const [name, expected] of [['running_mean', mean], ['running_var', variance]] as const) {
        const tensor = session.float32.tensors.find((candidate) => candidate.name === `layers.${index}.${name}`);
        expect(tensor && difference(session.view(tensor), expected)).toBeLessThan(1e-4);
      }
    }
    expect(difference(session.predict('test', [...t.keys()]), logits.flat())).toBeLessThan(1e-4);
  });
});
