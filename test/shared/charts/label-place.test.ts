import { describe, expect, test } from 'vitest';
import { placeLabel } from '../../../src/shared/charts/label-place.ts';
import type { ChartLine, LineChartSpec } from '../../../src/shared/charts/line-chart.ts';

const margin = { left: 52, right: 20, top: 10, bottom: 28 };
const text = 'lowest 0.2596';

/** Curves over 100 steps on an axis from 0 to 1, in a plot 700 pixels wide. */
function sideOf(at: number, ...curves: ((step: number) => number)[]): string {
  const x = Array.from({ length: 101 }, (_, step) => step);
  const lines = curves.map((curve, i): ChartLine => ({ id: String(i), name: '', colour: '', width: 1, dash: [], x, y: x.map(curve) }));
  const spec: Omit<LineChartSpec, 'marks'> = { lines, bands: [], margin, x: { min: 0, max: 100, ticks: [], format: String }, y: { min: 0, max: 1, ticks: [], format: String } };
  return placeLabel({ x: at, y: curves[0]?.(at) ?? 0, text }, spec, 700).side;
}

describe('the words at a marked point', () => {
  test('stand beside it where nothing runs', () => {
    expect(sideOf(50, (step) => (step <= 50 ? 0.5 : 2))).toBe('right');
  });

  test('stand below the floor of a flat valley, whose curve would cross them beside it', () => {
    expect(sideOf(50, (step) => 0.4 + 0.00001 * (step - 50) ** 2)).toBe('below');
  });

  test('stand above the summit where another curve runs close below', () => {
    expect(sideOf(50, (step) => 0.6 - 0.00001 * (step - 50) ** 2, () => 0.55)).toBe('above');
  });

  test('end at a point near the right edge, rather than be cut off', () => {
    expect(sideOf(99, () => 0.4)).toBe('below-left');
  });

  test('stay in the plot above an axis that they would cover', () => {
    expect(sideOf(50, () => 0.02)).toBe('above');
  });

  test('stand where the fewest curves cross them when all places are crossed', () => {
    const thicket = Array.from({ length: 40 }, (_, i) => () => i / 40);
    expect(sideOf(50, () => 0.5, ...thicket)).not.toBe('right');
  });
});
