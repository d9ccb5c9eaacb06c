import { expect, test } from 'vitest';
import { numbersFrom, runCount, valuesAround, variantsOver, withVariants } from '../../../src/shared/design/index.ts';
import { expand } from '../../../src/shared/experiment/index.ts';
import { catalog, design } from './support.ts';

const lr = { name: 'lr', values: [0.1, 0.01].map((value) => ({ name: `lr ${value}`, set: { 'optimizer.lr': value } })) };
const units = { name: 'units', values: [50, 100, 200].map((value) => ({ name: `${value} units`, set: { 'network.layers.0.units': value } })) };

test('two parameters make a grid whose runs are trained with their values', () => {
  const document = withVariants({ ...design([10, 'relu', 10]).document, repeats: 2 }, variantsOver([lr, units]));
  expect(runCount(document)).toBe(12);
  const runs = expand(document, catalog);
  expect(runs).toHaveLength(12);
  expect(runs[0]).toMatchObject({ variant: 'lr 0.1, 50 units', seed: 0, document: { optimizer: { lr: 0.1 }, network: { layers: [{ units: 50 }, {}, { units: 10 }] } } });
  expect(runs.at(-1)).toMatchObject({ variant: 'lr 0.01, 200 units', seed: 1 });
});

test('an axis without values is left out, and without any there are no variants', () => {
  expect(variantsOver([lr, { name: 'x', values: [] }]).map(({ name }) => name)).toEqual(['lr 0.1', 'lr 0.01']);
  expect(variantsOver([])).toEqual([]);
  expect(withVariants({ ...design([10]).document, variants: [{ name: 'a', set: {} }] }, [])).not.toHaveProperty('variants');
});

test.each([
  ['0.1, 0.01 0.001', [0.1, 0.01, 0.001]],
  ['1e-3；1e−4', [0.001, 0.0001]],
  ['5, 5', [5]],
  ['', []],
  ['a, 1', undefined],
])('numbers typed as %j', (text, expected) => {
  expect(numbersFrom(text)).toEqual(expected);
});

test.each([
  [0.01, { log: true, integer: false }, [0.001, 0.01, 0.1]],
  [100, { log: true, integer: true }, [50, 100, 200]],
  [0.5, { log: false, integer: false, max: 0.9 }, [0.25, 0.5]],
  [0, { log: false, integer: false }, [0, 0.1, 0.2]],
])('values offered around %d', (value, options, expected) => {
  expect(valuesAround(value, options)).toEqual(expected);
});
