import * as echarts from 'echarts';
import { expect, test } from 'vitest';
import { seedChart } from '../../../src/shared/charts/compare-charts.ts';
import { figureOption } from '../../../src/shared/charts/figure.ts';
import { lineChart, plotArea } from '../../../src/shared/charts/line-chart.ts';
import { accuracyChart, lossChart, type LossChartInput } from '../../../src/shared/charts/run-charts.ts';
import { sparklinePath } from '../../../src/shared/charts/sparkline.ts';
import { darkCharts, lightCharts } from '../../../src/shared/charts/theme.ts';
import { logTicks, niceRange, stepTicksOver } from '../../../src/shared/charts/ticks.ts';

const steps = Array.from({ length: 2000 }, (_, index) => index + 1);
const values = steps.map((step) => 0.1 + 2.2 / (1 + step / 30) + (step === 1500 ? 3 : 0));
const words = {
  split: { train: 'train', validation: 'validation', test: 'test' },
  steps: (value: string) => `${value} steps`,
  startsAt: (value: string) => `starts at ${value}`,
  above: (value: string) => `up to ${value}`,
  below: (value: string) => `down to ${value}`,
  lowest: (value: string) => `lowest ${value}`,
  highest: (value: string) => `highest ${value}`,
};
const every = (step: number) => ({ steps: [step, 2 * step, 3 * step], values: [0.4, 0.3, 0.2], min: [0.4, 0.3, 0.2], max: [0.4, 0.3, 0.2] });
const input: LossChartInput = { train: { steps, values, min: values, max: values }, validation: every(500), test: every(600), colour: 0, totalSteps: 2000, pixels: 600, words, theme: lightCharts, finished: false, smoothing: 0.98, scale: 'linear' };

function svg(option: echarts.EChartsOption): string {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 720, height: 400 });
  chart.setOption(option);
  const text = chart.renderToSVGString();
  chart.dispose();
  return text;
}

test('the linear loss axis is cut where the training settled, and the start is said in words', () => {
  const spec = lossChart(input);
  expect(spec.y.max).toBeLessThan(1.5);
  expect(spec.marks.map(({ text }) => text)).toEqual(expect.arrayContaining([expect.stringMatching(/^starts at 2\./), 'lowest 0.2000']));
});

test('the logarithmic axis holds everything', () => {
  const spec = lossChart({ ...input, scale: 'log' });
  expect(10 ** spec.y.max).toBeGreaterThanOrEqual(Math.max(...values));
  expect(spec.marks.some(({ text }) => text.startsWith('starts'))).toBe(false);
});

test('a chart is drawn as SVG without a browser, in both themes', () => {
  for (const theme of [lightCharts, darkCharts]) {
    const text = svg(lineChart(lossChart({ ...input, theme }), theme));
    expect(text).toMatch(/^<svg/);
    expect(text).toContain('2,000 steps');
    expect(text).toContain('lowest 0.2000');
  }
});

test('a figure that leaves the screen carries its title and its legend', () => {
  const option = figureOption(lineChart(lossChart(input), lightCharts), { title: 'Training loss', caption: 'smoothed', legend: [{ name: 'Adam', colour: '#934789', dash: [] }] }, lightCharts);
  const text = svg(option);
  expect(text).toContain('Training loss');
  expect(text).toContain('Adam');
});

test('rows of seeds show mean and spread', () => {
  const text = svg(seedChart({ groups: [{ key: 'a', name: 'Adam', colour: 3, dash: 3, values: [0.97, 0.972, 0.968], mean: 0.97, low: 0.968, high: 0.972 }], theme: lightCharts, format: (value) => value.toFixed(4) }));
  expect(text).toContain('0.9700');
  expect(text).toContain('± 0.0020');
});

test('a diverged run still has a chart', () => {
  const spec = lossChart({ ...input, train: { steps: [1, 2, 3], values: [2, NaN, NaN], min: [2, NaN, NaN], max: [2, NaN, NaN] }, validation: { steps: [], values: [], min: [], max: [] }, test: { steps: [], values: [], min: [], max: [] } });
  expect(svg(lineChart(spec, lightCharts))).toMatch(/^<svg/);
});

test('a run without points has empty axes', () => {
  const none = { steps: [], values: [], min: [], max: [] };
  for (const spec of [lossChart({ ...input, train: none, validation: none, test: none, totalSteps: 0 }), accuracyChart({ ...input, train: none, validation: none, test: none, range: 'data' })]) {
    expect(spec.y.max).toBeGreaterThan(spec.y.min);
    expect(svg(lineChart(spec, lightCharts))).toMatch(/^<svg/);
  }
});

test('pixels and values go back and forth', () => {
  const spec = lossChart(input);
  const area = plotArea(spec, 800, 300);
  expect(area.fromX(area.toX(1234))).toBeCloseTo(1234, 8);
  expect(area.toY(spec.y.max)).toBeCloseTo(spec.margin.top, 8);
});

test('ticks are round, few, and leave room for the last label', () => {
  expect(niceRange(0.003, 0.47).ticks).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5]);
  const ticks = stepTicksOver(8440, 720);
  expect(ticks).toEqual([0, 1000, 2000, 3000, 4000, 5000, 6000, 7000, 8440]);
  expect(logTicks(0.05, 3).ticks.map((tick) => Number((10 ** tick).toPrecision(2)))).toEqual([0.05, 0.1, 0.2, 0.5, 1, 2]);
  // A run that diverged: a few of its decades.
  expect(logTicks(0.1, 1e28).ticks).toEqual([0, 5, 10, 15, 20, 25]);
});

test('a flat sparkline runs along the top, a gap breaks it', () => {
  expect(sparklinePath([2.3, 2.3, 2.3], 88, 22)?.y).toBe(3);
  expect(sparklinePath([3, null, 1, 0.5], 88, 22)?.path.match(/M/g)).toHaveLength(2);
  expect(sparklinePath([null, 1], 88, 22)).toBeUndefined();
});
