import type { CustomSeriesOption, EChartsOption, LineSeriesOption, ScatterSeriesOption } from 'echarts';
import type { PlotAxis } from './plot-axis.ts';
import { chartFont, type ChartTheme } from './theme.ts';

/** How a point is meant: one of the best, any other, one that was given up or does not count at the moment. */
export type PointLook = 'best' | 'plain' | 'faint';

export interface ChartPoint {
  readonly id: number;
  /** Values, not places: the axes know where they stand. */
  readonly x: unknown;
  readonly y: unknown;
  readonly look: PointLook;
}

/** A plot of points, as plain data; drawn on screen by ECharts' canvas and in reports as SVG. */
export interface PointChartSpec {
  readonly points: readonly ChartPoint[];
  readonly x: PlotAxis;
  readonly y: PlotAxis;
  /** A line in steps over the points, such as the best so far. */
  readonly steps?: readonly { readonly x: number; readonly y: number }[];
  /** A stretch of x that is marked, in places. */
  readonly stretch?: { readonly low: number; readonly high: number };
  /** Upright lines, in places of x. */
  readonly rules?: readonly number[];
  /** Cells of a surface behind the points: shares of the plot's width and height from the lower left, and a level from 0 to 1. */
  readonly surface?: { readonly columns: number; readonly rows: number; readonly levels: readonly number[] };
  /** A ring with words. */
  readonly mark?: { readonly x: unknown; readonly y: unknown; readonly text: string; readonly side: 'top' | 'bottom' };
  readonly margin: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
}

/** The plot inside a box of pixels, and where values stand in it. */
export function pointArea({ x, y, margin }: Pick<PointChartSpec, 'x' | 'y' | 'margin'>, width: number, height: number) {
  const plotWidth = Math.max(1, width - margin.left - margin.right);
  const plotHeight = Math.max(1, height - margin.top - margin.bottom);
  return {
    width: plotWidth,
    height: plotHeight,
    toX: (value: unknown) => margin.left + ((x.place(value) - x.min) / (x.max - x.min || 1)) * plotWidth,
    toY: (value: unknown) => margin.top + ((y.max - y.place(value)) / (y.max - y.min || 1)) * plotHeight,
  };
}

/** Strength of the surface's strongest level. */
const strongest = 0.55;

/** The chart of a plot. */
export function pointChart(spec: PointChartSpec, theme: ChartTheme): EChartsOption {
  const label = { color: theme.text3, fontSize: 12, fontFamily: chartFont };
  const { x, y, margin } = spec;
  const looks = { best: { color: theme.accent, opacity: 0.95 }, plain: { color: theme.hist, opacity: 0.7 }, faint: { color: theme.hist2, opacity: 0.7 } } as const;
  const points = (look: PointLook): ScatterSeriesOption => ({
    id: look,
    type: 'scatter',
    silent: true,
    clip: false,
    symbolSize: look === 'faint' ? 5 : 7,
    itemStyle: { ...looks[look], borderColor: theme.panel, borderWidth: look === 'faint' ? 0 : 0.75 },
    data: spec.points.filter((point) => point.look === look).flatMap((point) => pair(x.place(point.x), y.place(point.y))),
  });
  const steps: LineSeriesOption = {
    id: 'steps',
    type: 'line',
    silent: true,
    step: 'end',
    symbol: 'none',
    lineStyle: { color: theme.accent, width: 2 },
    data: (spec.steps ?? []).map((step) => [step.x, step.y]),
  };
  return {
    animation: false,
    textStyle: { fontFamily: chartFont },
    grid: { ...margin, outerBoundsMode: 'none' },
    xAxis: {
      type: 'value',
      min: x.min,
      max: x.max,
      axisLine: { show: true, onZero: false, lineStyle: { color: theme.line2 } },
      axisTick: { show: false, customValues: [...x.ticks] },
      splitLine: { show: false },
      axisLabel: { ...label, margin: 7, customValues: [...x.ticks], hideOverlap: true, alignMinLabel: 'left', alignMaxLabel: 'right', formatter: (place: number) => x.format(place, place === x.ticks.at(-1)) },
    },
    yAxis: {
      type: 'value',
      min: y.min,
      max: y.max,
      axisLine: { show: false },
      axisTick: { show: false, customValues: [...y.ticks] },
      splitLine: { show: spec.surface === undefined, lineStyle: { color: theme.grid } },
      axisLabel: { ...label, margin: 8, customValues: [...y.ticks], hideOverlap: true, formatter: (place: number) => y.format(place, false) },
    },
    series: [surface(spec, theme), stretch(spec, theme), ...(spec.steps ? [steps] : []), points('faint'), points('plain'), points('best'), mark(spec, theme)],
  };
}

