import { describe, expect, it } from 'vitest';
import type { SweepRound, SweepTrial } from '../../../src/shared/api/sweeps.ts';
import { brushed, metricKey, parallelAxes, parallelPath } from '../../../src/shared/charts/parallel.ts';
import { logAxis } from '../../../src/shared/charts/plot-axis.ts';
import { pointArea, pointChart } from '../../../src/shared/charts/point-chart.ts';
import { contourChart, historyChart, metricAxis, parameterAxis, ranked, sliceChart, type SweepView } from '../../../src/shared/charts/sweep-charts.ts';
import { chartThemes } from '../../../src/shared/charts/theme.ts';
import type { SearchSection } from '../../../src/shared/experiment/document.ts';

const space: SearchSection['space'] = {
  optimizer: { distribution: 'choice', values: [{ type: 'sgd' }, { type: 'momentum' }] },
  'optimizer.lr': { distribution: 'log-uniform', low: 1e-4, high: 1 },
  'optimizer.momentum': { distribution: 'uniform', low: 0.5, high: 0.9, when: { path: 'optimizer.type', equals: 'momentum' } },
};
const section: SearchSection = { method: 'random', trials: 8, metric: 'validationAccuracy', goal: 'maximize', space };
const rounds: SweepRound[] = [{ round: 0, section, first: 0, ended: null }];
const trial = (number: number, value: number | null, lr: number, more: Partial<SweepTrial> & { momentum?: number } = {}): SweepTrial => {
  const { momentum, ...rest } = more;
  const settings = momentum === undefined ? { optimizer: { type: 'sgd' }, 'optimizer.lr': lr } : { optimizer: { type: 'momentum' }, 'optimizer.lr': lr, 'optimizer.momentum': momentum };
  return { number, round: 0, settings, state: 'done', value, reports: [], runIds: [`run-${number}`], ...rest };
};
const trials = [trial(0, 0.4, 0.001), trial(1, 0.6, 0.01, { momentum: 0.7 }), trial(2, 0.9, 0.1, { state: 'pruned' }), trial(3, 0.5, 0.02), trial(4, null, 1, { state: 'failed' }), trial(5, 0.7, 0.1, { momentum: 0.9 })];
const words = { value: (_: string, value: unknown) => JSON.stringify(value), metric: (value: number) => `${Math.round(100 * value)} %`, trials: (count: string) => `${count} trials` };
const view = (change: Partial<SweepView> = {}): SweepView => ({ trials, rounds, metric: 'validationAccuracy', goal: 'maximize', hidePruned: false, words, ...change });

describe('best so far', () => {
  it('rises with trials that went to their end alone, and ends with the last trial', () => {
    const { steps, mark, y } = historyChart(view(), 400);
    expect(steps).toEqual([{ x: 1, y: 0.4 }, { x: 2, y: 0.6 }, { x: 6, y: 0.7 }, { x: 6, y: 0.7 }]);
    expect(mark).toMatchObject({ x: 6, y: 0.7, text: '70 %' });
    expect(y.max).toBeGreaterThanOrEqual(0.9);
  });

  it('falls where a loss is minimized', () => {
    const { steps } = historyChart(view({ goal: 'minimize', metric: 'validationLoss' }), 400);
    expect(steps?.map((step) => step.y)).toEqual([0.4, 0.4]);
  });

  it('leaves the pruned out when asked, and the failed always', () => {
    expect(historyChart(view(), 400).points.map(({ id }) => id)).toEqual([0, 1, 2, 3, 5]);
    expect(historyChart(view({ hidePruned: true }), 400).points.map(({ id }) => id)).toEqual([0, 1, 3, 5]);
  });
});

