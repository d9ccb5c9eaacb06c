import { expect, test } from 'vitest';
import { findPlace, readJson } from '../../../src/renderer/features/design/code/json-places.ts';

const text = `{
  "name": "x",
  "network": {
    "layers": [
      { "type": "affine", "units": 10 },
      { "type": "rellu" }
    ]
  }
}`;

test.each([
  ['name', 2, '"name": "x"'],
  ['network.layers.0.units', 5, '"units": 10'],
  ['network.layers.1.type', 6, '"type": "rellu"'],
  ['network.layers', 4, '"layers"'],
  ['network.layers.1', 6, '{'],
  ['', 1, '{'],
])('the problem at %j stands on line %d', (path, line, marked) => {
  const place = findPlace(text, path);
  expect(place?.line).toBe(line);
  expect(text.slice(place?.from, place?.to)).toBe(marked);
});

test('a key that is missing is marked at what should hold it', () => {
  expect(findPlace(text, 'network.loss.type')?.line).toBe(3);
  expect(findPlace(text, 'training.epochs')?.line).toBe(1);
});

test.each([
  ['{ "a": 1,\n  "b" 2 }', 2],
  ['{ "a": [1, 2 }', 1],
  ['', 1],
  ['// no comments\n{}', 1],
])('what is no JSON is told with its line: %j', (broken, line) => {
  const { errors, value } = readJson(broken);
  expect(value).toBeUndefined();
  expect(errors[0]?.line).toBe(line);
});

test('JSON is read as it is', () => {
  expect(readJson(text)).toEqual({ value: JSON.parse(text), errors: [] });
});
