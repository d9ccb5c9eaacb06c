import { describe, expect, it } from 'vitest';
import dropout from '../../../src/engine/layers/dropout.ts';
import { expectLayer, runFloat32Layer, runTextbookLayer } from '../support/definitions.ts';

const ones = Array.from({ length: 100 }, () => new Array<number>(100).fill(1));

describe('dropout', () => {
  it('drops the given share of values and doubles the others where half are dropped', () => {
    const { y, dx } = runTextbookLayer(dropout, { options: { rate: 0.5 }, x: ones, y: [], dy: ones });
    const values = Array.from(y);
    expect(new Set(values)).toEqual(new Set([0, 2]));
    expect(values.filter((value) => value === 0).length / values.length).toBeCloseTo(0.5, 1);
    expect(Array.from(dx)).toEqual(values);
  });

  it('drops the same values in both versions, and others in the next step', () => {
    const at = (step: number) => ({ options: { rate: 0.3 }, x: ones, y: [], dy: ones, pass: { seed: 9, step } });
    const kept = (y: ArrayLike<number>) => Array.from(y, (value) => value !== 0);
    expect(kept(runFloat32Layer(dropout, at(4)).y)).toEqual(kept(runTextbookLayer(dropout, at(4)).y));
    expect(kept(runFloat32Layer(dropout, at(4)).dx)).toEqual(kept(runFloat32Layer(dropout, at(4)).y));
    expect(kept(runTextbookLayer(dropout, at(5)).y)).not.toEqual(kept(runTextbookLayer(dropout, at(4)).y));
  });

  it('changes nothing in prediction', () => {
    expectLayer(dropout, { options: { rate: 0.25 }, predict: true, x: [[1, -2, 3]], y: [[1, -2, 3]] });
  });

  it('in the form of the book keeps values as they are in training and scales by 1 − rate in prediction', () => {
    expect(new Set(Array.from(runTextbookLayer(dropout, { options: { rate: 0.5, scaling: 'at-test' }, x: ones, y: [] }).y))).toEqual(new Set([0, 1]));
    expectLayer(dropout, { options: { rate: 0.25, scaling: 'at-test' }, predict: true, x: [[1, -2, 4]], y: [[0.75, -1.5, 3]] });
  });

  it('with rate 0 drops nothing', () => {
    expectLayer(dropout, { options: { rate: 0 }, x: [[1, -2, 3]], y: [[1, -2, 3]], dy: [[4, 5, 6]], dx: [[4, 5, 6]] });
  });
});
