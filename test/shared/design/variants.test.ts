import { describe, expect, test } from 'vitest';
import { activationForAll, changesBetween, designOf, normalizationEverywhere, numbersFrom, runCount, setOption, setValue, valuesAround, variantsOver, withVariants, type Axis } from '../../../src/shared/design/index.ts';
import { expand } from '../../../src/shared/experiment/index.ts';
import { catalog, design, idAt } from './support.ts';

const base = design([10, 'relu', 10]);
const lr: Axis = { values: [0.1, 0.01].map((value) => ({ name: `lr ${value}`, apply: (now) => setValue(now, 'optimizer.lr', value) })) };
const units: Axis = { values: [50, 100, 200].map((value) => ({ name: `${value} units`, apply: (now) => setOption(now, idAt(now, 0), 'units', value) })) };
const norm: Axis = { values: [true, false].map((on) => ({ name: on ? 'with BN' : 'without BN', apply: (now) => normalizationEverywhere(now, catalog, on) })) };
const activation: Axis = { values: ['relu', 'sigmoid'].map((type) => ({ name: type, apply: (now) => activationForAll(now, catalog, type) })) };

test('two parameters make a grid whose runs are trained with their values', () => {
  const document = withVariants({ ...base.document, repeats: 2 }, variantsOver(base, [lr, units]));
  expect(runCount(document)).toBe(12);
  const runs = expand(document, catalog);
  expect(runs).toHaveLength(12);
  expect(runs[0]).toMatchObject({ variant: 'lr 0.1, 50 units', seed: 0, document: { optimizer: { lr: 0.1 }, network: { layers: [{ units: 50 }, {}, { units: 10 }] } } });
  expect(runs.at(-1)).toMatchObject({ variant: 'lr 0.01, 200 units', seed: 1 });
});

test('a variant sets single numbers where the form stays', () => {
  expect(variantsOver(base, [lr, units])[1]?.set).toEqual({ 'optimizer.lr': 0.1, 'network.layers.0.units': 100 });
});

test('changes of the whole network go together in a grid', () => {
  const runs = expand(withVariants(base.document, variantsOver(base, [activation, norm])), catalog);
  expect(runs.map(({ document }) => document.network.layers.map(({ type }) => type).join(' '))).toEqual([
    'affine batch-norm relu affine',
    'affine relu affine',
    'affine batch-norm sigmoid affine',
    'affine sigmoid affine',
  ]);
});

test('the value there already is needs nothing set', () => {
  expect(variantsOver(base, [activation])[0]).toEqual({ name: 'relu', set: {} });
});

test('an axis without values is left out, and without any there are no variants', () => {
  expect(variantsOver(base, [lr, { values: [] }]).map(({ name }) => name)).toEqual(['lr 0.1', 'lr 0.01']);
  expect(variantsOver(base, [])).toEqual([]);
  expect(withVariants({ ...base.document, variants: [{ name: 'a', set: {} }] }, [])).not.toHaveProperty('variants');
});

describe('what turns one document into another', () => {
  test('another type is a whole object', () => {
    expect(changesBetween(base.document, setValue(base, 'optimizer', { type: 'adam', lr: 0.001 }).document)).toEqual({ optimizer: { type: 'adam', lr: 0.001 } });
  });

  test('where a key is left out, the object around it is set whole', () => {
    const data = { source: 'digits', validation: 0.1, scaling: 'unit' };
    expect(base.document.data).toHaveProperty('seed');
    expect(changesBetween(base.document, setValue(base, 'data', data).document)).toEqual({ data });
  });

  test('applied as a variant it gives that very document', () => {
    const to = designOf(JSON.parse(JSON.stringify(setValue(setValue(base, 'training.iterations', 50), 'network.init', { scheme: 'normal', std: 0.1 }).document)));
    const [run] = expand({ ...base.document, variants: [{ name: 'a', set: changesBetween(base.document, to.document) }] }, catalog);
    expect(run?.document).toEqual(to.document);
  });
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
  [0, { log: true, integer: false }, [0, 0.0001, 0.001]],
])('values offered around %d', (value, options, expected) => {
  expect(valuesAround(value, options)).toEqual(expected);
});
