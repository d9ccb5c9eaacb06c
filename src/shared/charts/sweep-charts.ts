import type { SweepRound, SweepTrial } from '../api/sweeps.ts';
import type { Distribution, SearchSection } from '../experiment/document.ts';
import { countAxis, linearAxis, logAxis, nameAxis, type PlotAxis } from './plot-axis.ts';
import type { ChartPoint, PointChartSpec, PointLook } from './point-chart.ts';

/** Words that the charts of a sweep need. */
export interface SweepWords {
  readonly value: (path: string, value: unknown) => string;
  readonly metric: (value: number) => string;
  readonly trials: (count: string) => string;
}

/** A sweep as its charts see it. */
export interface SweepView {
  readonly trials: readonly SweepTrial[];
  readonly rounds: readonly SweepRound[];
  readonly metric: SearchSection['metric'];
  readonly goal: SearchSection['goal'];
  /** Numbers of the trials that stand out; undefined = the best quarter. */
  readonly chosen?: ReadonlySet<number> | undefined;
  readonly hidePruned: boolean;
  readonly words: SweepWords;
}

/** Trials with a value, pruned ones where they are to be seen. */
export function visibleTrials({ trials, hidePruned }: Pick<SweepView, 'trials' | 'hidePruned'>): SweepTrial[] {
  return trials.filter(({ state, value }) => value !== null && (state === 'done' || (state === 'pruned' && !hidePruned)));
}

/** Trials trained to their end, the best first. */
export function ranked(trials: readonly SweepTrial[], goal: SearchSection['goal']): SweepTrial[] {
  const worth = ({ value }: SweepTrial) => (goal === 'maximize' ? -(value ?? -Infinity) : (value ?? Infinity));
  return trials.filter(({ state, value }) => state === 'done' && value !== null).toSorted((a, b) => worth(a) - worth(b) || a.number - b.number);
}

/** How each trial is drawn: chosen ones, or the best quarter where none are chosen, stand out; pruned ones are faint. */
export function looksOf(view: Pick<SweepView, 'trials' | 'goal' | 'chosen'>): (trial: SweepTrial) => PointLook {
  const order = ranked(view.trials, view.goal);
  const best = view.chosen ?? new Set(order.slice(0, Math.max(1, Math.ceil(order.length / 4))).map(({ number }) => number));
  return ({ number, state }) => (best.has(number) ? 'best' : state === 'pruned' || view.chosen ? 'faint' : 'plain');
}

/** The metric's axis. Losses of trials that nearly diverged would press all others together: it ends a little above the worse quartile. */
export function metricAxis({ metric, words }: Pick<SweepView, 'metric' | 'words'>, values: readonly number[]): PlotAxis {
  if (values.length === 0) return linearAxis(0, 1, { format: words.metric, round: true });
  const sorted = values.toSorted((a, b) => a - b);
  const lowest = sorted[0] ?? 0;
  const highest = sorted.at(-1) ?? 1;
  if (metric === 'validationAccuracy') return linearAxis(lowest, highest, { format: words.metric, round: true });
  const upper = sorted[Math.floor(0.75 * (sorted.length - 1))] ?? highest;
  return linearAxis(lowest, Math.min(highest, upper + 2 * (upper - lowest)), { round: true });
}

/** A parameter's axis over all rounds: the widest range searched, or every choice. */
export function parameterAxis(path: string, rounds: readonly SweepRound[], words: SweepWords, most = 5): PlotAxis {
  const distributions = rounds.flatMap(({ section }) => section.space[path] ?? []);
  const first = distributions[0];
  if (!first) return linearAxis(0, 1);
  if (first.distribution === 'choice') {
    const values = [...new Map(distributions.flatMap((one) => (one.distribution === 'choice' ? one.values : [])).map((value) => [JSON.stringify(value), value])).values()];
    const keys = values.map((value) => JSON.stringify(value));
    return nameAxis(values.map((value) => words.value(path, value)), (value) => keys.indexOf(JSON.stringify(value)));
  }
  const ranges = distributions.flatMap((one) => (one.distribution === 'choice' ? [] : [one]));
  const low = Math.min(...ranges.map((range) => range.low));
  const high = Math.max(...ranges.map((range) => range.high));
  return isLog(first) ? logAxis(low, high) : linearAxis(low, high, { most });
}

export const isLog = ({ distribution }: Distribution): boolean => distribution.startsWith('log-');

/** Every parameter of any round, in the document's order. */
export function searchedPaths(rounds: readonly SweepRound[]): string[] {
  return [...new Set(rounds.flatMap(({ section }) => Object.keys(section.space)))];
}

