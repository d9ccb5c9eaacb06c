import { nearest } from '../../../shared/charts/curves.ts';
import type { RunSummary } from '../../../shared/api/records.ts';
import type { ChartLine, LineChartSpec } from '../../../shared/charts/line-chart.ts';

/** The lines of a chart with their value at the cursor, or their last one. */
export function legendOf(spec: LineChartSpec, at: number | null, format: (value: number) => string): { line: ChartLine; value: string }[] {
  return spec.lines
    .filter((line) => !line.quiet)
    .map((line) => {
      const value = at === null ? line.y.findLast((y) => Number.isFinite(y)) : line.y[nearest(line.x, at)];
      return { line, value: value === undefined || !Number.isFinite(value) ? '–' : format(value) };
    });
}

/** Where the step axis ends: the planned end, or where a run that won't go on stood still. */
export function horizonOf(run: RunSummary): number {
  const ended = run.state === 'failed' || run.state === 'stopped';
  return ended && run.progress.step > 0 ? run.progress.step : run.progress.totalSteps;
}

const mostRows = 400;

/** The lines of a chart as rows: a step, and the value of every line there. Long charts are thinned out evenly. */
export function tableOf(spec: LineChartSpec, head: string, format: (value: number) => string): { columns: string[]; rows: string[][] } {
  const lines = spec.lines.filter((line) => !line.quiet);
  const steps = [...new Set(lines.flatMap((line) => [...line.x]))].sort((a, b) => a - b);
  const every = Math.max(1, Math.ceil(steps.length / mostRows));
  const exact = lines.map((line) => new Map(line.x.map((x, index) => [x, line.y[index] ?? NaN])));
  const rows = steps
    .filter((step, index) => index % every === 0 || lines.some((line, at) => line.x.length < mostRows && exact[at]?.has(step)))
    .map((step) => [
      step.toLocaleString('en-US'),
      ...exact.map((values) => {
        const value = values.get(step);
        return value === undefined || !Number.isFinite(value) ? '' : format(value);
      }),
    ]);
  return { columns: [head, ...lines.map((line) => line.name)], rows };
}
