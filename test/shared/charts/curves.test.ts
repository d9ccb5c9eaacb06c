import { describe, expect, test } from 'vitest';
import { nearest, quantile, sample, smooth, type Curve } from '../../../src/shared/charts/curves.ts';
import { bandOf, groupCurve } from '../../../src/shared/charts/group-curves.ts';

const curve = (values: number[], every = 1): Curve => ({ steps: values.map((_, index) => (index + 1) * every), values, min: values, max: values });

describe('the moving average', () => {
  test('starts without bias: the first value is shown as it is', () => {
    expect(smooth([1, 2, 3], [5, 5, 5], 0.98)).toEqual([5, 5, 5].map((value): unknown => expect.closeTo(value, 10)));
  });

  test('is the definition that the tooltip gives', () => {
    const w = 0.9;
    const values = [3, 1, 2];
    let s = 0;
    const expected = values.map((x, index) => {
      s = w * s + (1 - w) * x;
      return s / (1 - w ** (index + 1));
    });
    smooth([1, 2, 3], values, w).forEach((value, index) => expect(value).toBeCloseTo(expected[index] ?? NaN, 12));
  });

  test('forgets as much over a gap as over the steps in it', () => {
    const dense = smooth([1, 2, 3, 4, 5], [1, 0, 0, 0, 0], 0.5).at(-1) ?? NaN;
    const sparse = smooth([1, 5], [1, 0], 0.5).at(-1) ?? NaN;
    // The first point of the sparse curve stands for four steps, so that it weighs more; what follows fades alike.
    expect(sparse).toBeGreaterThan(0);
    const before = smooth([1, 2, 3, 4], [1, 0, 0, 0], 0.5).at(-1) ?? NaN;
    expect(dense / before).toBeCloseTo(0.5 * ((1 - 0.5 ** 4) / (1 - 0.5 ** 5)), 12);
  });

  test('keeps its value where there is none', () => {
    expect(smooth([1, 2, 3], [4, NaN, 4], 0.9)[1]).toBeCloseTo(4, 12);
  });
});

describe('down-sampling', () => {
  test('keeps a single spike among ten thousand points', () => {
    const values = Array.from({ length: 10_000 }, () => 1);
    values[7_321] = 99;
    const drawn = sample(curve(values), values, 0, 10_000, 200);
    expect(drawn.reduced).toBe(true);
    expect(drawn.steps.length).toBeLessThanOrEqual(202);
    expect(Math.max(...drawn.max)).toBe(99);
  });

  test('leaves a short curve as it is', () => {
    const drawn = sample(curve([3, 2, 1]), [3, 2, 1], 0, 10, 100);
    expect(drawn).toMatchObject({ reduced: false, steps: [1, 2, 3], values: [3, 2, 1] });
  });

  test('steps over gaps', () => {
    const drawn = sample({ steps: [1, 2, 3, 4], values: [1, NaN, 3, 4], min: [1, NaN, 3, 4], max: [1, NaN, 3, 4] }, [1, 1, 3, 4], 0, 4, 2);
    expect(Math.max(...drawn.max)).toBe(4);
  });
});

test('the nearest point is found by its step', () => {
  expect([nearest([10, 20, 30], 14), nearest([10, 20, 30], 16), nearest([10, 20, 30], 99), nearest([], 5)]).toEqual([0, 1, 2, -1]);
});

test('a quantile leaves out what is no number', () => {
  expect(quantile([NaN, 4, 1, Infinity, 3, 2], 0.5)).toBe(3);
  expect(quantile([], 0.5)).toBeNaN();
});

describe('a group of seeds', () => {
  test('has the mean of its curves and their standard deviation around it', () => {
    const group = groupCurve({ curves: [curve([1, 2]), curve([3, 4])], scales: [1, 1], smoothing: 0, band: 'sd', places: 100 });
    expect(group.mean).toEqual([2, 3]);
    expect((group.high[0] ?? 0) - 2).toBeCloseTo(Math.SQRT2, 12);
    expect(group.counts).toEqual([2, 2]);
  });

  test('meets on a common grid where the steps differ', () => {
    const group = groupCurve({ curves: [curve([0, 10], 10), curve([0, 5, 10, 15, 20], 4)], scales: [1, 1], smoothing: 0, band: 'range', places: 11 });
    expect(group.x.length).toBe(11);
    expect(group.x[0]).toBe(10);
    expect(group.x.at(-1)).toBe(20);
  });

  test('of one has no band', () => {
    expect(bandOf([0.97], 0.97, 'sd')).toEqual([0.97, 0.97]);
  });
});
