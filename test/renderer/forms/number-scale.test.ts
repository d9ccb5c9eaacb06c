import { describe, expect, test } from 'vitest';
import { numberScale, parseNumber, places } from '../../../src/renderer/forms/number-scale.ts';
import { integer, number } from '../../../src/shared/schema/kinds/index.ts';

const title = { en: 'x', zh: 'x' };

describe('a logarithmic slider', () => {
  const scale = numberScale(number({ title, min: 0, exclusiveMin: true, scale: 'log', slider: [1e-5, 1] }));
  test('has its decades at equal distances', () => {
    expect([1e-5, 1e-4, 1e-3, 1].map((value) => Math.round(((scale?.toPlace(value) ?? 0) / places) * 100))).toEqual([0, 20, 40, 100]);
  });
  test('gives values of two digits, within what is allowed', () => {
    for (let place = 0; place <= places; place += 7) {
      const value = scale?.fromPlace(place) ?? 0;
      expect(value).toBeGreaterThan(0);
      expect(Number(value.toPrecision(2))).toBe(value);
    }
  });
  test('moves by key through 1, 2 and 5', () => {
    expect([scale?.nudge(0.01, 1, false), scale?.nudge(0.01, -1, false), scale?.nudge(0.01, 1, true)]).toEqual([0.02, 0.005, 0.1]);
  });
});

test('a whole number stays whole, an excluded bound is not reached', () => {
  const units = numberScale(integer({ title, min: 1, scale: 'log', slider: [1, 1000] }));
  expect(Number.isInteger(units?.fromPlace(133))).toBe(true);
  const rate = numberScale(number({ title, min: 0, max: 1, exclusiveMax: true }));
  expect(rate?.fromPlace(places)).toBeLessThan(1);
  expect(rate?.fromPlace(0)).toBe(0);
});

test('a number without a useful range has no slider', () => {
  expect(numberScale(number({ title }))).toBeUndefined();
});

test.each([
  ['0.01', 0.01],
  ['1e-4', 1e-4],
  ['−3', -3],
  ['60,000', 60_000],
  ['.5', 0.5],
  ['0,5', undefined],
  ['abc', undefined],
  ['', undefined],
])('"%s" is read as %s', (text, value) => {
  expect(parseNumber(text)).toBe(value);
});
