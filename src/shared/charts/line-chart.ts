import type { CustomSeriesOption, EChartsOption, LineSeriesOption, ScatterSeriesOption } from 'echarts';
import { chartFont, type ChartTheme } from './theme.ts';
import type { AxisRange } from './ticks.ts';

/** One line of a chart. */
export interface ChartLine {
  readonly id: string;
  readonly name: string;
  readonly colour: string;
  readonly width: number;
  /** In pixels; empty = solid. */
  readonly dash: readonly number[];
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly opacity?: number;
  /** Bands and raw curves stay out of the legend and the cursor. */
  readonly quiet?: boolean;
  /** Marks where the line stands now. */
  readonly nowPoint?: boolean;
  /** Written at the line's end, in the right margin. */
  readonly endLabel?: string;
}

/** The room between two curves, filled in a line's colour: a band of spread, or the extremes of a raw curve. */
export interface ChartBand {
  readonly id: string;
  readonly colour: string;
  readonly opacity: number;
  readonly x: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** Each point stands for the stretch before it: drawn in steps, as extremes are. */
  readonly stepped?: boolean;
}

/** A ring with words at one point, such as the best value. */
export interface ChartMark {
  readonly x: number;
  readonly y: number;
  readonly colour: string;
  readonly text: string;
  /** Where the words stand; above and below, those on the left end at the point and those on the right begin there. */
  readonly side: 'left' | 'right' | 'above' | 'below' | 'above-left' | 'above-right' | 'below-left' | 'below-right';
  /** From the ring's edge to the words, pixels; 8 unless told otherwise. */
  readonly distance?: number;
  /** Words alone. */
  readonly bare?: boolean;
}

/** A chart of lines over steps, as plain data; drawn on screen by ECharts' canvas and in reports as SVG. */
export interface LineChartSpec {
  readonly lines: readonly ChartLine[];
  readonly bands: readonly ChartBand[];
  readonly marks: readonly ChartMark[];
  readonly x: AxisRange & { readonly format: (value: number, isLast: boolean) => string };
  /** Where `log`, range and ticks are exponents of ten and `format` gets the value itself. */
  readonly y: AxisRange & { readonly log?: boolean; readonly format: (value: number) => string };
  /** A stretch of y that is marked, such as the healthy band. */
  readonly region?: { readonly low: number; readonly high: number; readonly colour: string; readonly opacity: number };
  readonly margin: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
}

/** Where a value stands on the y axis, in the axis' own unit. */
export function onAxis(spec: Pick<LineChartSpec, 'y'>, value: number): number {
  return spec.y.log ? Math.log10(value) : value;
}

/** The plot inside a box of pixels, and how values become pixels. */
export function plotArea(spec: Pick<LineChartSpec, 'x' | 'y' | 'margin'>, width: number, height: number) {
  const { left, right, top, bottom } = spec.margin;
  const plotWidth = Math.max(1, width - left - right);
  const plotHeight = Math.max(1, height - top - bottom);
  return {
    left,
    top,
    width: plotWidth,
    height: plotHeight,
    toX: (x: number) => left + ((x - spec.x.min) / (spec.x.max - spec.x.min || 1)) * plotWidth,
    toY: (y: number) => top + ((spec.y.max - onAxis(spec, y)) / (spec.y.max - spec.y.min || 1)) * plotHeight,
    fromX: (pixel: number) => spec.x.min + ((pixel - left) / plotWidth) * (spec.x.max - spec.x.min),
  };
}

/** The ECharts option of a line chart. */
export function lineChart(spec: LineChartSpec, theme: ChartTheme): EChartsOption {
  const label = { color: theme.text3, fontSize: 12, fontFamily: chartFont };
  return {
    animation: false,
    textStyle: { fontFamily: chartFont },
    grid: { ...spec.margin, outerBoundsMode: 'none' },
    xAxis: {
      type: 'value',
      min: spec.x.min,
      max: spec.x.max,
      axisLine: { show: true, onZero: false, lineStyle: { color: theme.line2, width: 1 } },
      axisTick: { show: false, customValues: [...spec.x.ticks] },
      splitLine: { show: false },
      axisLabel: {
        ...label,
        margin: 7,
        customValues: [...spec.x.ticks],
        alignMaxLabel: 'right',
        hideOverlap: true,
        formatter: (value: number) => spec.x.format(value, value === spec.x.ticks.at(-1)),
      },
    },
    yAxis: {
      type: 'value',
      min: spec.y.min,
      max: spec.y.max,
      axisLine: { show: false },
      axisTick: { show: false, customValues: [...spec.y.ticks] },
      splitLine: { show: true, lineStyle: { color: theme.grid, width: 1 } },
      axisLabel: { ...label, margin: 8, customValues: [...spec.y.ticks], formatter: (value: number) => spec.y.format(spec.y.log ? 10 ** value : value) },
    },
    series: [...(spec.region ? [region(spec, spec.region)] : []), ...spec.bands.map((band) => bandSeries(band, spec)), ...spec.lines.map((line) => lineSeries(line, spec)), ...pointSeries(spec, theme)],
  };
}

