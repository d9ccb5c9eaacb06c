import { describe, expect, it } from 'vitest';
import { describeCatalog } from '../../../src/engine/catalog.ts';
import { searchProblems } from '../../../src/engine/search/check.ts';
import { goTogether, searchables, spaceOf, type Searchable } from '../../../src/renderer/features/sweeps/searchable.ts';
import { runDocument } from '../../engine/support/documents.ts';

const catalog = describeCatalog();
const hidden = (units: number) => [{ type: 'affine', units }, { type: 'relu' }];
const document = runDocument({ data: { source: 'spiral', validation: 0.2 }, network: { layers: [...hidden(30), ...hidden(20), { type: 'affine', units: 3 }] }, training: { batchSize: 10, epochs: 3 } });

const find = (all: readonly Searchable[], path: string): Searchable => {
  const found = all.find((one) => one.path === path);
  if (!found) throw new Error(`${path} can't be searched`);
  return found;
};
const choosing = (...types: string[]): Searchable => ({ path: 'optimizer', distribution: { distribution: 'choice', values: types.map((type) => ({ type })) } });

describe('what a new sweep can search', () => {
  it('has each parameter once, and not the width of the last layer', () => {
    const paths = searchables(document, catalog, ['sgd', 'momentum', 'adam']).map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths).toEqual(expect.arrayContaining(['optimizer.lr', 'network.layers.0.units', 'network.layers.2.units', 'regularization.l2', 'training.batchSize', 'optimizer', 'network.init']));
    expect(paths).not.toContain('network.layers.4.units');
  });

  it('has the number of hidden layers: the first stays, the last is repeated', () => {
    const { distribution } = find(searchables(document, catalog), 'network.layers');
    const widths = distribution.distribution === 'choice' ? distribution.values.map((layers) => (layers as { units?: number }[]).flatMap(({ units }) => units ?? [])) : [];
    expect(widths).toEqual([[30, 3], [30, 20, 3], [30, 20, 20, 3], [30, 20, 20, 20, 3], [30, 20, 20, 20, 20, 3], [30, 20, 20, 20, 20, 20, 3]]);
    expect(searchables(runDocument({ network: { layers: [{ type: 'affine', units: 3 }] } }), catalog).map(({ path }) => path)).not.toContain('network.layers');
  });

  it('has parameters of every optimizer that is searched, each where it belongs', () => {
    const chosen = [choosing('sgd', 'momentum', 'nesterov', 'rmsprop')];
    const all = searchables(document, catalog, ['sgd', 'momentum', 'nesterov', 'rmsprop']);
    const space = spaceOf([...chosen, ...['optimizer.lr', 'optimizer.momentum', 'optimizer.decay'].map((path) => find(all, path))], catalog);
    expect(space['optimizer.lr']?.when).toBeUndefined();
    expect(space['optimizer.momentum']?.when).toEqual({ path: 'optimizer.type', oneOf: ['momentum', 'nesterov'] });
    expect(space['optimizer.decay']?.when).toEqual({ path: 'optimizer.type', equals: 'rmsprop' });
    expect(spaceOf([choosing('sgd'), find(all, 'optimizer.momentum')], catalog)).not.toHaveProperty('optimizer.momentum');
  });

  it('can be searched: all of it at once, layers or what is in them', () => {
    const types = catalog.optimizer.map(({ type }) => type);
    const all = searchables(document, catalog, types);
    const layers = find(all, 'network.layers');
    for (const chosen of [all.filter((one) => goTogether(one, layers)), all.filter(({ path }) => path !== 'network.layers')]) {
      const search = { method: 'random', trials: 10, metric: 'validationAccuracy', goal: 'maximize', space: spaceOf(chosen, catalog) } as const;
      expect(searchProblems({ ...document, search }, catalog)).toEqual([]);
    }
  });
});
