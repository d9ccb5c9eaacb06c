import type { EChartsOption } from 'echarts';
import { chartFont, type ChartTheme } from './theme.ts';

/** What stands around a chart that leaves the screen. */
export interface Figure {
  readonly title: string;
  readonly caption: string;
  readonly legend: readonly { readonly name: string; readonly colour: string; readonly dash: readonly number[] }[];
}

const head = 56;
const rowHeight = 20;

/** A chart's option with its title above and its legend below the title, on the panel's ground: a figure that explains itself. */
export function figureOption(option: EChartsOption, figure: Figure, theme: ChartTheme, width = 720): EChartsOption {
  const entries = layOut(figure, width);
  const rows = Math.max(0, ...entries.map(({ row }) => row + 1));
  const grid = option.grid as Record<string, unknown>;
  const top = head + rows * rowHeight - 12;
  return {
    ...option,
    backgroundColor: theme.panel,
    grid: { ...grid, top: Number(grid['top'] ?? 0) + top, bottom: Number(grid['bottom'] ?? 0) + 8 },
    graphic: [
      { type: 'text', left: 16, top: 14, style: { text: figure.title, fill: theme.text, font: `600 15px ${chartFont}` } },
      { type: 'text', left: 16, top: 35, style: { text: figure.caption, fill: theme.text3, font: `12px ${chartFont}` } },
      ...entries.flatMap(({ entry, x, row }) => {
        const y = head + row * rowHeight;
        return [
          { type: 'line' as const, shape: { x1: x, y1: y + 6, x2: x + 22, y2: y + 6 }, style: { stroke: entry.colour, lineWidth: 2, lineDash: [...entry.dash] } },
          { type: 'text' as const, x: x + 28, y, style: { text: entry.name, fill: theme.text2, font: `12px ${chartFont}` } },
        ];
      }),
    ],
  };
}

function layOut({ legend }: Figure, width: number) {
  let x = 16;
  let row = 0;
  return legend.map((entry) => {
    // Chinese characters are about twice as wide as Latin ones.
    const wide = 28 + [...entry.name].reduce((sum, character) => sum + (character.charCodeAt(0) > 0x2e80 ? 12.5 : 6.8), 0) + 20;
    if (x + wide > width - 16 && x > 16) {
      x = 16;
      row++;
    }
    const place = { entry, x, row };
    x += wide;
    return place;
  });
}
