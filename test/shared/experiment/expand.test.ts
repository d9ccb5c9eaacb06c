import { expect, test } from 'vitest';
import { describeCatalog } from '../../../src/engine/catalog.ts';
import { applySettings, expand, parseExperiment } from '../../../src/shared/experiment/index.ts';

const catalog = describeCatalog();

const document = (more: object) =>
  parseExperiment(
    {
      format: 'descent/experiment@1',
      name: 'Two layers',
      seed: 7,
      data: { source: 'digits' },
      network: { layers: [{ type: 'affine', units: 50 }, { type: 'relu' }, { type: 'affine', units: 10 }] },
      training: { epochs: 2 },
      ...more,
    },
    catalog,
  );

test('a document without variants and repeats makes one run of itself', () => {
  const runs = expand(document({}), catalog);
  expect(runs).toHaveLength(1);
  expect(runs[0]).toMatchObject({ seed: 7, document: { name: 'Two layers', seed: 7 } });
});

test('repeats train the same with the seeds after the first', () => {
  expect(expand(document({ repeats: 3 }), catalog).map((run) => run.document.seed)).toEqual([7, 8, 9]);
});

test('every variant starts from the same seeds, and only what it sets differs', () => {
  const runs = expand(document({ repeats: 2, variants: [{ name: 'SGD', set: { optimizer: { type: 'sgd', lr: 0.5 } } }, { name: 'wide', set: { 'network.layers.0.units': 200 } }] }), catalog);
  expect(runs.map(({ variant, seed }) => [variant, seed])).toEqual([['SGD', 7], ['SGD', 8], ['wide', 7], ['wide', 8]]);
  expect(runs[0]?.document.optimizer).toEqual({ type: 'sgd', lr: 0.5 });
  expect(runs[2]?.document.network.layers[0]).toMatchObject({ type: 'affine', units: 200 });
  expect(runs[2]?.document.optimizer).toEqual(runs[0]?.document.optimizer && { ...runs[0].document.optimizer, lr: 0.01 });
});

test('what a variant puts in gets its own defaults', () => {
  const [run] = expand(document({ variants: [{ name: 'a', set: { optimizer: { type: 'adam' } } }] }), catalog);
  expect(run?.document.optimizer).toEqual({ type: 'adam', lr: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 });
});

test('a variant that sets something invalid is refused with its own place and the path in the document', () => {
  const broken = document({ variants: [{ name: 'a', set: { 'optimizer.lr': -1 } }] });
  expect(() => expand(broken, catalog)).toThrowError(/^variants\.0\.set: optimizer\.lr: expected a number/);
  expect(() => expand(document({ variants: [{ name: 'a', set: { 'network.layers.9.units': 5 } }] }), catalog)).toThrowError(/"network\.layers\.9\.units" leads nowhere/);
});

test('setting iterations takes the epochs out', () => {
  const changed = applySettings(document({}), { 'training.iterations': 10 }, catalog, '--set');
  expect(changed.training).toMatchObject({ iterations: 10 });
  expect(changed.training.epochs).toBeUndefined();
});

test('more runs than anybody trains are refused before they are made', () => {
  const many = document({ repeats: 1000, variants: Array.from({ length: 11 }, (_, i) => ({ name: String(i), set: {} })) });
  expect(() => expand(many, catalog)).toThrowError('repeats: expected at most 10000 runs in all, got 11000');
});
