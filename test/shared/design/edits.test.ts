import { describe, expect, test } from 'vitest';
import {
  below, canGroup, changeBlock, designOf, duplicate, findItem, flatten, group, insert, layerItem, move, nudge, positionsOf, remove, setOption, setValue, ungroup, withOutline, type Design,
} from '../../../src/shared/design/index.ts';
import { checkExperiment, expand } from '../../../src/shared/experiment/index.ts';
import { catalog, design, idAt, layersOf } from './support.ts';

const dropout = () => layerItem({ type: 'dropout', rate: 0.5, scaling: 'inverted' });

/** What must hold after every edit: the document is the outline, flat, and valid. */
function agree(edited: Design): Design {
  expect(edited.document.network.layers).toEqual(flatten(edited.outline).map(({ item }) => item.layer));
  expect(checkExperiment(edited.document, catalog).problems).toEqual([]);
  expect(designOf(edited.document).document).toEqual(edited.document);
  return edited;
}

describe('single layers', () => {
  test('an insertion leaves the design it came from untouched', () => {
    const before = design([100, 'relu', 10]);
    const { design: after, selected } = insert(before, [dropout()], { index: 2 });
    expect(layersOf(agree(after))).toEqual([100, 'relu', 'dropout', 10]);
    expect(layersOf(before)).toEqual([100, 'relu', 10]);
    expect(selected).toEqual([idAt(after, 2)]);
  });

  test('something new goes below the last selected layer, or to the end', () => {
    const before = design([100, 'relu', 10]);
    expect(below(before.outline, [idAt(before, 0), idAt(before, 1)])).toEqual({ index: 2 });
    expect(below(before.outline, [])).toEqual({ index: 3 });
  });

  test.each([
    ['down past one', [0], 2, ['relu', 100, 10]],
    ['to the end', [0], 3, ['relu', 10, 100]],
    ['to the start', [2], 0, [10, 100, 'relu']],
    ['onto its own place', [1], 1, [100, 'relu', 10]],
    ['two that stand apart', [0, 2], 2, ['relu', 100, 10]],
  ])('moves %s', (_, from, index, expected) => {
    const before = design([100, 'relu', 10]);
    expect(layersOf(agree(move(before, from.map((position) => idAt(before, position)), { index }).design))).toEqual(expected);
  });

  test('nudging at the edge of the stack changes nothing', () => {
    const before = design([100, 'relu', 10]);
    expect(nudge(before, [idAt(before, 0)], -1).design).toBe(before);
    expect(layersOf(nudge(before, [idAt(before, 0)], 1).design)).toEqual(['relu', 100, 10]);
  });

  test('several layers are duplicated together below the last, and the copies are selected', () => {
    const before = design([100, 'relu', 10]);
    const { design: after, selected } = duplicate(before, [idAt(before, 0), idAt(before, 1)]);
    expect(layersOf(agree(after))).toEqual([100, 'relu', 100, 'relu', 10]);
    expect(selected).toEqual([idAt(after, 2), idAt(after, 3)]);
    expect(new Set(flatten(after.outline).map(({ item }) => item.id)).size).toBe(5);
  });

  test('after a deletion the layer that moved up is selected, at the end the one above', () => {
    const before = design([100, 'relu', 10]);
    const middle = remove(before, [idAt(before, 1)]);
    expect(layersOf(middle.design)).toEqual([100, 10]);
    expect(middle.selected).toEqual([idAt(before, 2)]);
    expect(remove(before, [idAt(before, 2)]).selected).toEqual([idAt(before, 1)]);
    expect(remove(before, [0, 1, 2].map((position) => idAt(before, position)))).toMatchObject({ selected: [], design: { outline: [] } });
  });

  test('an option is set, and taken out with undefined', () => {
    const before = design([100, 10]);
    const withInit = setOption(before, idAt(before, 0), 'init', { scheme: 'normal', std: 1 });
    expect(agree(withInit).document.network.layers[0]).toEqual({ type: 'affine', units: 100, init: { scheme: 'normal', std: 1 } });
    expect(setOption(withInit, idAt(before, 0), 'init', undefined).document).toEqual(before.document);
  });

  test('setting iterations takes epochs out', () => {
    const { training } = agree(setValue(design([10]), 'training.iterations', 500)).document;
    expect(training).toMatchObject({ iterations: 500 });
    expect(training).not.toHaveProperty('epochs');
  });
});