function lineSeries(line: ChartLine, spec: LineChartSpec): LineSeriesOption {
  return {
    id: line.id,
    name: line.name,
    type: 'line',
    silent: true,
    showSymbol: false,
    symbol: 'none',
    clip: true,
    z: line.quiet ? 2 : 3,
    data: line.x.map((x, index) => {
      const y = onAxis(spec, line.y[index] ?? NaN);
      return [x, Number.isFinite(y) ? y : '-'];
    }),
    lineStyle: { color: line.colour, width: line.width, type: line.dash.length > 0 ? [...line.dash] : 'solid', opacity: line.opacity ?? 1, join: 'round', cap: 'butt' },
  };
}

/** A filled shape between two curves; gaps cut it into pieces. */
function bandSeries(band: ChartBand, spec: LineChartSpec): CustomSeriesOption {
  return {
    id: band.id,
    type: 'custom',
    silent: true,
    clip: true,
    z: 1,
    data: [[spec.x.min, spec.y.min]],
    renderItem: (_params, api) => {
      const coord = (x: number, y: number) => api.coord([x, Math.max(spec.y.min - 10, Math.min(spec.y.max + 10, y))]) as [number, number];
      const shapes: [number, number][][] = [];
      let upper: [number, number][] = [];
      let lower: [number, number][] = [];
      const close = () => {
        if (upper.length > 1) shapes.push([...upper, ...lower.reverse()]);
        upper = [];
        lower = [];
      };
      for (let i = 0; i < band.x.length; i++) {
        const high = onAxis(spec, band.high[i] ?? NaN);
        const rawLow = onAxis(spec, band.low[i] ?? NaN);
        const low = rawLow === -Infinity || (spec.y.log && Number.isNaN(rawLow)) ? spec.y.min : rawLow;
        if (!Number.isFinite(high) || !Number.isFinite(low)) {
          close();
          continue;
        }
        if (band.stepped) {
          const start = i > 0 ? (band.x[i - 1] ?? 0) : (band.x[i] ?? 0);
          upper.push(coord(start, high));
          lower.push(coord(start, low));
        }
        upper.push(coord(band.x[i] ?? 0, high));
        lower.push(coord(band.x[i] ?? 0, low));
      }
      close();
      return {
        type: 'group',
        children: shapes.map((points) => ({ type: 'polygon' as const, shape: { points }, style: { fill: band.colour, opacity: band.opacity }, silent: true })),
      };
    },
  };
}

function region(spec: LineChartSpec, area: NonNullable<LineChartSpec['region']>): CustomSeriesOption {
  return bandSeries({ id: 'region', colour: area.colour, opacity: area.opacity, x: [spec.x.min, spec.x.max], low: [area.low, area.low], high: [area.high, area.high] }, spec);
}

function pointSeries(spec: LineChartSpec, theme: ChartTheme): ScatterSeriesOption[] {
  const now = spec.lines.flatMap((line) => {
    const last = lastPoint(line);
    return line.nowPoint && last ? [{ line, last }] : [];
  });
  const ends = spec.lines.flatMap((line) => {
    const last = lastPoint(line);
    return line.endLabel && last ? [{ line, last }] : [];
  });
  return [
    {
      id: 'now',
      type: 'scatter',
      silent: true,
      clip: true,
      z: 5,
      symbolSize: 7,
      data: now.map(({ line, last }) => ({ value: [last.x, onAxis(spec, last.y)], itemStyle: { color: line.colour } })),
    },
    {
      id: 'ends',
      type: 'scatter',
      silent: true,
      symbolSize: 0,
      data: ends.map(({ line, last }) => ({
        value: [last.x, onAxis(spec, last.y)],
        label: { show: true, position: 'right', distance: 8, formatter: line.endLabel ?? '', color: line.quiet ? theme.text3 : line.colour, fontSize: 12, fontFamily: chartFont },
      })),
    },
    {
      id: 'marks',
      type: 'scatter',
      silent: true,
      z: 6,
      symbol: 'circle',
      data: spec.marks.map((mark) => ({
        value: [mark.x, Math.min(spec.y.max, onAxis(spec, mark.y))],
        symbolSize: mark.bare ? 0 : 8,
        itemStyle: { color: theme.panel, borderColor: mark.colour, borderWidth: 2 },
        label: { show: true, ...labelSides[mark.side], distance: mark.distance ?? (mark.bare ? 12 : 8), textBorderColor: theme.panel, textBorderWidth: 3, formatter: mark.text, color: mark.bare ? theme.text2 : theme.text, fontSize: 12, fontFamily: chartFont },
      })),
    },
  ];
}

/** ECharts' words for where a label stands. */
const labelSides = {
  left: { position: 'left' },
  right: { position: 'right' },
  above: { position: 'top' },
  below: { position: 'bottom' },
  'above-left': { position: 'top', align: 'right' },
  'above-right': { position: 'top', align: 'left' },
  'below-left': { position: 'bottom', align: 'right' },
  'below-right': { position: 'bottom', align: 'left' },
} as const;

function lastPoint(line: ChartLine): { x: number; y: number } | undefined {
  for (let index = line.x.length - 1; index >= 0; index--) {
    const y = line.y[index];
    if (y !== undefined && Number.isFinite(y)) return { x: line.x[index] ?? 0, y };
  }
  return undefined;
}
