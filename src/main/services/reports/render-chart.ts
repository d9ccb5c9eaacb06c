import type { EChartsOption } from 'echarts';
import { CustomChart, LineChart, ScatterChart } from 'echarts/charts';
import { GraphicComponent, GridComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { figureOption } from '../../../shared/charts/figure.ts';
import { lineChart, type ChartLine, type LineChartSpec } from '../../../shared/charts/line-chart.ts';
import { lightCharts } from '../../../shared/charts/theme.ts';
import type { ReportChart } from '../../../shared/report/model.ts';

use([LineChart, ScatterChart, CustomChart, GridComponent, GraphicComponent, SVGRenderer]);

/** Charts as SVG, without a browser. */

/** A curve that can be pointed at and switched off: `index` is the group of elements in the drawing that belong to it. */
export interface DrawnLine {
  readonly index: number;
  readonly line: ChartLine;
  /** The colour as a value of CSS. */
  readonly colour: string;
}

export interface DrawnChart {
  readonly svg: string;
  /** Curves of the legend; empty for other charts. */
  readonly lines: readonly DrawnLine[];
  readonly spec: LineChartSpec | undefined;
}

/** The style sheet's names of the light theme's colours. */
const names = new Map<string, string>([
  ...Object.entries(lightCharts).flatMap(([name, colour]) => (typeof colour === 'string' ? [[colour, `var(--${name})`] as const] : [])),
  ...lightCharts.series.map((colour, index) => [colour, `var(--s${index + 1})`] as const),
]);

/** A colour that stands for curve `index` while the chart is drawn, so that its elements are found again. */
const tag = (index: number): string => `#fe${index.toString(16).padStart(4, '0')}`;

/** For a page: colours are those of its style sheet, light or dark, and the elements of curve i are of class `k i`. */
export function drawForPage(chart: ReportChart): DrawnChart {
  if (!chart.lines) return { svg: coloured(render(chart.option?.(lightCharts) ?? {}, chart.id, chart.width, chart.height)), lines: [], spec: undefined };
  const spec = chart.lines(lightCharts);
  const { tagged, lines } = withTags(spec);
  let svg = render(lineChart(tagged, lightCharts), chart.id, chart.width, chart.height);
  for (const { index, colour } of lines) {
    svg = svg.replaceAll(new RegExp(`<(path|text|circle|polygon|polyline)\\b([^>]*)"${tag(index)}"`, 'gi'), (_whole, element: string, rest: string) => `<${element} class="k${index}"${rest}"${colour}"`).replaceAll(tag(index), colour);
  }
  return { svg: coloured(svg), lines, spec };
}

/** For a file of its own: light, with title and legend. */
export function drawForFile(chart: ReportChart): string {
  const spec = chart.lines?.(lightCharts);
  const option = spec ? lineChart(spec, lightCharts) : (chart.option?.(lightCharts) ?? {});
  const legend = spec?.lines.filter(({ quiet, name }) => !quiet && name).map(({ name, colour, dash }) => ({ name, colour, dash })) ?? [];
  return render(figureOption(option, { title: chart.title, caption: chart.caption, legend }, lightCharts, chart.width), chart.id, chart.width, chart.height + 76 + 20 * Math.ceil(legend.length / 5));
}

/** Bands and raw curves belong to the line they are named after; a single line has all of them. */
function withTags(spec: LineChartSpec): { tagged: LineChartSpec; lines: DrawnLine[] } {
  const shown = spec.lines.filter(({ quiet }) => !quiet);
  const indexOf = (id: string): number => {
    const named = shown.findIndex((line) => id === line.id || id === `band ${line.id}`);
    return named >= 0 ? named : 0;
  };
  return {
    tagged: {
      ...spec,
      lines: spec.lines.map((line) => ({ ...line, colour: tag(indexOf(line.id)) })),
      bands: spec.bands.map((band) => ({ ...band, colour: tag(indexOf(band.id)) })),
    },
    lines: shown.map((line, index) => ({ index, line, colour: names.get(line.colour) ?? line.colour })),
  };
}

function coloured(svg: string): string {
  return svg.replaceAll(/font-family:[^;]*;/g, '').replaceAll(/"(#[0-9a-f]{6})"/gi, (whole, colour: string) => {
    const name = names.get(colour.toLowerCase());
    return name ? `"${name}"` : whole;
  });
}

function render(option: EChartsOption, id: string, width: number, height: number): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({ animation: false, ...option });
    return tidy(chart.renderToSVGString(), id);
  } finally {
    chart.dispose();
  }
}

/** What says nothing in a drawing that nobody acts on goes; ids become the chart's own; digits of curves that no eye sees are left out. */
function tidy(svg: string, id: string): string {
  return svg
    .replace(/<style\b[\s\S]*?<\/style>/, '')
    .replaceAll(/ (?:class="zr[^"]*"|ecmeta_\w+="[^"]*"|xmlns:xlink="[^"]*"|baseProfile="[^"]*"|pointer-events="[^"]*")/g, '')
    .replaceAll(/\bzr\d+-/g, `${id}-`)
    .replaceAll(/ (d|points)="([^"]+)"/g, (_whole, name: string, path: string) => ` ${name}="${path.replaceAll(/-?\d+\.\d+/g, (number) => String(Math.round(Number(number) * 10) / 10))}"`);
}