describe('slices', () => {
  it('stand on a logarithmic axis where the search was logarithmic', () => {
    const { x } = sliceChart(view(), 'optimizer.lr');
    expect(x.place(0.01) - x.place(0.001)).toBeCloseTo(x.place(1) - x.place(0.1), 12);
    expect([x.min, x.max]).toEqual([-4, 0]);
    expect(x.ticks.map((tick) => x.format(tick, false))).toContain('0.01');
  });

  it('show trials that had the parameter', () => {
    expect(sliceChart(view(), 'optimizer.momentum').points.map(({ id }) => id)).toEqual([1, 5]);
  });

  it('mark the proposed range', () => {
    expect(sliceChart(view(), 'optimizer.lr', { low: 0.01, high: 0.1 }).stretch).toEqual({ low: -2, high: -1 });
  });

  it('reach over the ranges of all rounds', () => {
    const second: SweepRound = { ...rounds[0], round: 1, first: 6, section: { ...section, space: { ...space, 'optimizer.lr': { distribution: 'log-uniform', low: 0.1, high: 10 } } } };
    const axis = parameterAxis('optimizer.lr', [rounds[0], second], words);
    expect(axis.value(axis.min)).toBeCloseTo(1e-4, 12);
    expect(axis.value(axis.max)).toBeCloseTo(10, 10);
  });

  it('give the best quarter, the others and the pruned their own looks; a choice replaces the best', () => {
    const looks = (chosen?: ReadonlySet<number>) => Object.fromEntries(sliceChart(view({ chosen }), 'optimizer.lr').points.map(({ id, look }) => [id, look]));
    expect(looks()).toEqual({ 0: 'plain', 1: 'plain', 2: 'faint', 3: 'plain', 5: 'best' });
    expect(looks(new Set([0, 3]))).toEqual({ 0: 'best', 1: 'faint', 2: 'faint', 3: 'best', 5: 'faint' });
  });
});

it('one loss that blew up does not press the others together', () => {
  const axis = metricAxis({ metric: 'validationLoss', words }, [0.4, 0.5, 0.6, 0.7, 1e30]);
  expect(axis.max).toBeLessThan(2);
});

it('the surface of two parameters is darkest where the best trials are', () => {
  const many = Array.from({ length: 40 }, (_, i) => trial(i, i / 40, 10 ** (-4 + i / 10), { momentum: 0.5 + ((i * 7) % 40) / 100 }));
  const { surface } = contourChart(view({ trials: many }), ['optimizer.lr', 'optimizer.momentum']);
  const row = (surface?.levels ?? []).slice(0, surface?.columns);
  expect(row[row.length - 1]).toBeGreaterThan(row[0]);
});

it('trials are ranked by value, the earlier first where they are equal', () => {
  expect(ranked([trial(3, 0.5, 1), trial(1, 0.5, 1), trial(2, 0.8, 1)], 'maximize').map(({ number }) => number)).toEqual([2, 1, 3]);
});

describe('parallel coordinates', () => {
  const axes = parallelAxes(view());

  it('have an axis for every parameter and the metric', () => {
    expect(axes.map(({ key }) => key)).toEqual(['optimizer', 'optimizer.lr', 'optimizer.momentum', metricKey]);
  });

  it('break a line where the trial does not have the parameter', () => {
    const path = parallelPath(axes, trials[0], [0, 100, 200, 300], 0, 100);
    expect(path.match(/M/g)).toHaveLength(2);
    expect(parallelPath(axes, trials[1], [0, 100, 200, 300], 0, 100).match(/M/g)).toHaveLength(1);
  });

  it('let through what lies in every brush', () => {
    // The upper half of the logarithmic axis: from 0.01 on.
    expect([...(brushed(axes, { 'optimizer.lr': [0.5, 1] }, trials) ?? [])]).toEqual([1, 2, 3, 4, 5]);
    expect([...(brushed(axes, { 'optimizer.lr': [0.5, 1], 'optimizer.momentum': [0, 1] }, trials) ?? [])]).toEqual([1, 5]);
    expect(brushed(axes, {}, trials)).toBeUndefined();
  });
});

it('a plot’s points stand where its option draws them', () => {
  const spec = sliceChart(view(), 'optimizer.lr');
  const { toX, toY } = pointArea(spec, 400, 200);
  expect(toX(1e-4)).toBeCloseTo(spec.margin.left, 9);
  expect(toX(1)).toBeCloseTo(400 - spec.margin.right, 9);
  expect(toY(spec.y.max)).toBeCloseTo(spec.margin.top, 9);
  const option = pointChart(spec, chartThemes.light) as { xAxis: { min: number; max: number }; series: { id: string; data: number[][] }[] };
  expect([option.xAxis.min, option.xAxis.max]).toEqual([-4, 0]);
  expect(option.series.find(({ id }) => id === 'best')?.data).toEqual([[-1, 0.7]]);
});

it('an axis of logarithms reads values back', () => {
  const axis = logAxis(1e-6, 1e-2);
  expect(axis.value(axis.place(3e-4))).toBeCloseTo(3e-4, 12);
  expect(axis.format(axis.place(1e-6), false)).toBe('1e−6');
});
