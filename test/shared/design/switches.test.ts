import { describe, expect, test } from 'vitest';
import { activationForAll, changeBlock, dropoutEverywhere, group, initForAll, normalizationEverywhere, readSwitches, setOption } from '../../../src/shared/design/index.ts';
import { catalog, design, idAt, layersOf } from './support.ts';

describe('activation for all', () => {
  test('replaces every hidden one and leaves the output alone', () => {
    const after = activationForAll(design([100, 'relu', 50, 'sigmoid', 10, 'softmax']), catalog, 'tanh');
    expect(layersOf(after)).toEqual([100, 'tanh', 50, 'tanh', 10, 'softmax']);
  });

  test('comes after batch norm and before dropout where there is none yet', () => {
    expect(layersOf(activationForAll(design([100, 'batch-norm', 'dropout', 50, 10]), catalog, 'relu'))).toEqual([100, 'batch-norm', 'relu', 'dropout', 50, 'relu', 10]);
  });

  test('keeps a layer that is of the type already, with its options', () => {
    const before = design([100, 'leaky-relu', 10]);
    const steep = setOption(before, idAt(before, 1), 'slope', 0.3);
    expect(activationForAll(steep, catalog, 'leaky-relu').document).toEqual(steep.document);
  });
});

test('initial weights for all overrule what single layers say', () => {
  const before = design([100, 'relu', 10]);
  const own = setOption(before, idAt(before, 0), 'init', { scheme: 'normal', std: 1 });
  expect(readSwitches(own, catalog).init).toBeNull();
  const after = initForAll(own, catalog, { scheme: 'he-normal' });
  expect(after.document.network).toMatchObject({ init: { scheme: 'he-normal' }, layers: [{ type: 'affine', units: 100 }, { type: 'relu' }, { type: 'affine', units: 10 }] });
  expect(after.document.network.layers[0]).not.toHaveProperty('init');
  expect(readSwitches(after, catalog).init).toBe('he-normal');
});

describe('batch norm everywhere', () => {
  test('stands between weights and activation of each hidden stage, once', () => {
    const once = normalizationEverywhere(design([100, 'relu', 100, 'batch-norm', 'relu', 10]), catalog, true);
    expect(layersOf(once)).toEqual([100, 'batch-norm', 'relu', 100, 'batch-norm', 'relu', 10]);
    expect(normalizationEverywhere(once, catalog, true).document).toEqual(once.document);
  });

  test('goes everywhere when it is switched off', () => {
    expect(layersOf(normalizationEverywhere(design([100, 'batch-norm', 'relu', 10]), catalog, false))).toEqual([100, 'relu', 10]);
  });
});

describe('dropout everywhere', () => {
  test('ends each hidden stage, all at one rate', () => {
    const after = dropoutEverywhere(design([100, 'relu', 'dropout', 50, 'relu', 10]), catalog, 0.2);
    expect(layersOf(after)).toEqual([100, 'relu', 'dropout', 50, 'relu', 'dropout', 10]);
    expect(after.document.network.layers.filter(({ type }) => type === 'dropout').map((layer) => layer['rate'])).toEqual([0.2, 0.2]);
    expect(layersOf(dropoutEverywhere(after, catalog, undefined))).toEqual([100, 'relu', 50, 'relu', 10]);
  });
});

test('a repeated block gets what is switched, in all its copies', () => {
  const before = design([100, 'relu', 10]);
  const { design: block, selected } = group(before, [idAt(before, 0), idAt(before, 1)]);
  const three = changeBlock(block, selected[0], { times: 3 });
  const after = dropoutEverywhere(normalizationEverywhere(three, catalog, true), catalog, 0.1);
  expect(layersOf(after)).toEqual([...Array.from({ length: 3 }, () => [100, 'batch-norm', 'relu', 'dropout']).flat(), 10]);
  expect(after.document.editor).toEqual({ blocks: [{ at: 0, length: 4, times: 3 }] });
});

describe('how the switches stand', () => {
  test.each([
    [[100, 'relu', 50, 'relu', 10], { stages: 2, activation: 'relu', normalization: 'none', dropout: 'none', dropoutRate: undefined, init: 'auto' }],
    [[100, 'relu', 'dropout', 50, 'tanh', 10], { activation: null, dropout: 'some', dropoutRate: 0.5 }],
    [[100, 'batch-norm', 50, 'batch-norm', 10], { activation: undefined, normalization: 'all' }],
    [[10], { stages: 0, activation: undefined, normalization: 'none' }],
  ])('%j', (layers, expected) => {
    expect(readSwitches(design(layers), catalog)).toMatchObject(expected);
  });
});