const pair = (x: number, y: number): [number, number][] => (Number.isFinite(x) && Number.isFinite(y) ? [[x, y]] : []);

/** The surface as rectangles, neighbours of one level in one. */
function surface({ surface: cells, x, y }: PointChartSpec, theme: ChartTheme): CustomSeriesOption {
  return {
    id: 'surface',
    type: 'custom',
    silent: true,
    z: 0,
    data: cells ? [[x.min, y.min]] : [],
    renderItem: (_params, api) => {
      if (!cells) return { type: 'group', children: [] };
      const [left = 0, bottom = 0] = api.coord([x.min, y.min]);
      const [right = 0, top = 0] = api.coord([x.max, y.max]);
      const width = (right - left) / cells.columns;
      const height = (bottom - top) / cells.rows;
      const children = [];
      for (let row = 0; row < cells.rows; row++) {
        for (let from = 0, to = 0; from < cells.columns; from = to) {
          const level = cells.levels[row * cells.columns + from] ?? 0;
          to = from + 1;
          while (to < cells.columns && cells.levels[row * cells.columns + to] === level) to++;
          if (level <= 0) continue;
          // Edges on whole pixels: neighbours neither overlap nor leave a seam.
          const [x0, x1] = [Math.round(left + from * width), Math.round(left + to * width)];
          const [y0, y1] = [Math.round(bottom - (row + 1) * height), Math.round(bottom - row * height)];
          children.push({ type: 'rect' as const, shape: { x: x0, y: y0, width: x1 - x0, height: y1 - y0 }, style: { fill: theme.accent, opacity: strongest * level } });
        }
      }
      return { type: 'group', children };
    },
  };
}

/** The marked stretch of x with its edges, and rules. */
function stretch({ stretch: marked, rules = [], x, y }: PointChartSpec, theme: ChartTheme): CustomSeriesOption {
  return {
    id: 'stretch',
    type: 'custom',
    silent: true,
    z: 0,
    data: marked || rules.length > 0 ? [[x.min, y.min]] : [],
    renderItem: (_params, api) => {
      const at = (place: number) => api.coord([Math.min(x.max, Math.max(x.min, place)), y.min])[0] ?? 0;
      const bottom = api.coord([x.min, y.min])[1] ?? 0;
      const top = api.coord([x.min, y.max])[1] ?? 0;
      const line = (place: number, dash: number[]) => ({ type: 'line' as const, shape: { x1: at(place), x2: at(place), y1: top, y2: bottom }, style: { stroke: theme.good, lineWidth: 1, lineDash: dash } });
      return {
        type: 'group',
        children: [
          ...(marked ? [{ type: 'rect' as const, shape: { x: at(marked.low), y: top, width: at(marked.high) - at(marked.low), height: bottom - top }, style: { fill: theme.good, opacity: 0.1 } }, line(marked.low, []), line(marked.high, [])] : []),
          ...rules.map((place) => ({ type: 'line' as const, shape: { x1: at(place), x2: at(place), y1: top, y2: bottom }, style: { stroke: theme.line2, lineWidth: 1, lineDash: [3, 3] } })),
        ],
      };
    },
  };
}

function mark({ mark: marked, x, y }: PointChartSpec, theme: ChartTheme): ScatterSeriesOption {
  // Beside its ring, off the line that goes on from there.
  const isLate = marked !== undefined && (x.place(marked.x) - x.min) / (x.max - x.min || 1) > 0.85;
  const place = marked ? pair(x.place(marked.x), y.place(marked.y)) : [];
  return {
    id: 'mark',
    type: 'scatter',
    silent: true,
    clip: false,
    symbolSize: 10,
    itemStyle: { color: theme.panel, borderColor: theme.accent, borderWidth: 2 },
    label: { show: true, position: isLate ? 'left' : 'right', distance: 6, offset: [0, marked?.side === 'top' ? -12 : 12], formatter: () => marked?.text ?? '', color: theme.text, fontSize: 12, fontWeight: 500, fontFamily: chartFont, textBorderColor: theme.panel, textBorderWidth: 3 },
    data: place,
  };
}
