import type { CustomSeriesOption, EChartsOption } from 'echarts';
import type { GroupCurve } from './group-curves.ts';
import type { ChartBand, ChartMark, LineChartSpec } from './line-chart.ts';
import { valueAxis } from './overlay-chart.ts';
import { chartFont, runLine, type ChartTheme } from './theme.ts';
import { niceRange, niceStep, tickDigits } from './ticks.ts';

/** A group as charts draw it. */
export interface DrawnGroup {
  readonly key: string;
  readonly name: string;
  /** Positions in the palette for colour and for dash. */
  readonly colour: number;
  readonly dash: number;
}

export interface GroupChartInput {
  readonly groups: readonly (DrawnGroup & { readonly curve: GroupCurve })[];
  readonly log: boolean;
  readonly lifted?: string | undefined;
  readonly higherIsBetter: boolean;
  /** Zoomed range of x, or all. */
  readonly range?: readonly [number, number] | undefined;
  readonly pixels: number;
  readonly unit: (value: string) => string;
  readonly theme: ChartTheme;
  readonly region?: LineChartSpec['region'];
}

const grouping = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });

/** Mean curves of groups with their bands; the lifted group's lowest and highest places are marked. */
export function groupChart(input: GroupChartInput): LineChartSpec {
  const { groups, theme, lifted, log } = input;
  const isLifting = lifted !== undefined && groups.some(({ key }) => key === lifted);
  const end = Math.max(1e-9, ...groups.map(({ curve }) => curve.x.at(-1) ?? 0));
  const [from, to] = input.range ?? [0, end];
  const inView = groups.flatMap(({ curve }) => curve.mean.filter((_, index) => (curve.x[index] ?? 0) >= from && (curve.x[index] ?? 0) <= to));
  const y = valueAxis(inView, log);
  const bands: ChartBand[] = [];
  const lines: LineChartSpec['lines'][number][] = [];
  const marks: ChartMark[] = [];
  for (const group of isLifting ? groups.toSorted((a, b) => Number(a.key === lifted) - Number(b.key === lifted)) : groups) {
    const isLifted = group.key === lifted;
    const faded = isLifting && !isLifted;
    const { colour } = runLine(group.colour, theme);
    const { dash } = runLine(group.dash, theme);
    const { curve } = group;
    if (curve.counts.some((count) => count > 1)) {
      bands.push({ id: `band ${group.key}`, colour, opacity: faded ? 0.04 : 0.15, x: curve.x, low: curve.low, high: curve.high });
    }
    lines.push({ id: group.key, name: group.name, colour, dash, x: curve.x, y: curve.mean, width: isLifted ? 2.25 : groups.length > 3 ? 1.75 : 2, opacity: faded ? 0.25 : 1 });
    if (isLifted || groups.length === 1) marks.push(...extremes(curve, from, to, colour, y.format, input.higherIsBetter));
  }
  const step = niceStep(to - from, Math.max(2, Math.round(input.pixels / 96)));
  const ticks = [...(from > 0 ? [from] : [])];
  for (let value = Math.ceil(from / step) * step; value < to - 0.75 * step; value += step) if (value > from || from === 0) ticks.push(Number(value.toPrecision(10)));
  ticks.push(to);
  return {
    lines,
    bands,
    marks,
    x: { min: from, max: to, ticks, format: (value, isLast) => (isLast ? input.unit(grouping.format(Number(value.toPrecision(4)))) : grouping.format(Number(value.toPrecision(4)))) },
    y,
    ...(input.region ? { region: input.region } : {}),
    margin: { left: 48, right: 16, top: 8, bottom: 28 },
  };
}

function extremes(curve: GroupCurve, from: number, to: number, colour: string, format: (value: number) => string, higherIsBetter: boolean): ChartMark[] {
  let lowest = -1;
  let highest = -1;
  curve.mean.forEach((value, index) => {
    const x = curve.x[index] ?? 0;
    if (x < from || x > to || !Number.isFinite(value)) return;
    if (lowest < 0 || value < (curve.mean[lowest] ?? 0)) lowest = index;
    if (highest < 0 || value > (curve.mean[highest] ?? 0)) highest = index;
  });
  const best = higherIsBetter ? highest : lowest;
  return [...new Set([lowest, highest])]
    .filter((index) => index >= 0)
    .map((index) => {
      const x = curve.x[index] ?? 0;
      const value = curve.mean[index] ?? 0;
      return { x, y: value, colour, text: index === best ? value.toFixed(4) : format(value), side: (x - from) / (to - from) > 0.8 ? 'above-left' : 'right' };
    });
}

export interface SeedChartInput {
  readonly groups: readonly (DrawnGroup & { readonly values: readonly number[]; readonly mean: number; readonly low: number; readonly high: number })[];
  readonly lifted?: string | undefined;
  readonly theme: ChartTheme;
  readonly format: (value: number) => string;
}

