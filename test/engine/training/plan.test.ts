import { describe, expect, it } from 'vitest';
import { describeCatalog } from '../../../src/engine/catalog.ts';
import { assertTrainable, dataShapeOf, planRun, type DataShape } from '../../../src/engine/training/plan.ts';
import { prepareExamples } from '../../../src/engine/training/examples.ts';
import { Session } from '../../../src/engine/training/session.ts';
import { applySettings, type RunDocument } from '../../../src/shared/experiment/index.ts';
import { datasetOf, runDocument } from '../support/documents.ts';

const mnist: DataShape = { featureShape: [1, 28, 28], task: 'classification', outputs: 10, train: 60_000, validation: 0, test: 10_000, featureBytes: 1 };
const catalog = describeCatalog();

const affine = (units: number, init?: object) => ({ type: 'affine', units, ...(init ? { init } : {}) });
const network = (...layers: object[]) => ({ init: { scheme: 'auto' }, layers });
const plan = (parts: Record<string, unknown>, data: Partial<DataShape> = {}) => planRun(runDocument(parts), { ...mnist, ...data });
const problems = (parts: Record<string, unknown>, data: Partial<DataShape> = {}) => plan(parts, data).problems.map(({ path, severity, message }) => `${severity} ${path}: ${message.en}`);

