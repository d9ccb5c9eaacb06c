import { describe, expect, it } from 'vitest';
import { describeCatalog } from '../../../src/engine/catalog.ts';
import { searchProblems } from '../../../src/engine/search/check.ts';
import { parseExperiment } from '../../../src/shared/experiment/check.ts';
import type { Language } from '../../../src/shared/schema/localized.ts';

const catalog = describeCatalog();
const document = {
  format: 'descent/experiment@1',
  name: 'Search',
  data: { source: 'digits', validation: 0.2 },
  network: { layers: [{ type: 'affine', units: 20 }, { type: 'relu' }, { type: 'affine', units: 10 }] },
  optimizer: { type: 'sgd', lr: 0.01 },
  training: { epochs: 10 },
};
const lr = { 'optimizer.lr': { distribution: 'log-uniform', low: 1e-4, high: 1 } };
const search = (change: object = {}) => ({ method: 'random', trials: 20, space: lr, ...change });

const problems = (searchSection: object, rest: object = {}, language: Language = 'en') =>
  searchProblems(parseExperiment({ ...document, ...rest, search: searchSection }, catalog, language), catalog, language).map(({ path, message }) => [path, message]);

describe('a search that can be run', () => {
  it.each([
    ['the learning rate', search()],
    ['a validation loss to be minimized', search({ metric: 'validationLoss', goal: 'minimize' })],
    ['units and whole lists of layers', search({ space: { 'network.layers': { distribution: 'choice', values: [document.network.layers, [{ type: 'affine', units: 10 }]] }, 'network.layers.0.units': { distribution: 'log-integer', low: 10, high: 100 } } })],
    ['optimizers with parameters of their own', search({ space: { optimizer: { distribution: 'choice', values: [{ type: 'sgd' }, { type: 'momentum' }] }, ...lr, 'optimizer.momentum': { distribution: 'uniform', low: 0.5, high: 0.99, when: { path: 'optimizer.type', equals: 'momentum' } } } })],
    ['a parameter that several of the choices have', search({ space: { optimizer: { distribution: 'choice', values: [{ type: 'sgd' }, { type: 'momentum' }, { type: 'nesterov' }] }, 'optimizer.momentum': { distribution: 'uniform', low: 0.5, high: 0.99, when: { path: 'optimizer.type', oneOf: ['momentum', 'nesterov'] } } } })],
    ['trials given up by Hyperband', search({ pruning: { method: 'hyperband' } })],
  ])('%s', (_, section) => {
    expect(problems(section)).toEqual([]);
  });
});

describe('a search that cannot be run is refused with what to change', () => {
  it.each([
    ['no validation set', search(), { data: { source: 'digits' } }, 'data.validation', /share above 0, such as 0\.2: .*the test worthless, got 0/],
    ['a goal against the metric', search({ metric: 'validationLoss' }), {}, 'search.goal', /"minimize"/],
    ['nothing to search', search({ space: {} }), {}, 'search.space', /at least one parameter/],
    ['a path that leads nowhere', search({ space: { 'optimizer.rate': lr['optimizer.lr'] } }), {}, 'search.space.optimizer.rate.low', /no such key.*optimizer|optimizer\.rate/],
    ['an end out of range', search({ space: { 'optimizer.lr': { distribution: 'uniform', low: -1, high: 1 } } }), {}, 'search.space.optimizer.lr.low', /got -1/],
    ['broken numbers where whole ones belong', search({ space: { 'network.layers.0.units': { distribution: 'uniform', low: 10, high: 20 } } }), {}, 'search.space.network.layers.0.units', /whole number/],
    ['a parameter that not every choice has', search({ space: { optimizer: { distribution: 'choice', values: [{ type: 'momentum' }, { type: 'sgd' }] }, 'optimizer.momentum': { distribution: 'uniform', low: 0.5, high: 0.9 } } }), {}, 'search.space.optimizer.momentum.low', /momentum/],
    ['the data', search({ space: { 'data.take': { distribution: 'integer', low: 10, high: 100 } } }), {}, 'search.space.data.take', /same data/],
    ['pruning without epochs', search({ pruning: { method: 'hyperband' } }), { training: { iterations: 100 } }, 'training.epochs', /length in epochs/],
    ['pruning of trials too short for it', search({ pruning: { method: 'hyperband', minEpochs: 10 } }), {}, 'search.pruning.minEpochs', /fewer epochs than the 10/],
    ['a grid larger than its trials', search({ method: 'grid', trials: 1 }), {}, 'search.trials', /has 2 trials, got 1/],
  ])('%s', (_, section, rest, path, message) => {
    const found = problems(section, rest);
    expect(found[0]?.[0]).toBe(path);
    expect(found[0]?.[1]).toMatch(message);
  });

  it('in Chinese too', () => {
    expect(problems(search(), { data: { source: 'digits' } }, 'zh')[0]?.[1]).toMatch(/^data\.validation：应为大于 0 的比例/);
  });

  it('the test set as judge is refused by the form already', () => {
    expect(() => problems(search({ metric: 'testAccuracy' }))).toThrow(/search\.metric: .*never judged on the test set/);
  });
});
