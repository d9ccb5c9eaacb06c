import type { LineChartSpec } from '../../../shared/charts/line-chart.ts';
import type { ReportTable } from '../../../shared/report/model.ts';
import { count } from '../../../shared/text/numbers.ts';

/** Rows of a chart's table: enough to read a curve by. */
const mostRows = 24;

/** A chart's curves as numbers, for those who cannot see it: places along x, a column for each curve. The last place is always there. */
export function lineTable(spec: LineChartSpec, step: string, format: (value: number) => string): ReportTable {
  const lines = spec.lines.filter(({ quiet }) => !quiet);
  const [longest] = lines.toSorted((a, b) => a.x.length - b.x.length);
  const sparse = longest?.x ?? [];
  const every = Math.max(1, Math.ceil(sparse.length / mostRows));
  const places = sparse.filter((_, index) => index % every === every - 1 || index === sparse.length - 1);
  return {
    columns: [{ title: step, number: true }, ...lines.map(({ name }) => ({ title: name, number: true }))],
    rows: places.map((x) => [
      { text: count(x) },
      ...lines.map((line) => {
        const value = lastBefore(line.x, line.y, x);
        return { text: value === undefined ? '' : format(value) };
      }),
    ]),
  };
}

/** The value at the last point at or before x. */
function lastBefore(xs: readonly number[], ys: readonly number[], x: number): number | undefined {
  const index = xs.findLastIndex((one) => one <= x);
  const value = ys[index];
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}
