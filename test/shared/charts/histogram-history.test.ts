import { expect, test } from 'vitest';
import { histogramHistory } from '../../../src/shared/charts/histogram-history.ts';

const histogram = (low: number, high: number, counts: number[]) => ({ low, high, counts, zeros: 0, total: counts.reduce((a, b) => a + b, 0) });

test('histograms of different ranges stand on one, each against its own fullest bin', () => {
  const { low, high, columns } = histogramHistory([histogram(0, 1, [4, 4]), histogram(0, 2, [1, 2, 0, 4])], 4);
  expect([low, high]).toEqual([0, 2]);
  expect([...(columns[0] ?? [])]).toEqual([1, 1, 0, 0]);
  expect([...(columns[1] ?? [])]).toEqual([0.25, 0.5, 0, 1]);
});

test('a wide bin is spread over the bins it covers', () => {
  expect([...(histogramHistory([histogram(0, 4, [2, 1])], 4).columns[0] ?? [])]).toEqual([1, 1, 0.5, 0.5]);
});

test('one wild moment among many does not flatten the others: it piles up at the end', () => {
  const { low, high, columns } = histogramHistory([...Array.from({ length: 40 }, () => histogram(-1, 1, [1, 2, 1])), histogram(-1000, 1000, [1, 2, 1])], 8);
  expect([low, high]).toEqual([-1, 1]);
  expect(columns.at(-1)?.[0]).toBeGreaterThan(0);
});

test('all zeros, values that are all equal and numbers that are none draw nothing or one bin, and never fail', () => {
  expect(histogramHistory([histogram(0, 0, [0, 0])], 4).columns.map((column) => [...column])).toEqual([[0, 0, 0, 0]]);
  expect(Math.max(...(histogramHistory([histogram(3, 3, [5, 0])], 4).columns[0] ?? []))).toBe(1);
  expect([...(histogramHistory([histogram(NaN, NaN, [1, 1])], 2).columns[0] ?? [])]).toEqual([0, 0]);
  expect(histogramHistory([], 4).columns).toEqual([]);
});
