import * as ort from 'onnxruntime-web';
import { beforeAll, describe, expect, it } from 'vitest';
import { definitions } from '../../../src/engine/catalog.ts';
import type { Dataset } from '../../../src/engine/data/dataset.ts';
import { writeOnnx, type OnnxModel } from '../../../src/engine/formats/onnx/onnx.ts';
import { ModelProto } from '../../../src/engine/formats/onnx/schema.ts';
import { takeWeights } from '../../../src/engine/training/checkpoint.ts';
import { prepareExamples } from '../../../src/engine/training/examples.ts';
import { initialWeights } from '../../../src/engine/training/initial-weights.ts';
import { planNetwork } from '../../../src/engine/training/network.ts';
import { Session } from '../../../src/engine/training/session.ts';
import { softmax } from '../../../src/shared/labs/losses.ts';
import { datasetOf, runDocument } from '../support/documents.ts';
import { fewDigits } from '../support/few-digits.ts';

/** Models are run by ONNX Runtime, and by nothing of ours. */

let digits: Dataset;
beforeAll(() => {
  ort.env.wasm.numThreads = 1;
  digits = fewDigits(300, 1000);
});

/** A network that was trained a little, so that nothing in it stands where it began, and the model of it. */
function trained(dataset: Dataset, parts: Record<string, unknown>) {
  const document = runDocument({ data: { source: 'spiral' }, ...parts });
  const network = planNetwork(document.network, dataset.featureShape);
  const examples = prepareExamples(dataset, document);
  const session = new Session({ document, examples, weights: initialWeights(network, { seed: 1, baseDirectory: '/' }) });
  while (session.step < session.length.totalSteps) session.trainStep();
  const model: OnnxModel = {
    title: 'Test', version: '1.2.3', network, tensors: takeWeights(session), task: dataset.task, scaling: examples.scaling, bytes: dataset.train.features instanceof Uint8Array, metadata: { 'descent.run': 'test-1' },
  };
  return { session, model, bytes: writeOnnx(model) };
}

/** What the engine predicts for every test example: probabilities where the loss makes them of the outputs. */
function predictions({ session, model }: ReturnType<typeof trained>, count: number): Float64Array {
  const columns = model.network.outputs;
  const all = new Float64Array(count * columns);
  for (let row = 0; row < count; row += 100) all.set(session.predict('test', Array.from({ length: Math.min(100, count - row) }, (_, i) => row + i)), row * columns);
  if (!model.network.loss.definition.appliesSoftmax) return all;
  for (let row = 0; row < count; row++) all.set(softmax([...all.subarray(row * columns, (row + 1) * columns)]).probabilities, row * columns);
  return all;
}

async function runtime(bytes: Uint8Array, dataset: Dataset) {
  const runner = await ort.InferenceSession.create(bytes);
  const { count, features } = dataset.test;
  const { [runner.outputNames[0]]: output } = await runner.run({ [runner.inputNames[0]]: new ort.Tensor('float32', Float32Array.from(features), [count, features.length / count]) });
  return { name: runner.outputNames[0], inputs: runner.inputNames, shape: output.dims, values: output.data as Float32Array };
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i] - b[i]));
  return largest;
}

const brief = { training: { batchSize: 50, iterations: 20 }, optimizer: { type: 'sgd', lr: 0.05 } };

describe.each(definitions.layer.map(({ type }) => ({ type })))('a network with $type', ({ type }) => {
  it('gives in ONNX Runtime the probabilities of the engine within 1e-5, on 1,000 images', async () => {
    const layer = type === 'affine' ? { type, units: 20 } : { type };
    const network = { layers: [{ type: 'affine', units: 30 }, layer, { type: 'affine', units: 10 }] };
    const net = trained(digits, { ...brief, network });
    const { name, inputs, shape, values } = await runtime(net.bytes, digits);
    expect({ name, inputs, shape }).toEqual({ name: 'probabilities', inputs: ['input'], shape: [1000, 10] });
    const expected = predictions(net, 1000);
    expect(largestDifference(values, expected)).toBeLessThan(1e-5);
    // Not by being alike everywhere.
    expect(Math.max(...expected) - Math.min(...expected)).toBeGreaterThan(0.01);
  });
});

describe('an ONNX model', () => {
  it.each(['unit', 'standardize', 'none'])('takes the raw pixels of a network that was trained with scaling "%s"', async (scaling) => {
    const layers = [{ type: 'batch-norm', epsilon: 1e-3 }, { type: 'affine', units: 20 }, { type: 'dropout', rate: 0.4, scaling: 'at-test' }, { type: 'leaky-relu', slope: 0.3 }, { type: 'affine', units: 10 }, { type: 'softmax' }];
    const net = trained(digits, { ...brief, data: { source: 'spiral', scaling }, network: { layers, loss: { type: 'mean-squared-error' } } });
    const { name, values } = await runtime(net.bytes, digits);
    expect(name).toBe('probabilities');
    expect(largestDifference(values, predictions(net, 1000))).toBeLessThan(1e-5);
  });

  it('of a network without softmax gives scores, of a regression values', async () => {
    const scores = trained(digits, { ...brief, network: { layers: [{ type: 'affine', units: 10 }], loss: { type: 'mean-squared-error' } } });
    const answer = await runtime(scores.bytes, digits);
    expect(answer.name).toBe('scores');
    expect(largestDifference(answer.values, predictions(scores, 1000))).toBeLessThan(1e-5);

    const line = await datasetOf(runDocument({ data: { source: 'line' }, network: { layers: [{ type: 'affine', units: 1 }], loss: { type: 'mean-squared-error' } } }));
    const regression = trained(line, { ...brief, data: { source: 'line', scaling: 'standardize' }, network: { layers: [{ type: 'affine', units: 1 }, { type: 'identity' }], loss: { type: 'mean-squared-error' } } });
    const fitted = await runtime(regression.bytes, line);
    expect(fitted.name).toBe('values');
    expect(largestDifference(fitted.values, predictions(regression, line.test.count))).toBeLessThan(1e-5);
  });

  it('says what goes in, what comes out and where it is from', () => {
    const { bytes } = trained(digits, { ...brief, network: { layers: [{ type: 'affine', units: 10 }] } });
    const read = ModelProto.toObject(ModelProto.decode(bytes), { longs: Number }) as { docString: string; producerVersion: string; opsetImport: unknown; metadataProps: { key: string; value: string }[] };
    expect(read.docString).toBe('Test. input: float32 [batch, 784]: 784 values as bytes from 0 to 255, an image 1×28×28 row by row. Scaling them is part of the model. probabilities: float32 [batch, 10]: one for each class (0, 1, 2, 3, 4, 5, 6, 7, 8, 9).');
    expect(read).toMatchObject({ producerVersion: '1.2.3', opsetImport: [{ version: 17 }] });
    const metadata = Object.fromEntries(read.metadataProps.map(({ key, value }) => [key, value]));
    expect(metadata).toMatchObject({ 'descent.run': 'test-1', 'descent.shape': '[1,28,28]', 'descent.scaling': 'unit', 'descent.classes': '["0","1","2","3","4","5","6","7","8","9"]' });
  });
});
