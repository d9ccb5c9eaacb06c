import type { EChartsOption, ScatterSeriesOption } from 'echarts';
import { chartFont, type ChartTheme } from './theme.ts';
import { niceRange, niceStep, tickDigits, type AxisRange } from './ticks.ts';

export type DatasetPartName = 'train' | 'validation' | 'test';

/** The points of one part; `labels` are class numbers, or null for a regression. */
export interface DatasetPoints {
  readonly part: DatasetPartName;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly labels: readonly number[] | null;
}

export const datasetMargin = { left: 44, right: 16, top: 12, bottom: 28 } as const;

/** Shapes of the classes, the second channel beside their colours. */
const shapes = ['circle', 'triangle', 'rect', 'diamond'] as const;

/** Colour and shape of a class, here and in a legend. */
export function classMark(label: number | null, theme: ChartTheme): { readonly colour: string; readonly shape: (typeof shapes)[number] } {
  if (label === null) return { colour: theme.series[0] ?? theme.accent, shape: 'circle' };
  return { colour: theme.series[label % theme.series.length] ?? theme.text, shape: shapes[label % shapes.length] ?? 'circle' };
}

/** A dataset in a plane: training points filled, held-out ones hollow, test points faint. */
export function datasetChart({ parts, square, theme }: { readonly parts: readonly DatasetPoints[]; readonly square: boolean; readonly theme: ChartTheme }): EChartsOption {
  const { x, y } = ranges(parts, square);
  const label = { color: theme.text3, fontSize: 12, fontFamily: chartFont };
  const axis = (range: AxisRange) => {
    const digits = tickDigits(range.ticks);
    return {
      type: 'value' as const,
      min: range.min,
      max: range.max,
      axisTick: { show: false, customValues: [...range.ticks] },
      axisLabel: { ...label, customValues: [...range.ticks], formatter: (value: number) => value.toFixed(digits).replace('-', '−') },
    };
  };
  return {
    animation: false,
    textStyle: { fontFamily: chartFont },
    grid: { ...datasetMargin, outerBoundsMode: 'none' },
    xAxis: { ...axis(x), axisLine: { show: true, onZero: false, lineStyle: { color: theme.line2 } }, splitLine: { show: false } },
    yAxis: { ...axis(y), axisLine: { show: false }, splitLine: { show: true, lineStyle: { color: theme.grid } } },
    series: drawOrder.flatMap((name) => parts.filter(({ part }) => part === name).flatMap((part) => partSeries(part, theme))),
  };
}

/** What matters most lies on top. */
const drawOrder: readonly DatasetPartName[] = ['test', 'train', 'validation'];

function partSeries({ part, x, y, labels }: DatasetPoints, theme: ChartTheme): ScatterSeriesOption[] {
  const groups = new Map<number | null, [number, number][]>();
  x.forEach((value, index) => {
    const label = labels?.[index] ?? null;
    const points = groups.get(label) ?? [];
    groups.set(label, points);
    points.push([value, y[index] ?? NaN]);
  });
  // Many points are drawn smaller, so that clouds stay clouds.
  const size = x.length > 1500 ? 4 : x.length > 500 ? 5 : 7;
  return [...groups].map(([label, data]) => {
    const { colour, shape } = classMark(label, theme);
    const held = part === 'validation';
    return {
      id: `${part} ${label ?? ''}`,
      type: 'scatter',
      silent: true,
      clip: true,
      symbol: shape,
      symbolSize: shape === 'triangle' || shape === 'diamond' ? size + 2 : size,
      itemStyle: held ? { color: theme.panel, borderColor: colour, borderWidth: 1.5 } : { color: colour, opacity: part === 'test' ? 0.28 : 0.9, borderColor: theme.panel, borderWidth: part === 'test' ? 0 : 0.5 },
      data,
    };
  });
}

function ranges(parts: readonly DatasetPoints[], square: boolean): { x: AxisRange; y: AxisRange } {
  const x = extent(parts.map((part) => part.x));
  const y = extent(parts.map((part) => part.y));
  const spans = [x.high - x.low, y.high - y.low] as const;
  // Shapes keep their proportions where both axes are of one kind; a table's columns may have units of their own.
  if (!square || Math.max(...spans) > 4 * Math.min(...spans)) return { x: niceRange(x.low, x.high, 6), y: niceRange(y.low, y.high, 6) };
  const half = 0.53 * Math.max(...spans);
  const around = ({ low, high }: Extent): AxisRange => within((low + high) / 2 - half, (low + high) / 2 + half);
  return { x: around(x), y: around(y) };
}

/** A range whose ends stay where they are, with the round places inside. */
function within(min: number, max: number): AxisRange {
  const step = niceStep(max - min, 6);
  const ticks: number[] = [];
  for (let tick = Math.ceil(min / step); tick * step <= max; tick++) ticks.push(Number((tick * step).toPrecision(12)));
  return { min, max, ticks };
}

interface Extent {
  readonly low: number;
  readonly high: number;
}

function extent(lists: readonly (readonly number[])[]): Extent {
  let low = Infinity;
  let high = -Infinity;
  for (const list of lists) {
    for (const value of list) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return Number.isFinite(low) ? { low, high } : { low: 0, high: 1 };
}
