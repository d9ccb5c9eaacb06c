import { describe, expect, test } from 'vitest';
import { axisOf, axisOptions, usualValues, type AxisOption } from '../../../src/renderer/features/design/training/compare-axes.ts';
import { paletteKeys } from '../../../src/renderer/features/design/stack/palette-keys.ts';
import { fileName } from '../../../src/renderer/features/design/files.ts';
import { variantsOver } from '../../../src/shared/design/index.ts';
import { expand } from '../../../src/shared/experiment/index.ts';
import { catalog, design } from '../../shared/design/support.ts';

const now = design([100, 'relu', 'dropout', 10], { optimizer: { type: 'momentum', lr: 0.1 } });
const options = axisOptions(now, catalog, { t: (key, values) => [key.split('.').at(-1), ...Object.values(values ?? {})].join(' '), title: (text) => text.en, layerName: (_, layer) => layer.type });
const option = (key: string): AxisOption => {
  const found = options.find((one) => one.key === key || one.label === key);
  if (!found) throw new Error(`no option ${key} among ${options.map((one) => one.label).join(', ')}`);
  return found;
};

describe('what can be compared over comes from the declarations', () => {
  test.each(['optimizer.lr', 'optimizer.momentum', 'optimizer', 'schedule', 'regularization.l2', 'training.batchSize', 'activation', 'init', 'norm', 'dropout', 'affine: Units', 'dropout: Rate'])('%s', (key) => {
    expect(option(key).key).toBeTruthy();
  });

  test('every option, over the values it offers first, makes runs that can be trained', () => {
    for (const one of options) {
      const axis = axisOf(one, one.kind === 'numbers' ? usualValues(one) : '', one.kind === 'choices' ? one.choices.map(({ value }) => value) : []);
      expect(axis?.values.length, one.key).toBeGreaterThan(1);
      const variants = variantsOver(now, axis ? [axis] : []);
      // A schedule that waits for a validation loss is the plan's business, not the form's.
      expect(expand({ ...now.document, variants }, catalog), one.key).toHaveLength(variants.length);
      expect(new Set(variants.map(({ name }) => name)).size, one.key).toBe(variants.length);
    }
  });

  test('numbers that the declaration refuses are refused', () => {
    expect(axisOf(option('dropout: Rate'), '0.5, 1', [])).toBeUndefined();
    expect(axisOf(option('affine: Units'), '10.5', [])).toBeUndefined();
    expect(axisOf(option('optimizer.lr'), 'fast', [])).toBeUndefined();
    expect(axisOf(option('optimizer.lr'), '0.1, 1e-2', [])?.values.map(({ name }) => name)).toEqual(['lr 0.1', 'lr 0.01']);
  });
});

test('every layer of the catalog has a key of its own', () => {
  const keys = paletteKeys(catalog.layer);
  expect(keys.get('affine')).toBe('A');
  expect(keys.get('relu')).toBe('R');
  expect(keys.get('batch-norm')).toBe('B');
  expect(keys.size).toBe(catalog.layer.length);
  expect(new Set(keys.values()).size).toBe(keys.size);
});

test.each([
  ['Two layers', 'Two-layers.descent.json'],
  ['  a/b\\c:*? ', 'a-b-c.descent.json'],
  ['四种 优化器', '四种-优化器.descent.json'],
  ['...', 'experiment.descent.json'],
])('the document %j is saved as %s', (name, expected) => {
  expect(fileName({ name })).toBe(expected);
});
