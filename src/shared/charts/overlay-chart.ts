import type { LineChartSpec } from './line-chart.ts';
import { quantile } from './curves.ts';
import { runLine, type ChartTheme } from './theme.ts';
import { logTicks, niceRange, stepTicksOver, tickDigits } from './ticks.ts';

export interface OverlayCurve {
  readonly id: string;
  readonly name: string;
  /** Position in the palette. */
  readonly position: number;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

const grouping = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** Curves of several runs in their colours and dashes; one may be lifted, which lets the others fade. */
export function overlayChart(input: {
  readonly curves: readonly OverlayCurve[];
  readonly log: boolean;
  readonly lifted?: string | undefined;
  readonly pixels: number;
  readonly unit: (value: string) => string;
  readonly theme: ChartTheme;
}): LineChartSpec {
  const { curves, theme, lifted } = input;
  const isLifting = lifted !== undefined && curves.some((curve) => curve.id === lifted);
  const last = Math.max(1, ...curves.map((curve) => curve.x.at(-1) ?? 0));
  const values = curves.flatMap((curve) => curve.y.filter((value) => Number.isFinite(value)));
  const width = curves.length > 3 ? 1.75 : 2;
  const ordered = isLifting ? curves.toSorted((a, b) => Number(a.id === lifted) - Number(b.id === lifted)) : curves;
  return {
    lines: ordered.map((curve) => {
      const { colour, dash } = runLine(curve.position, theme);
      const isLifted = curve.id === lifted;
      return { id: curve.id, name: curve.name, colour, dash, x: curve.x, y: curve.y, width: isLifted ? 2.5 : width, opacity: isLifting && !isLifted ? 0.2 : 1 };
    }),
    bands: [],
    marks: [],
    x: { min: 0, max: last, ticks: stepTicksOver(last, input.pixels - 72), format: (value, isLast) => (isLast ? input.unit(grouping.format(value)) : grouping.format(value)) },
    y: valueAxis(values, input.log),
    margin: { left: 52, right: 20, top: 8, bottom: 28 },
  };
}

/** An axis that holds the values: powers of ten, or round numbers from where most of the curves play. */
export function valueAxis(values: readonly number[], log: boolean): LineChartSpec['y'] {
  const positive = log ? values.filter((value) => value > 0) : values;
  if (positive.length === 0) return { min: 0, max: 1, ticks: [0, 0.5, 1], format: (value) => value.toFixed(1) };
  if (log) {
    const low = Math.max(Math.min(...positive), quantile(positive, 0.01) / 2);
    const range = logTicks(low * 0.92, Math.max(...positive) * 1.06);
    return { ...range, log: true, format: (value) => (value >= 0.001 && value < 10_000 ? String(Number(value.toPrecision(2))) : value.toExponential(0).replace('e+', 'e').replace('-', '−')) };
  }
  const range = niceRange(quantile(positive, 0.03), Math.max(...positive), 5);
  const digits = tickDigits(range.ticks);
  return { ...range, format: (value) => value.toFixed(digits).replace('-', '−') };
}
