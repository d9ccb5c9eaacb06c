import { expect, test } from 'vitest';
import { getAt, setAt } from '../../../src/shared/experiment/index.ts';

const value = { a: { list: [{ x: 1 }, { x: 2 }] }, b: 3 };

test('values are read at dotted paths with list positions', () => {
  expect(getAt(value, 'a.list.1.x')).toBe(2);
  expect(getAt(value, 'a.list.5.x')).toBeUndefined();
  expect(getAt(value, 'a.toString')).toBeUndefined();
});

test('replacing copies only the way to the value', () => {
  const next = setAt(value, 'a.list.1.x', 9);
  expect(next).toEqual({ a: { list: [{ x: 1 }, { x: 9 }] }, b: 3 });
  expect(next?.a.list[0]).toBe(value.a.list[0]);
  expect(value.a.list[1]?.x).toBe(2);
});

test('objects on the way are made, lists are not grown, and nothing leads through a number', () => {
  expect(setAt<object>(value, 'c.d', 1)).toEqual({ ...value, c: { d: 1 } });
  expect(setAt(value, 'a.list.2', {})).toBeUndefined();
  expect(setAt(value, 'b.x', 1)).toBeUndefined();
  expect(setAt(value, '__proto__.polluted', 1)).toBeUndefined();
});
