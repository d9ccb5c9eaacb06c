import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadDataset } from '../../../src/engine/data/load.ts';
import { prepareExamples } from '../../../src/engine/training/examples.ts';
import { initialWeights } from '../../../src/engine/training/initial-weights.ts';
import { planNetwork } from '../../../src/engine/training/network.ts';
import { assertTrainable } from '../../../src/engine/training/plan.ts';
import { Session } from '../../../src/engine/training/session.ts';
import { AnalysisService } from '../../../src/main/services/analysis.ts';
import { CatalogService } from '../../../src/main/services/catalog.ts';
import { DatasetService } from '../../../src/main/services/datasets.ts';
import { applyMend, designOf, type DesignAnalysis } from '../../../src/shared/design/index.ts';
import { parseExperiment } from '../../../src/shared/experiment/index.ts';
import type { ExperimentDocument } from '../../../src/shared/experiment/document.ts';

const folder = mkdtempSync(join(tmpdir(), 'descent-analysis-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const catalog = new CatalogService();
const datasets = new DatasetService({ folder, folders: [] });
const service = new AnalysisService({ catalog, datasets });
const analyze = (document: unknown): Promise<DesignAnalysis> => service.analyze(document, { baseDirectory: folder });

type Layer = number | string | Record<string, unknown>;
const layersOf = (layers: readonly Layer[]) => layers.map((layer) => (typeof layer === 'number' ? { type: 'affine', units: layer } : typeof layer === 'string' ? { type: layer } : layer));

/** A document over points of a spiral: two inputs, three classes. */
function spiral(layers: readonly Layer[], { network = {}, training = {}, ...rest }: Record<string, Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    format: 'descent/experiment@1',
    name: 'Spiral',
    data: { source: 'spiral' },
    network: { layers: layersOf(layers), ...network },
    optimizer: { type: 'adam', lr: 0.01 },
    training: { batchSize: 30, epochs: 4, ...training },
    ...rest,
  };
}
const sine = (layers: readonly Layer[], network: Record<string, unknown> = { loss: { type: 'mean-squared-error' } }) => spiral(layers, { network, data: { source: 'sine' } });
const init = (scheme: Record<string, unknown>) => ({ network: { init: scheme } });

const wrong: readonly (readonly [what: string, document: Record<string, unknown>, path: string, severity: 'error' | 'warning', message: RegExp])[] = [
  ['no layers', spiral([]), 'network.layers', 'error', /no layers/],
  ['no weights', spiral(['relu']), 'network.layers', 'error', /no weights/],
  ['too many outputs', spiral([16, 'tanh', 5]), 'network.layers.2.units', 'error', /ends with 5 outputs, but the data has 3 classes/],
  ['too few outputs before a normalization', spiral([16, 'tanh', 2, 'batch-norm']), 'network.layers.2.units', 'error', /ends with 2 outputs/],
  ['outputs of a regression', sine([16, 'tanh', 10]), 'network.layers.2.units', 'error', /has 1 values to predict/],
  ['softmax twice', spiral([16, 'tanh', 3, 'softmax']), 'network.layers.3', 'warning', /already contains softmax/],
  ['dropout after the last affine', spiral([16, 'tanh', 3, { type: 'dropout', rate: 0.5 }]), 'network.layers.3', 'warning', /after the last layer with weights/],
  ['a batch of 1 under batch norm', spiral([16, 'batch-norm', 'tanh', 3], { training: { batchSize: 1 } }), 'training.batchSize', 'warning', /at least two examples/],
  ['a last batch of 1 under batch norm', spiral([16, 'batch-norm', 'tanh', 3], { training: { batchSize: 23 } }), 'training.batchSize', 'warning', /single example/],
  ['sigmoid with He weights', spiral([16, 'sigmoid', 3], init({ scheme: 'he-normal' })), 'network.init', 'warning', /not made for sigmoid/],
  ['ReLU with Xavier weights', spiral([16, 'relu', 3], init({ scheme: 'xavier-normal' })), 'network.init', 'warning', /not made for ReLU/],
  ['weights of zero', spiral([16, 'tanh', 3], init({ scheme: 'zeros' })), 'network.init', 'warning', /begin alike/],
  ['equal weights in one hidden layer', spiral([{ type: 'affine', units: 16, init: { scheme: 'constant', value: 0.1 } }, 'tanh', 3]), 'network.layers.0.init', 'warning', /begin alike/],
  ['two affine layers in a row', spiral([16, 16, 'tanh', 3]), 'network.layers.1', 'warning', /No activation function/],
  ['an activation at the end of a regression', sine([16, 'tanh', 1, 'relu']), 'network.layers.3', 'warning', /limits what the network can answer/],
  ['a loss for classes on numbers', sine([16, 'tanh', 1], { loss: { type: 'softmax-cross-entropy' } }), 'network.loss', 'error', /does not go with this data/],
  ['early stopping without a validation set', spiral([16, 'tanh', 3], { training: { earlyStopping: {} } }), 'training.earlyStopping', 'error', /no examples are held out/],
  ['a schedule that waits for a validation loss', spiral([16, 'tanh', 3], { schedule: { type: 'reduce-on-plateau' } }), 'schedule', 'error', /no examples are held out/],
  ['weights so wide that the first loss is far from guessing', spiral([16, 'relu', 3], init({ scheme: 'normal', std: 5 })), 'network.layers.2', 'warning', /first loss .* instead of about 1\.1/],
  ['weights so narrow that nothing arrives', spiral([16, 'tanh', 16, 'tanh', 3], init({ scheme: 'normal', std: 1e-4 })), 'network.layers.0', 'warning', /signal has faded/],
  ['weights so wide that the activation is flat', spiral([16, 'tanh', 16, 'tanh', 3], init({ scheme: 'normal', std: 50 })), 'network.layers.0', 'warning', /flat ends/],
  ['a file of weights that is not there', spiral([16, 'tanh', 3], init({ scheme: 'file', path: 'none.safetensors' })), 'network.init', 'error', /none\.safetensors/],
];

describe('a wrong stack is told what is wrong and how to mend it; mended, it trains', () => {
  test.each(wrong)('%s', async (_, document, path, severity, message) => {
    const before = await analyze(document);
    const problem = before.problems.find((one) => one.path === path && message.test(one.message.en));
    expect(problem, JSON.stringify(before.problems.map((one) => [one.path, one.message.en]))).toMatchObject({ severity });
    expect(problem?.message.zh).toMatch(/[\u4e00-\u9fff].*。$/);
    expect(problem?.mends.length).toBeGreaterThan(0);

    for (const mend of problem?.mends ?? []) {
      expect(mend.label.zh).toMatch(/[\u4e00-\u9fff]/);
      const mended = applyMend(designOf(complete(document)), mend).document;
      const after = await analyze(mended);
      expect(after.problems.filter((one) => one.path === path && message.test(one.message.en))).toEqual([]);
      const left = after.problems.find((one) => one.severity === 'error');
      // What is wrong besides has its own mend.
      const whole = left?.mends[0] ? applyMend(designOf(mended), left.mends[0]).document : mended;
      await trains(whole);
    }
  });
});

/** The document with its defaults, also where it is so unfinished that it is not valid yet. */
function complete(document: Record<string, unknown>): ExperimentDocument {
  const network = document['network'] as { layers: unknown[] };
  if (network.layers.length > 0) return parseExperiment(document, catalog.describe());
  const full = parseExperiment({ ...document, network: { ...network, layers: [{ type: 'identity' }] } }, catalog.describe());
  return { ...full, network: { ...full.network, layers: [] } };
}

/** Trains a document to its end on all of its data. */
async function trains(value: ExperimentDocument): Promise<void> {
  const document = parseExperiment(value, catalog.describe());
  const { location } = await datasets.locate(document.data, folder);
  const dataset = await loadDataset(location);
  assertTrainable(document, dataset);
  const network = planNetwork(document.network, dataset.featureShape);
  const session = new Session({ document, examples: prepareExamples(dataset, document), weights: initialWeights(network, { seed: document.seed, baseDirectory: folder }) });
  for (let step = 0; step < session.length.totalSteps; step++) session.trainStep();
  session.checkFinite();
  expect(session.step).toBe(session.length.totalSteps);
  expect(Number.isFinite(session.evaluate('train')?.loss)).toBe(true);
}

describe('what the analyzer says about a sound document', () => {
  test('shapes, parameters, memory, length, rates, first loss and cost', async () => {
    const answer = await analyze(spiral([16, 'tanh', 3], { schedule: { type: 'cosine' } }));
    expect(answer).toMatchObject({
      problems: [],
      data: { source: 'spiral', shape: [2], train: 300, validation: 0, outputs: 3, task: 'classification' },
      layers: [
        { input: [2], output: [16], parameters: 48, tensors: [{ name: 'weight', shape: [2, 16] }, { name: 'bias', shape: [16] }] },
        { input: [16], output: [16], parameters: 0 },
        { input: [16], output: [3], parameters: 51 },
      ],
      parameters: 99,
      length: { stepsPerEpoch: 10, steps: 40, epochs: 4 },
      batch: 30,
      runs: 1,
    });
    expect(answer.memory).toBeGreaterThan(99 * 4);
    expect(answer.rates[0]).toBeCloseTo(0.01);
    expect(answer.rates.at(-1)).toBeLessThan(0.005);
    expect(answer.firstLoss).toBeCloseTo(Math.log(3), 0);
    expect(answer.cost?.seconds).toBeGreaterThan(0);
  });

  test('the histograms count every output of the first batch, zeros apart', async () => {
    const { layers, data } = await analyze(spiral([16, 'relu', { type: 'dropout', rate: 0.9 }, 3]));
    for (const activity of [data?.activity, ...layers.map((layer) => layer.activity)]) {
      const { counts, zeros, total } = activity?.histogram ?? { counts: [], zeros: 0, total: -1 };
      expect(counts.reduce((sum, count) => sum + count, 0) + zeros).toBe(total);
    }
    expect(layers[0]?.activity?.histogram.zeros).toBe(0);
    expect(layers[1]?.activity?.histogram.total).toBe(30 * 16);
    expect(layers[2]?.activity?.histogram.zeros).toBeGreaterThan(0.8 * 30 * 16);
    expect(layers[0]?.weightStd).toBeGreaterThan(0.3);
    expect(layers[1]?.weightStd).toBeNull();
  });

  test('the first batch is the one that the run begins with', async () => {
    const document = parseExperiment(spiral([16, 'tanh', 3]), catalog.describe());
    const { location } = await datasets.locate(document.data, folder);
    const dataset = await loadDataset(location);
    const session = new Session({ document, examples: prepareExamples(dataset, document), weights: initialWeights(planNetwork(document.network, dataset.featureShape), { seed: 0, baseDirectory: folder }) });
    expect((await analyze(document)).firstLoss).toBeCloseTo(session.trainStep().loss, 4);
  });

  test('the built-in digits are not all drawn for it', async () => {
    const answer = await analyze({ ...spiral([100, 'batch-norm', 'relu', { type: 'dropout', rate: 0.5 }, 10]), data: { source: 'digits' } });
    expect(answer).toMatchObject({ parameters: 79_710, data: { source: 'digits', shape: [1, 28, 28], train: 60_000 } });
  });
});

describe('documents that cannot be worked out still get an answer', () => {
  test('a form that is not valid: its problems in both languages', async () => {
    const { problems, layers } = await analyze(spiral([{ type: 'rellu' }]));
    expect(problems).toMatchObject([{ path: 'network.layers.0.type', severity: 'error', mends: [] }]);
    expect(problems[0]?.message.en).toMatch(/did you mean "relu"/);
    expect(problems[0]?.message.zh).toMatch(/是否想写 "relu"/);
    expect(layers).toEqual([]);
  });

  test('no layers, and something else wrong: the other problem is told as well', async () => {
    const { problems } = await analyze(spiral([], { optimizer: { type: 'adm' } }));
    expect(problems.map(({ path }) => path)).toEqual(['optimizer.type']);
  });

  test('data that is not on this machine: the built-in digits mend it', async () => {
    const document = spiral([16, 'tanh', 10], { data: { source: 'mnist' } });
    const { problems } = await analyze(document);
    expect(problems).toMatchObject([{ path: 'data.source', severity: 'error' }]);
    const mend = problems[0]?.mends[0];
    expect(mend).toBeDefined();
    if (mend) expect((await analyze(applyMend(designOf(complete(document)), mend).document)).problems).toEqual([]);
  });

  test('a comparison of which one run cannot be trained', async () => {
    const variants = [{ name: 'good', set: { 'optimizer.lr': 0.1 } }, { name: 'bad', set: { 'network.layers.2.units': 7 } }];
    const { problems, runs } = await analyze({ ...spiral([16, 'tanh', 3]), variants });
    expect(runs).toBe(2);
    expect(problems).toMatchObject([{ path: 'variants', severity: 'error', message: { en: expect.stringMatching(/^bad: The network ends with 7 outputs/) } }]);
  });

  test.each([null, 7, 'text', [], {}])('%j', async (value) => {
    expect((await analyze(value)).problems.every(({ severity }) => severity === 'error')).toBe(true);
    expect((await analyze(value)).problems.length).toBeGreaterThan(0);
  });
});

test('a relative path is said to start elsewhere where the document’s own folder is not known', async () => {
  const document = { ...spiral([2]), data: { source: 'csv', path: 'none.csv', label: 'y' } };
  const message = async (own: boolean) => (await service.analyze(document, { baseDirectory: folder, own })).problems[0]?.message;
  expect((await message(false))?.en).toContain(`relative paths start from ${folder} here: write the whole path`);
  expect((await message(false))?.zh).toContain('请写完整路径');
  expect((await message(true))?.en).not.toContain('relative');
});