/** The metric of each trial in the order of their numbers, and the best so far. */
export function historyChart(view: SweepView, pixels: number): PointChartSpec {
  const shown = visibleTrials(view);
  const look = looksOf(view);
  const y = metricAxis(view, shown.map(({ value }) => value ?? 0));
  const last = Math.max(1, ...view.trials.map(({ number }) => number + 1));
  const steps: { x: number; y: number }[] = [];
  let best: SweepTrial | undefined;
  for (const trial of view.trials.filter(({ state, value }) => state === 'done' && value !== null).toSorted((a, b) => a.number - b.number)) {
    if (best && !isBetter(trial, best, view.goal)) continue;
    best = trial;
    steps.push({ x: trial.number + 1, y: y.place(Math.min(y.max, trial.value ?? 0)) });
  }
  if (best) steps.push({ x: last, y: y.place(best.value) });
  return {
    points: shown.map((trial) => ({ id: trial.number, x: trial.number + 1, y: within(y, trial.value), look: look(trial) })),
    x: countAxis(last, Math.max(2, Math.round(pixels / 80)), view.words.trials),
    y,
    steps,
    rules: view.rounds.slice(1).map(({ first }) => first + 0.5),
    ...(best ? { mark: { x: best.number + 1, y: best.value, text: view.words.metric(best.value ?? 0), side: view.goal === 'maximize' ? ('bottom' as const) : ('top' as const) } } : {}),
    margin: { left: 52, right: 16, top: 10, bottom: 28 },
  };
}

/** The metric against one parameter; the range proposed for the next round is marked. */
export function sliceChart(view: SweepView, path: string, proposed?: { readonly low: number; readonly high: number }, most?: number): PointChartSpec {
  const shown = visibleTrials(view).filter(({ settings }) => Object.hasOwn(settings, path));
  const look = looksOf(view);
  const y = metricAxis(view, shown.map(({ value }) => value ?? 0));
  const x = parameterAxis(path, view.rounds, view.words, most);
  return {
    points: shown.map((trial): ChartPoint => ({ id: trial.number, x: trial.settings[path], y: within(y, trial.value), look: look(trial) })),
    x,
    y,
    ...(proposed ? { stretch: { low: x.place(proposed.low), high: x.place(proposed.high) } } : {}),
    margin: { left: 52, right: 20, top: 10, bottom: 28 },
  };
}

const columns = 48;
const rows = 36;
const levels = 8;

/** Two parameters against each other, over a surface of the metric: the stronger its colour, the better. */
export function contourChart(view: SweepView, [first, second]: readonly [string, string]): PointChartSpec {
  const shown = visibleTrials(view).filter(({ settings }) => Object.hasOwn(settings, first) && Object.hasOwn(settings, second));
  const look = looksOf(view);
  const x = parameterAxis(first, view.rounds, view.words);
  const y = parameterAxis(second, view.rounds, view.words);
  const points = shown.map((trial) => ({ trial, u: share(x, trial.settings[first]), v: share(y, trial.settings[second]) }));
  const surface = smoothed(
    points.map(({ trial, u, v }) => ({ u, v, value: view.goal === 'maximize' ? (trial.value ?? 0) : -(trial.value ?? 0) })),
  );
  return {
    points: shown.map((trial): ChartPoint => ({ id: trial.number, x: trial.settings[first], y: trial.settings[second], look: look(trial) })),
    x,
    y,
    ...(surface ? { surface: { columns, rows, levels: surface } } : {}),
    // Names of choices need more room than numbers.
    margin: { left: Math.min(128, Math.max(60, 28 + 7 * Math.max(...y.ticks.map((tick) => y.format(tick, false).length)))), right: 20, top: 10, bottom: 28 },
  };
}

/**
 * A smooth surface through scattered values: at each place the mean of all values weighted by a Gaussian of their distance, as wide as
 * points are apart on average; cut into levels by rank, so that one extreme value does not take all of them.
 */
function smoothed(points: readonly { readonly u: number; readonly v: number; readonly value: number }[]): number[] | undefined {
  if (points.length < 4) return undefined;
  const width = Math.max(0.05, 0.6 / Math.sqrt(points.length));
  const surface = Array.from({ length: columns * rows }, (_, cell) => {
    const u = ((cell % columns) + 0.5) / columns;
    const v = (Math.floor(cell / columns) + 0.5) / rows;
    let sum = 0;
    let weight = 0;
    for (const point of points) {
      const w = Math.exp(-((point.u - u) ** 2 + (point.v - v) ** 2) / (2 * width * width)) + 1e-12;
      sum += w * point.value;
      weight += w;
    }
    return sum / weight;
  });
  const sorted = surface.toSorted((a, b) => a - b);
  const lowest = sorted[Math.floor(0.02 * sorted.length)] ?? 0;
  const highest = sorted.at(-1) ?? 1;
  if (!(highest > lowest)) return undefined;
  return surface.map((value) => Math.max(0, Math.min(levels, Math.floor(((value - lowest) / (highest - lowest)) * (levels + 1)))) / levels);
}

const share = (axis: PlotAxis, value: unknown): number => (axis.place(value) - axis.min) / (axis.max - axis.min || 1);
const within = (axis: PlotAxis, value: number | null): number => Math.min(axis.max, Math.max(axis.min, value ?? 0));
const isBetter = (a: SweepTrial, b: SweepTrial, goal: SearchSection['goal']): boolean => (goal === 'maximize' ? (a.value ?? 0) > (b.value ?? 0) : (a.value ?? 0) < (b.value ?? 0));
