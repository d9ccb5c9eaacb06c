import type { EChartsOption } from 'echarts';
import { GraphicComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { figureOption, type Figure } from '../../shared/charts/figure.ts';
import type { ChartTheme } from '../../shared/charts/theme.ts';
import { csvText } from '../../shared/text/csv.ts';
import './echarts.ts';

export { download } from '../ui/download.ts';

use([SVGRenderer, GraphicComponent]);

/** A chart that can be taken along: what it draws, what it is called, its numbers. */
export interface ExportableChart {
  readonly title: string;
  readonly option: EChartsOption;
  readonly figure: Figure;
  readonly table: { readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] };
}

const exportSize = { width: 720, height: 400 } as const;

/** The chart as SVG text, with its title and legend. */
export function toSvg(chart: ExportableChart, theme: ChartTheme): string {
  const drawing = init(null, null, { renderer: 'svg', ssr: true, ...exportSize });
  try {
    drawing.setOption(figureOption(chart.option, chart.figure, theme));
    return drawing.renderToSVGString();
  } finally {
    drawing.dispose();
  }
}

/** The chart as a PNG of twice the size, for slides. */
export async function toPng(chart: ExportableChart, theme: ChartTheme): Promise<Blob> {
  const box = document.createElement('div');
  box.style.cssText = `position:fixed;left:-10000px;width:${exportSize.width}px;height:${exportSize.height}px`;
  document.body.append(box);
  const drawing = init(box, null, { renderer: 'canvas', devicePixelRatio: 2, ...exportSize });
  try {
    drawing.setOption(figureOption(chart.option, chart.figure, theme));
    const canvas = drawing.renderToCanvas({ pixelRatio: 2, backgroundColor: theme.panel });
    return await new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The picture could not be made.'))), 'image/png'));
  } finally {
    drawing.dispose();
    box.remove();
  }
}

/** The chart's numbers as CSV. */
export function toCsv({ table }: ExportableChart): string {
  return csvText([table.columns, ...table.rows]);
}
