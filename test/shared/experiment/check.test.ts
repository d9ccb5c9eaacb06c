import { describe, expect, test } from 'vitest';
import { describeCatalog } from '../../../src/engine/catalog.ts';
import { checkExperiment, parseExperiment, setAt } from '../../../src/shared/experiment/index.ts';

const catalog = describeCatalog();

const valid = {
  format: 'descent/experiment@1',
  name: 'Two layers',
  data: { source: 'digits' },
  network: { layers: [{ type: 'affine', units: 50 }, { type: 'relu' }, { type: 'affine', units: 10 }] },
  training: { epochs: 2 },
};

const problems = (path: string, value: unknown, language: 'en' | 'zh' = 'en') =>
  checkExperiment(setAt(valid, path, value), catalog, language).problems.map((problem) => problem.message);

test('a document with only what is needed gets the promised defaults', () => {
  expect(parseExperiment(valid, catalog)).toMatchObject({
    seed: 0,
    data: { source: 'digits', validation: 0, scaling: 'unit' },
    network: { init: { scheme: 'auto' }, loss: { type: 'softmax-cross-entropy' } },
    optimizer: { type: 'sgd', lr: 0.01 },
    schedule: { type: 'constant', warmup: 0 },
    regularization: { l2: 0, l1: 0 },
    training: { batchSize: 100, epochs: 2, sampling: 'shuffle', evaluate: { every: 'epoch' }, inspect: 'epoch' },
  });
});

test('a checked document is unchanged by a second check', () => {
  const once = parseExperiment(valid, catalog);
  expect(parseExperiment(JSON.parse(JSON.stringify(once)), catalog)).toEqual(once);
});

describe('a problem is one line with the path, what was expected, what came and the nearest valid name', () => {
  test.each([
    ['traning', {}, /^traning: no such key; expected one of .*training.*; did you mean "training"\?$/],
    ['training.batchsize', 5, /^training\.batchsize: no such key; .*did you mean "batchSize"\?$/],
    ['network.layers.1', { type: 'rellu' }, /^network\.layers\.1\.type: expected .* got "rellu"; did you mean "relu"\?$/],
    ['network.layers.0', { type: 'affine', unit: 3 }, /^network\.layers\.0\.unit: no such key; .*did you mean "units"\?$/],
    ['network.layers.0.units', 0, /^network\.layers\.0\.units: expected a whole number from 1 to 65536, got 0$/],
    ['network.layers.0.units', '50', /^network\.layers\.0\.units: expected a whole number .*, got "50"$/],
    ['network.layers.0.init', { scheme: 'he' }, /^network\.layers\.0\.init\.scheme: expected .*he-normal.* got "he"/],
    ['network.layers', [], /^network\.layers: expected a list of 1 to 1000 layers, got \[\]$/],
    ['optimizer', { type: 'adma' }, /^optimizer\.type: .*did you mean "adam"\?$/],
    ['optimizer', { type: 'momentum', momentum: 1.5 }, /^optimizer\.momentum: expected a number .*1.*got 1\.5$/],
    ['optimizer', 'adam', /^optimizer: expected an object .* got "adam"$/],
    ['data', { source: 'mnits' }, /^data\.source: .*got "mnits"; did you mean "mnist"\?$/],
    ['training', { epochs: 2, iterations: 5 }, /^training\.iterations: expected either "epochs" or "iterations", not both/],
    ['training', {}, /^training\.epochs: expected either "epochs" or "iterations"/],
    ['training.sampling', 'shufle', /^training\.sampling: expected one of "shuffle".*did you mean "shuffle"\?$/],
    ['training.evaluate', { every: 'step' }, /^training\.evaluate\.every: expected "epoch", "end" or a number of steps/],
    ['format', 'descent/experiment@9', /^format: expected "descent\/experiment@1", got "descent\/experiment@9"/],
    ['seed', -1, /^seed: expected a whole number from 0/],
    ['search', { method: 'random', trials: 3, metric: 'testAccuracy', space: {} }, /^search\.metric: .*never judged on the test set, got "testAccuracy"/],
  ])('%s = %j', (path, value, message) => {
    expect(problems(path, value)).toEqual([expect.stringMatching(message)]);
  });

  test('in Chinese too', () => {
    expect(problems('optimizer', { type: 'adma' }, 'zh')).toEqual([expect.stringMatching(/^optimizer\.type：应为.*得到"adma"；是否想写 "adam"？$/)]);
  });

  test('several problems are all named', () => {
    expect(problems('network.layers', [{ type: 'affine', units: -1 }, { type: 'dropout', rate: 2 }])).toHaveLength(2);
  });
});

test.each([[null], [7], ['text'], [[]], [{}], [JSON.parse('{"__proto__": {"x": 1}}')]])('%j is refused with problems, not with a crash', (value) => {
  const checked = checkExperiment(value, catalog);
  expect(checked.document).toBeUndefined();
  expect(checked.problems.length).toBeGreaterThan(0);
});

test('parsing throws one coded error with a line per problem', () => {
  expect(() => parseExperiment({ ...valid, traning: {}, sed: 1 }, catalog)).toThrowError(
    expect.objectContaining({ code: 'document-invalid', message: expect.stringMatching(/^traning: .*\nsed: /) }),
  );
});

describe('a document of any extent is refused in bounded time', () => {
  const deep = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);

  test.each([
    ['values in each other without end', { ...valid, variants: [{ name: 'a', set: { data: deep(100_000) } }] }, 'document: expected at most 40 levels of objects and lists, got deeper ones'],
    ['more values than any document has', { ...valid, network: { layers: Array(600_000).fill({}) } }, 'document: expected at most 500000 values, got more'],
  ])('%s', (_name, document, message) => {
    expect(checkExperiment(document, catalog).problems.map((problem) => problem.message)).toEqual([message]);
    expect(checkExperiment(document, catalog, 'zh').problems).toHaveLength(1);
  });

  test('and so is a path of any length', () => {
    const document = { ...valid, variants: [{ name: 'a', set: { [Array(100_000).fill('a').join('.')]: 1 } }] };
    expect(checkExperiment(document, catalog).problems).toHaveLength(1);
  });
});