/** One row per group: a ring for each seed, the mean as a tick, the band behind; the numbers at the right. */
export function seedChart({ groups, theme, lifted, format }: SeedChartInput): EChartsOption {
  const all = groups.flatMap(({ values, low, high }) => [...values, low, high]).filter((value) => Number.isFinite(value));
  const axis = all.length > 0 ? niceRange(Math.min(...all), Math.max(...all), 5) : { min: 0, max: 1, ticks: [0, 1] };
  const digits = tickDigits(axis.ticks);
  const label = { color: theme.text3, fontSize: 12, fontFamily: chartFont };
  const opacity = (key: string) => (lifted !== undefined && groups.some((group) => group.key === lifted) && key !== lifted ? 0.25 : 1);
  const rows: CustomSeriesOption = {
    id: 'rows',
    type: 'custom',
    silent: true,
    data: groups.map((group, index) => [group.mean, index]),
    renderItem: (params, api) => {
      const group = groups[params.dataIndex];
      if (!group) return { type: 'group', children: [] };
      const { colour } = runLine(group.colour, theme);
      const x = (value: number) => api.coord([value, params.dataIndex])[0] ?? 0;
      const y = api.coord([group.mean, params.dataIndex])[1] ?? 0;
      const fade = opacity(group.key);
      return {
        type: 'group',
        children: [
          ...(group.high > group.low ? [{ type: 'rect' as const, shape: { x: x(group.low), y: y - 6, width: x(group.high) - x(group.low), height: 12, r: 2 }, style: { fill: colour, opacity: 0.15 * fade } }] : []),
          { type: 'line' as const, shape: { x1: x(group.mean), y1: y - 7, x2: x(group.mean), y2: y + 7 }, style: { stroke: colour, lineWidth: 2, opacity: fade } },
          ...group.values.map((value) => ({ type: 'circle' as const, shape: { cx: x(value), cy: y, r: 3.5 }, style: { fill: theme.panel, stroke: colour, lineWidth: 1.75, opacity: fade } })),
        ],
      };
    },
  };
  const longest = Math.max(4, ...groups.map(({ name }) => name.length));
  return {
    animation: false,
    textStyle: { fontFamily: chartFont },
    grid: { left: Math.min(150, 26 + 7.2 * longest), right: 122, top: 6, bottom: 28, outerBoundsMode: 'none' },
    xAxis: {
      type: 'value',
      min: axis.min,
      max: axis.max,
      axisLine: { show: false },
      axisTick: { show: false, customValues: [...axis.ticks] },
      splitLine: { show: true, lineStyle: { color: theme.grid } },
      axisLabel: { ...label, margin: 7, customValues: [...axis.ticks], hideOverlap: true, formatter: (value: number) => value.toFixed(digits).replace('-', '−') },
    },
    yAxis: [
      {
        type: 'category',
        inverse: true,
        data: groups.map(({ name }) => name),
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { ...label, color: theme.text, margin: 8, width: 134, overflow: 'truncate', interval: 0 },
      },
      {
        type: 'category',
        inverse: true,
        position: 'right',
        data: groups.map((group) => `{a|${format(group.mean)}}${group.high > group.low ? `{b| ± ${format((group.high - group.low) / 2)}}` : ''}`),
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { ...label, margin: 8, align: 'left', interval: 0, rich: { a: { color: theme.text, fontSize: 12, fontFamily: chartFont }, b: { color: theme.text3, fontSize: 12, fontFamily: chartFont } } },
      },
    ],
    series: [rows, { id: 'right', type: 'custom', yAxisIndex: 1, data: [], renderItem: () => ({ type: 'group', children: [] }) }],
  };
}

export interface ScatterChartInput {
  readonly points: readonly { readonly group: DrawnGroup; readonly x: number | string; readonly y: number }[];
  readonly lifted?: string | undefined;
  readonly theme: ChartTheme;
}

/** A metric against a parameter, a ring for each run; numbers that span two powers of ten stand on a logarithmic axis. */
export function scatterChart({ points, lifted, theme }: ScatterChartInput): EChartsOption {
  const label = { color: theme.text3, fontSize: 12, fontFamily: chartFont };
  const numbers = points.map(({ x }) => x).filter((x) => typeof x === 'number');
  const numeric = numbers.length === points.length && points.length > 0;
  const log = numeric && Math.min(...numbers) > 0 && Math.max(...numbers) / Math.min(...numbers) >= 50;
  const y = valueAxis(points.map((point) => point.y), false);
  const categories = [...new Set(points.map(({ x }) => String(x)))];
  const spread = numeric && !log ? niceRange(Math.min(...numbers), Math.max(...numbers), 5) : undefined;
  return {
    animation: false,
    textStyle: { fontFamily: chartFont },
    grid: { left: 48, right: 20, top: 8, bottom: 28, outerBoundsMode: 'none' },
    xAxis: {
      ...(numeric ? (log ? { type: 'log' as const } : { type: 'value' as const, min: spread?.min, max: spread?.max }) : { type: 'category' as const, data: categories }),
      axisLine: { show: true, onZero: false, lineStyle: { color: theme.line2 } },
      axisTick: { show: false },
      splitLine: { show: false },
      axisLabel: { ...label, margin: 7, hideOverlap: true },
    },
    yAxis: {
      type: 'value',
      min: y.min,
      max: y.max,
      axisLine: { show: false },
      axisTick: { show: false, customValues: [...y.ticks] },
      splitLine: { show: true, lineStyle: { color: theme.grid } },
      axisLabel: { ...label, margin: 8, customValues: [...y.ticks], formatter: (value: number) => y.format(value) },
    },
    series: [
      {
        id: 'points',
        type: 'scatter',
        silent: true,
        clip: false,
        symbolSize: 8,
        data: points.map(({ group, x, y: value }) => ({
          value: [numeric ? x : String(x), value],
          itemStyle: { color: theme.panel, borderColor: runLine(group.colour, theme).colour, borderWidth: 2, opacity: lifted !== undefined && lifted !== group.key ? 0.25 : 1 },
        })),
      },
    ],
  };
}