describe('repeated blocks', () => {
  const grouped = () => {
    const before = design([100, 'batch-norm', 'relu', 10]);
    const { design: block, selected } = group(before, [0, 1, 2].map((position) => idAt(before, position)));
    return { block, id: selected[0] };
  };

  test('a block is trained as its layers, as often as it is repeated', () => {
    const { block, id } = grouped();
    expect(block.document.editor).toEqual({ blocks: [{ at: 0, length: 3, times: 1 }] });
    const four = agree(changeBlock(block, id, { times: 4 }));
    expect(layersOf(four)).toEqual([...Array.from({ length: 4 }, () => [100, 'batch-norm', 'relu']).flat(), 10]);
    expect(four.document.editor).toEqual({ blocks: [{ at: 0, length: 3, times: 4 }] });
    expect(positionsOf(four.outline, idAt(four, 0))).toEqual([0, 3, 6, 9]);
  });

  test('it survives being written and read, and its runs know nothing of it', () => {
    const { block, id } = grouped();
    const four = changeBlock(block, id, { times: 4, name: 'Hidden', collapsed: true });
    const read = designOf(JSON.parse(JSON.stringify(four.document)));
    expect(read.outline[0]).toMatchObject({ kind: 'block', times: 4, name: 'Hidden', collapsed: true });
    const [run] = expand(four.document, catalog);
    expect(run?.document).not.toHaveProperty('editor');
    expect(run?.document.network.layers).toHaveLength(13);
  });

  test('an option of one of its layers is the option of all copies', () => {
    const { block, id } = grouped();
    const three = changeBlock(block, id, { times: 3 });
    expect(layersOf(agree(setOption(three, idAt(three, 0), 'units', 64)))).toEqual([...Array.from({ length: 3 }, () => [64, 'batch-norm', 'relu']).flat(), 10]);
  });

  test('opening it leaves its layers as often as they were trained', () => {
    const { block, id } = grouped();
    const two = changeBlock(block, id, { times: 2 });
    const { design: open } = ungroup(two, id);
    expect(layersOf(agree(open))).toEqual(layersOf(two));
    expect(open.document).not.toHaveProperty('editor');
  });

  test('layers that already repeat become one block of so many', () => {
    const before = design([100, 'relu', 100, 'relu', 100, 'relu', 10]);
    const { design: after } = group(before, [0, 1, 2, 3, 4, 5].map((position) => idAt(before, position)));
    expect(after.outline[0]).toMatchObject({ kind: 'block', times: 3, items: [{ layer: { units: 100 } }, { layer: { type: 'relu' } }] });
    expect(layersOf(agree(after))).toEqual(layersOf(before));
  });

  test('only neighbours outside of blocks can be grouped', () => {
    const before = design([100, 'relu', 10]);
    expect(canGroup(before.outline, [idAt(before, 0), idAt(before, 1)])).toBe(true);
    expect(canGroup(before.outline, [idAt(before, 0), idAt(before, 2)])).toBe(false);
    expect(canGroup(before.outline, [])).toBe(false);
    const { block } = grouped();
    expect(canGroup(block.outline, [idAt(block, 0), idAt(block, 1)])).toBe(false);
  });

  test('a layer walks into an open block, through it and out again', () => {
    const start = grouped();
    const four = changeBlock(start.block, start.id, { times: 2 });
    const last = idAt(four, 6);
    const inside = agree(nudge(four, [last], -1).design);
    expect(layersOf(inside)).toEqual([100, 'batch-norm', 'relu', 10, 100, 'batch-norm', 'relu', 10]);
    expect(agree(nudge(inside, [last], 1).design).document).toEqual(four.document);
  });

  test('a block from which every layer was taken is gone', () => {
    const { block, id } = grouped();
    const inner = [0, 1, 2].map((position) => idAt(block, position));
    expect(layersOf(agree(remove(block, inner).design))).toEqual([10]);
    expect(agree(withOutline(block, block.outline)).outline.some((item) => item.id === id)).toBe(true);
  });

  test('a block whose copies were changed by hand is shown as single layers', () => {
    const { block, id } = grouped();
    const two = changeBlock(block, id, { times: 2 });
    const text = JSON.parse(JSON.stringify(two.document));
    text.network.layers[3].units = 99;
    expect(designOf(text).outline.every(({ kind }) => kind === 'layer')).toBe(true);
  });

  test('a block dropped into a block is opened', () => {
    const { block, id } = grouped();
    const other = group(block, [idAt(block, 3)]);
    const merged = move(other.design, other.selected, { index: 3, block: id });
    expect(layersOf(agree(merged.design))).toEqual([100, 'batch-norm', 'relu', 10]);
    expect(merged.design.document.editor).toEqual({ blocks: [{ at: 0, length: 4, times: 1 }] });
  });
});

describe('what variants and searches say about layers follows these', () => {
  const variants = [{ name: 'narrow', set: { 'network.layers.2.units': 5, 'optimizer.lr': 0.1 } }];

  test('when something is put in front, they speak of the next position', () => {
    const before = design([100, 'relu', 10], { variants });
    const after = agree(insert(before, [dropout()], { index: 1 }).design);
    expect(after.document.variants?.[0]?.set).toEqual({ 'network.layers.3.units': 5, 'optimizer.lr': 0.1 });
  });

  test('when the layer is deleted, what was said about it goes too', () => {
    const before = design([100, 'relu', 10], { variants });
    expect(remove(before, [idAt(before, 2)]).design.document.variants?.[0]?.set).toEqual({ 'optimizer.lr': 0.1 });
  });

  test('searched spaces follow as well', () => {
    const before = design([100, 'relu', 10], { data: { source: 'digits', validation: 0.2 }, search: { method: 'random', trials: 3, space: { 'network.layers.0.units': { distribution: 'integer', low: 10, high: 50 } } } });
    expect(Object.keys(move(before, [idAt(before, 0)], { index: 3 }).design.document.search?.space ?? {})).toEqual(['network.layers.2.units']);
  });
});

test('a document changed by hand keeps the ids of the layers that are still there', () => {
  const before = design([100, 'relu', 50, 'relu', 10]);
  const text = JSON.parse(JSON.stringify(before.document));
  text.network.layers.splice(2, 1);
  const after = designOf(text, before);
  expect(after.outline.map(({ id }) => id)).toEqual([0, 1, 3, 4].map((position) => idAt(before, position)));
  text.network.layers[0].units = 7;
  expect(idAt(designOf(text, after), 0)).toBe(idAt(before, 0));
  expect(findItem(after.outline, idAt(before, 2))).toBeUndefined();
});
