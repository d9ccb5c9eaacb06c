import { expect, test } from 'vitest';
import { describeCatalog } from '../../../src/engine/catalog.ts';
import { comparedPositions, slotAt } from '../../../src/shared/experiment/slots.ts';

const catalog = describeCatalog();
const of = (...types: string[]) => types.map((type) => ({ 'optimizer.type': type, 'optimizer.lr': 0.1 }));

test('optimizers that are compared keep the places they declare, whatever their order', () => {
  expect(comparedPositions(catalog, of('sgd', 'momentum', 'adagrad', 'adam', 'rmsprop', 'nesterov'))).toEqual([1, 0, 2, 3, 4, 5]);
  expect(comparedPositions(catalog, of('adam', 'sgd'))).toEqual([3, 1]);
});

test('settings of one optimizer take their turn', () => {
  expect(comparedPositions(catalog, of('adam', 'adam'))).toEqual([undefined, undefined]);
  expect(comparedPositions(catalog, [{ 'network.init.scheme': 'he-normal' }, { 'network.init.scheme': 'zeros' }])).toEqual([undefined, undefined]);
});

test('no two types of a slot declare one place, and all places are in the palette', () => {
  for (const [slot, definitions] of Object.entries(catalog)) {
    const places = definitions.flatMap(({ series }) => series ?? []);
    expect(new Set(places).size, slot).toBe(places.length);
    expect(places.every((place) => place >= 1 && place <= 8), slot).toBe(true);
  }
});

test('sections are found by their path, those of layers by their position', () => {
  expect(slotAt('optimizer')).toBe('optimizer');
  expect(slotAt('network.layers.12')).toBe('layer');
  expect(slotAt('network.layers.0.init')).toBe('initializer');
  expect(slotAt('toString')).toBeUndefined();
});
