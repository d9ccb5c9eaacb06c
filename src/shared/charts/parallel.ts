import type { SweepTrial } from '../api/sweeps.ts';
import type { PlotAxis } from './plot-axis.ts';
import { metricAxis, parameterAxis, searchedPaths, visibleTrials, type SweepView } from './sweep-charts.ts';

/** One upright axis of a plot of parallel coordinates: a parameter, or the metric. */
export interface ParallelAxis {
  readonly key: string;
  readonly axis: PlotAxis;
  /** Share of the height at which a trial stands, from the bottom; undefined where it does not have the parameter. */
  readonly share: (trial: SweepTrial) => number | undefined;
}

/** The axis of the metric. */
export const metricKey = '';

/** A brush: which stretch of an axis is let through, as shares of its height. */
export type Brushes = Readonly<Record<string, readonly [number, number]>>;

/** An axis for every parameter in the document's order, the metric last. */
export function parallelAxes(view: SweepView): ParallelAxis[] {
  const shareOf = (axis: PlotAxis, value: unknown): number | undefined => {
    const place = axis.place(value);
    return Number.isFinite(place) ? Math.min(1, Math.max(0, (place - axis.min) / (axis.max - axis.min || 1))) : undefined;
  };
  const parameters = searchedPaths(view.rounds).map((path): ParallelAxis => {
    const axis = parameterAxis(path, view.rounds, view.words, 4);
    return { key: path, axis, share: ({ settings }) => (Object.hasOwn(settings, path) ? shareOf(axis, settings[path]) : undefined) };
  });
  const metric = metricAxis(view, visibleTrials(view).map(({ value }) => value ?? 0));
  return [...parameters, { key: metricKey, axis: metric, share: ({ value }) => (value === null ? undefined : shareOf(metric, value)) }];
}

/** Numbers of the trials that every brush lets through; undefined without a brush. A trial without the parameter is not let through. */
export function brushed(axes: readonly ParallelAxis[], brushes: Brushes, trials: readonly SweepTrial[]): ReadonlySet<number> | undefined {
  const active = axes.flatMap((axis) => (brushes[axis.key] ? [{ axis, range: brushes[axis.key] }] : []));
  if (active.length === 0) return undefined;
  const passes = (trial: SweepTrial) =>
    active.every(({ axis, range: [low, high] }) => {
      const share = axis.share(trial);
      return share !== undefined && share >= low - 1e-9 && share <= high + 1e-9;
    });
  return new Set(trials.filter(passes).map(({ number }) => number));
}

/** The line of a trial over axes that stand at `xs` in a plot of this height; it breaks where the trial does not have a parameter. */
export function parallelPath(axes: readonly ParallelAxis[], trial: SweepTrial, xs: readonly number[], top: number, height: number): string {
  let path = '';
  let isDrawing = false;
  axes.forEach((axis, i) => {
    const share = axis.share(trial);
    if (share === undefined) isDrawing = false;
    else {
      path += `${isDrawing ? 'L' : 'M'}${(xs[i] ?? 0).toFixed(1)},${(top + (1 - share) * height).toFixed(1)}`;
      isDrawing = true;
    }
  });
  return path;
}
