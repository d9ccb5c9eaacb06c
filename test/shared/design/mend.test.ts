import { expect, test } from 'vitest';
import { applyMend, changeBlock, group, insert, layerItem, remove } from '../../../src/shared/design/index.ts';
import { catalog, design, idAt, layersOf } from './support.ts';
import { checkExperiment } from '../../../src/shared/experiment/index.ts';

const label = { en: '', zh: '' };

test('values are set, layers go and come, all by the positions before', () => {
  const after = applyMend(design([100, 'softmax', 'dropout', 7]), { label, set: { 'network.layers.3.units': 10, 'training.batchSize': 50 }, remove: [1, 2], insert: { at: 3, layer: { type: 'relu' } } });
  expect(layersOf(after)).toEqual([100, 'relu', 10]);
  expect(after.document.training.batchSize).toBe(50);
});

test('null leaves a key of a layer out', () => {
  const before = design([100, 10]);
  const own = applyMend(before, { label, set: { 'network.layers.0.init': { scheme: 'zeros' } } });
  expect(own.document.network.layers[0]).toHaveProperty('init');
  expect(applyMend(own, { label, set: { 'network.layers.0.init': null } }).document).toEqual(before.document);
});

test('a layer put in at the end stands there', () => {
  expect(layersOf(applyMend(design(['relu']), { label, insert: { at: 1, layer: { type: 'affine', units: 3 } } }))).toEqual(['relu', 3]);
});

test('a repeated block stays one', () => {
  const before = design([100, 'sigmoid', 10]);
  const { design: block, selected } = group(before, [idAt(before, 0), idAt(before, 1)]);
  const three = changeBlock(block, selected[0] ?? '', { times: 3 });
  const after = applyMend(three, { label, set: { 'network.layers.2.units': 64 }, insert: { at: 3, layer: { type: 'batch-norm', momentum: 0.9, epsilon: 1e-6, runningVariance: 'zero' } } });
  expect(layersOf(after)).toEqual([...Array.from({ length: 3 }, () => [64, 'batch-norm', 'sigmoid']).flat(), 10]);
  expect(after.document.editor?.blocks).toEqual([{ at: 0, length: 3, times: 3 }]);
  expect(checkExperiment(after.document, catalog).problems).toEqual([]);
});

test('a mend found before another edit still changes the layer it was about', () => {
  const found = design([100, 'relu', 100]);
  const { design: since } = insert(found, [layerItem({ type: 'identity' })], { index: 0 });
  const mend = { label, set: { 'network.layers.2.units': 10 } };
  expect(layersOf(applyMend(since, mend, found))).toEqual(['identity', 100, 'relu', 10]);
  const { design: gone } = remove(found, [idAt(found, 2)]);
  expect(layersOf(applyMend(gone, mend, found))).toEqual([100, 'relu']);
  expect(layersOf(applyMend(gone, { label, insert: { at: 2, layer: { type: 'relu' } } }, found))).toEqual([100, 'relu']);
});