describe('the plan of a run', () => {
  it('has every shape, tensor and count', () => {
    const { layers, parameters, problems: found } = plan({ network: network(affine(50), { type: 'batch-norm' }, { type: 'relu' }, affine(10)) });
    expect(found).toEqual([]);
    expect(layers.map(({ output }) => output)).toEqual([[50], [50], [50], [10]]);
    expect(layers.map((layer) => layer.parameters)).toEqual([784 * 50 + 50, 100, 0, 510]);
    expect(layers[1].tensors.map(({ name, trained }) => [name, trained])).toEqual([['gamma', true], ['beta', true], ['running_mean', false], ['running_var', false]]);
    expect(parameters).toBe(784 * 50 + 50 + 100 + 510);
  });

  it('counts epochs and steps as each way of sampling has it', () => {
    const length = (training: object, train = 60_000) => plan({ training }, { train }).length;
    expect(length({ batchSize: 128, epochs: 20, sampling: 'shuffle' })).toEqual({ stepsPerEpoch: 469, steps: 9380, epochs: 20 });
    expect(length({ batchSize: 128, epochs: 20, sampling: 'with-replacement' })).toEqual({ stepsPerEpoch: 468, steps: 9360, epochs: 20 });
    expect(length({ batchSize: 100, iterations: 191, sampling: 'with-replacement' }, 1000)).toEqual({ stepsPerEpoch: 10, steps: 191, epochs: 20 });
    expect(length({ batchSize: 500, epochs: 2, sampling: 'with-replacement' }, 100)).toEqual({ stepsPerEpoch: 1, steps: 2, epochs: 2 });
  });

  it('foresees the memory that a session asks for', async () => {
    const document = runDocument();
    const dataset = await datasetOf(document);
    const foreseen = planRun(document, dataShapeOf(dataset, document.data)).memory;
    const session = new Session({ document, examples: prepareExamples(dataset, document), weights: {} });
    expect(Math.abs(Number(foreseen) - session.bytes)).toBeLessThanOrEqual(65_536);
  });

  it('has room for more than 64 million parameters, with the memory of an optimizer', () => {
    const { parameters, memory, problems: found } = plan({ network: network(affine(8192), { type: 'relu' }, affine(8192), { type: 'relu' }, affine(10)), optimizer: { type: 'adam' } });
    expect(parameters).toBeGreaterThan(64e6);
    // Weights, gradients and two moments, four bytes each, and little else.
    expect(memory).toBeGreaterThan(16 * parameters);
    expect(memory).toBeLessThan(18 * parameters);
    expect(found.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('says before anything is asked for where memory will not do', () => {
    const wide = network(affine(65_536), { type: 'relu' }, affine(65_536), { type: 'relu' }, affine(10));
    expect(plan({ network: wide }).memory).toBeNull();
    expect(problems({ network: wide })[0]).toMatch(/^error network: This network and its data need [\d,]+ MB, the limit is 4,096 MB\. Try fewer units/);
  });

  it('draws the learning rate from the first step to the last', () => {
    const { rates } = plan({ optimizer: { type: 'sgd', lr: 1 }, schedule: { type: 'polynomial', power: 1, warmup: 1 }, training: { batchSize: 6000, epochs: 5 } });
    // Warmup over ten steps, then four epochs down to a quarter.
    expect(rates.slice(0, 12)).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1, 1]);
    expect(rates.at(-1)).toBe(0.25);
  });
});

describe('problems of a document that is valid in form', () => {
  const good = network(affine(10));

  it.each([
    ['no weights at all', { network: network({ type: 'relu' }) }, /^error network\.layers: The network has no weights/],
    ['another number of outputs than classes', { network: network(affine(50), { type: 'relu' }, affine(9), { type: 'identity' }) }, /^error network\.layers\.2\.units: The network ends with 9 outputs, but the data has 10 classes/],
    ['softmax in front of softmax cross-entropy', { network: network(affine(10), { type: 'softmax' }) }, /^warning network\.layers\.1: Softmax cross-entropy already contains softmax/],
    ['softmax twice', { network: { ...network(affine(10), { type: 'softmax' }, { type: 'softmax' }), loss: { type: 'mean-squared-error' } } }, /^warning network\.layers\.1: The next layer is softmax again/],
    ['dropout after the last affine layer', { network: network(affine(10), { type: 'dropout' }) }, /^warning network\.layers\.1: Dropout after the last layer with weights/],
    ['an activation at the end', { network: network(affine(10), { type: 'relu' }) }, /^warning network\.layers\.1: ReLU at the end limits/],
    ['no activation between affine layers', { network: network(affine(20), { type: 'batch-norm' }, affine(10)) }, /^warning network\.layers\.2: No activation function in front/],
    ['batch norm with batches of 1', { network: network(affine(20), { type: 'batch-norm' }, { type: 'relu' }, affine(10)), training: { batchSize: 1, epochs: 1 } }, /^warning training\.batchSize: Batch Norm needs at least two examples/],
    ['He weights before sigmoid', { network: { ...network(affine(20), { type: 'sigmoid' }, affine(10)), init: { scheme: 'he-normal' } } }, /^warning network\.init: He normal weights are not made for sigmoid and tanh/],
    ['Xavier weights of a layer before ReLU', { network: network(affine(20, { scheme: 'xavier-uniform' }), { type: 'batch-norm' }, { type: 'relu' }, affine(10)) }, /^warning network\.layers\.0\.init: Xavier uniform weights are not made for ReLU/],
    ['zero weights in a hidden layer', { network: { ...network(affine(20), { type: 'tanh' }, affine(10)), init: { scheme: 'zeros' } } }, /^warning network\.init: All units of a hidden layer begin alike/],
    ['early stopping without a validation set', { network: good, training: { batchSize: 100, epochs: 1, earlyStopping: {} } }, /^error training\.earlyStopping: Early stopping watches the validation set/],
    ['reduce-on-plateau without a validation set', { network: good, schedule: { type: 'reduce-on-plateau' } }, /^error schedule: This schedule watches the validation loss/],
  ])('%s', (_, parts, expected) => {
    expect(problems(parts)).toEqual([expect.stringMatching(expected)]);
    const [{ message, mends }] = plan(parts).problems;
    expect(message.zh).toMatch(/[\u4e00-\u9fff].*。$/);
    expect(mends.length).toBeGreaterThan(0);
  });

  it('batch norm with a last batch of 1', () => {
    const parts = { network: network(affine(20), { type: 'batch-norm' }, { type: 'relu' }, affine(10)), training: { batchSize: 20, epochs: 1 } };
    expect(problems(parts, { train: 61 })).toEqual([expect.stringMatching(/^warning training\.batchSize: The last batch of every epoch holds a single example/)]);
    expect(problems(parts, { train: 62 })).toEqual([]);
  });

  it('a loss for classes with values to predict', () => {
    expect(problems({ network: network(affine(1)) }, { task: 'regression', outputs: 1 })).toEqual([expect.stringMatching(/^error network\.loss: Softmax cross-entropy does not go with this data/)]);
  });

  it('nothing is wrong with what is as it should be', () => {
    expect(problems({ network: good })).toEqual([]);
    expect(problems({ network: { ...good, init: { scheme: 'zeros' } } })).toEqual([]);
    expect(problems({ network: { ...network(affine(20), { type: 'sigmoid' }, affine(10), { type: 'softmax' }), loss: { type: 'mean-squared-error' } } })).toEqual([]);
    expect(problems({ network: { ...network(affine(20), { type: 'tanh' }, affine(1), { type: 'identity' }), loss: { type: 'mean-squared-error' } } }, { task: 'regression', outputs: 1 })).toEqual([]);
    expect(problems({ network: good, schedule: { type: 'reduce-on-plateau' } }, { validation: 100 })).toEqual([]);
  });

  it('every mend takes its problem away', () => {
    const wrong: Record<string, unknown>[] = [
      { network: network(affine(50), { type: 'relu' }, affine(9)) },
      { network: network(affine(10), { type: 'softmax' }) },
      { network: network(affine(10), { type: 'dropout' }) },
      { network: network(affine(20), affine(10)) },
      { network: network({ type: 'relu' }) },
      { network: { ...network(affine(20), { type: 'sigmoid' }, affine(10)), init: { scheme: 'he-normal' } } },
      { network: { ...network(affine(20), { type: 'relu' }, affine(10)), init: { scheme: 'constant' } } },
    ];
    for (const parts of wrong) {
      const [problem] = plan(parts).problems;
      for (const { set = {}, remove = [], insert } of problem.mends) {
        const document: RunDocument = applySettings(runDocument(parts), set, catalog, 'mend');
        const layers = document.network.layers.filter((_, index) => !remove.includes(index));
        const mended = runDocument({ ...parts, network: { ...document.network, layers: insert ? layers.toSpliced(insert.at, 0, insert.layer) : layers } });
        expect(planRun(mended, mnist).problems.map(({ message }) => message.en)).not.toContain(problem.message.en);
      }
    }
  });

  it('only errors keep a document from being trained', async () => {
    const dataset = await datasetOf(runDocument());
    expect(() => assertTrainable(runDocument({ network: network(affine(3), { type: 'relu' }) }), dataset)).not.toThrow();
    expect(() => assertTrainable(runDocument({ network: network(affine(4)) }), dataset)).toThrow(/^network\.layers\.0\.units: .* To mend it: Set 3 units\.$/);
    expect(() => assertTrainable(runDocument({ network: network(affine(4)) }), dataset, 'zh')).toThrow(/网络以 4 个输出结束，但数据有 3 个类别。修正：设为 3 个单元。/);
  });
});
