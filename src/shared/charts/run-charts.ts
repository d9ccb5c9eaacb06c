import { quantile, sample, smooth, type Curve, type Sampled } from './curves.ts';
import { placeLabel } from './label-place.ts';
import type { ChartBand, ChartLine, ChartMark, LineChartSpec } from './line-chart.ts';
import { runLine, testDash, validationDash, type ChartTheme } from './theme.ts';
import { logTicks, niceRange, stepTicksOver, tickDigits, type AxisRange } from './ticks.ts';
import { plain } from '../text/numbers.ts';

/** The loss and accuracy charts of one run: training in the run's colour, held-out splits in ink. */

export type SplitName = 'train' | 'validation' | 'test';

/** The words of a chart in the reader's language. */
export interface RunChartWords {
  readonly split: Readonly<Record<SplitName, string>>;
  readonly steps: (value: string) => string;
  readonly startsAt: (value: string) => string;
  readonly above: (value: string) => string;
  readonly below: (value: string) => string;
  readonly lowest: (value: string) => string;
  readonly highest: (value: string) => string;
}

export interface RunChartInput {
  /** Of the training loss every step; of evaluations one point each. */
  readonly train: Curve;
  readonly validation: Curve;
  readonly test: Curve;
  /** Position of the run in the palette. */
  readonly colour: number;
  readonly totalSteps: number;
  /** Pixels the plot is wide: more points than that are drawn as extremes. */
  readonly pixels: number;
  readonly words: RunChartWords;
  readonly theme: ChartTheme;
  readonly finished: boolean;
}

export interface LossChartInput extends RunChartInput {
  /** Weight of the moving average, 0 = none. */
  readonly smoothing: number;
  readonly scale: 'linear' | 'log';
}

export interface AccuracyChartInput extends RunChartInput {
  readonly range: 'data' | 'full';
}

const margin = { left: 52, right: 20, top: 10, bottom: 28 } as const;
const grouping = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** The loss of a run. Its linear axis is cut where the training settled; what lies above is said in words. */
export function lossChart(input: LossChartInput): LineChartSpec {
  const { train, words, theme, totalSteps } = input;
  const own = runLine(input.colour, theme).colour;
  const smoothed = smooth(train.steps, train.values, input.smoothing);
  const drawn = sample(train, smoothed, 0, totalSteps, Math.max(50, input.pixels));
  const y = input.scale === 'log' ? logLossRange(input, drawn) : lossRange(input, drawn);

  const bands: ChartBand[] = drawn.reduced ? [{ id: 'extremes', colour: own, opacity: 0.18, x: drawn.steps, low: drawn.min, high: drawn.max, stepped: true }] : [];
  const raw: ChartLine[] =
    drawn.reduced || input.smoothing === 0 ? [] : [{ id: 'raw', name: '', colour: own, width: 1, dash: [], x: drawn.steps, y: drawn.values, opacity: 0.25, quiet: true }];
  const lines: ChartLine[] = [
    ...raw,
    { id: 'train', name: words.split.train, colour: own, width: 2, dash: [], x: drawn.steps, y: drawn.smoothed, nowPoint: !input.finished },
    ...heldOut(input),
  ];
  const first = train.values.find((value) => Number.isFinite(value));
  const marks: ChartMark[] = [];
  if (input.scale === 'linear' && first !== undefined && first > y.max) {
    const entry = drawn.steps.find((_, index) => (drawn.smoothed[index] ?? NaN) <= y.max) ?? 0;
    marks.push({ x: entry, y: y.max - 0.03 * (y.max - y.min), colour: own, text: words.startsAt(first.toFixed(2)), side: 'right', bare: true });
  }
  const spec = { lines, bands, x: stepsAxis(totalSteps, input.pixels, words), y: { ...y, log: input.scale === 'log', format: valueFormat(y, input.scale === 'log') }, margin };
  return { ...spec, marks: [...marks, ...bestMark(input, spec, Math.min, words.lowest)] };
}

/** The accuracy of a run after each evaluation. */
export function accuracyChart(input: AccuracyChartInput): LineChartSpec {
  const { train, words, theme, totalSteps } = input;
  const own = runLine(input.colour, theme).colour;
  const y = input.range === 'full' ? { min: 0, max: 1, ticks: [0, 0.2, 0.4, 0.6, 0.8, 1] } : accuracyRange(input);
  const lines: ChartLine[] = [
    { id: 'train', name: words.split.train, colour: own, width: 2, dash: [], x: train.steps, y: train.values, nowPoint: true },
    ...heldOut(input),
  ];
  const marks: ChartMark[] = [];
  const lowest = Math.min(...[train, input.validation, input.test].flatMap((curve) => curve.values.filter((value) => Number.isFinite(value))));
  if (lowest < y.min) {
    // Right of where the curves have come up for good; what dips late is no start.
    const entry = Math.max(...[train, input.validation, input.test].map(({ steps, values }) => steps[values.findLastIndex((value, index) => value < y.min && (steps[index] ?? 0) <= totalSteps / 2) + 1] ?? 0));
    marks.push({ x: entry, y: y.min + 0.04 * (y.max - y.min), colour: own, text: words.below(lowest.toFixed(2)), side: 'right', bare: true });
  }
  const spec = { lines, bands: [], x: stepsAxis(totalSteps, input.pixels, words), y: { ...y, format: valueFormat(y, false) }, margin };
  return { ...spec, marks: [...marks, ...bestMark(input, spec, Math.max, words.highest)] };
}

/** The range that the accuracy axis has when it follows the data, for the switch that says so. */
export function accuracyRange(input: Pick<AccuracyChartInput, 'train' | 'validation' | 'test'>): AxisRange {
  const values = [input.train, input.validation, input.test].flatMap((curve) => [...curve.values]).filter((value) => Number.isFinite(value));
  if (values.length === 0) return { min: 0, max: 1, ticks: [0, 0.2, 0.4, 0.6, 0.8, 1] };
  // The first evaluations lie far below where the rest plays.
  const settled = values.length > 9 ? quantile(values, 0.06) : Math.min(...values);
  const high = Math.max(...values);
  const range = niceRange(Math.max(0, settled - 0.05 * (high - settled)), Math.min(1, high + 0.02 * (high - settled) + 1e-4), 6);
  const ticks = range.ticks.filter((tick) => tick <= 1 + 1e-9);
  return { min: Math.max(0, range.min), max: Math.min(1, range.max), ticks };
}

/** From what is drawn, which is little: ranges are worked out anew with every batch of points. */
function lossRange(input: LossChartInput, train: Sampled): AxisRange {
  const evaluations = [...input.validation.values, ...input.test.values].filter((value) => Number.isFinite(value));
  const highest = Math.max(...train.max.filter((value) => Number.isFinite(value)), ...evaluations, 0);
  if (train.values.length < 10) return niceRange(0, highest > 0 ? highest : 1);
  const settled = Math.floor(train.values.length * 0.1);
  // The first evaluation still belongs to the fall.
  const later = [input.validation, input.test].flatMap(({ values }) => values.slice(values.length > 2 ? 1 : 0)).filter((value) => Number.isFinite(value));
  const typical = Math.max(
    1.3 * Math.max(...train.smoothed.slice(settled).filter((value) => Number.isFinite(value)), ...later),
    quantile(train.max.slice(settled), 0.985),
  );
  return niceRange(0, Number.isFinite(typical) && typical < 0.75 * highest ? typical : highest);
}

function logLossRange(input: LossChartInput, train: Sampled): AxisRange {
  const positive = [...train.min, ...input.validation.values, ...input.test.values].filter((value) => Number.isFinite(value) && value > 0);
  const tops = [...train.max, ...input.validation.values, ...input.test.values].filter((value) => Number.isFinite(value) && value > 0);
  if (positive.length === 0) return logTicks(0.1, 10);
  // Single steps may come very close to nothing; the axis ends below the bulk of them.
  const low = Math.max(Math.min(...positive), quantile(positive, 0.01) / 3);
  return logTicks(low * 0.9, Math.max(...tops) * 1.1);
}

function heldOut({ validation, test, words, theme }: RunChartInput): ChartLine[] {
  const lines: ChartLine[] = [];
  if (validation.values.some((value) => Number.isFinite(value))) {
    lines.push({ id: 'validation', name: words.split.validation, colour: theme.text, width: 2, dash: validationDash, x: validation.steps, y: validation.values });
  }
  if (test.values.some((value) => Number.isFinite(value))) {
    lines.push({ id: 'test', name: words.split.test, colour: theme.text2, width: 1.5, dash: testDash, x: test.steps, y: test.values });
  }
  return lines;
}

/** The best evaluation of the split that choices are made by: validation, else test. */
function bestOf({ validation, test }: RunChartInput, choose: (...values: number[]) => number): { x: number; y: number } | undefined {
  const curve = validation.values.some((value) => Number.isFinite(value)) ? validation : test;
  const known = curve.values.filter((value) => Number.isFinite(value));
  if (known.length < 2) return undefined;
  const y = choose(...known);
  return { x: curve.steps[curve.values.indexOf(y)] ?? 0, y };
}

/** The ring at the best evaluation, its value where no curve runs through it. */
function bestMark(input: RunChartInput, spec: Omit<LineChartSpec, 'marks'>, choose: (...values: number[]) => number, say: (value: string) => string): ChartMark[] {
  const best = bestOf(input, choose);
  if (!best) return [];
  const text = say(best.y.toFixed(4));
  return [{ ...best, colour: input.theme.text, text, ...placeLabel({ ...best, text }, spec, input.pixels) }];
}

function stepsAxis(total: number, pixels: number, words: RunChartWords): LineChartSpec['x'] {
  const ticks = stepTicksOver(total, pixels);
  return { min: 0, max: Math.max(1, total), ticks, format: (value, isLast) => (isLast && value > 0 ? words.steps(grouping.format(value)) : grouping.format(value)) };
}

function valueFormat(range: AxisRange, log: boolean): (value: number) => string {
  if (log) return (value) => (value >= 0.001 && value < 10_000 ? String(Number(value.toPrecision(2))) : value.toExponential(0).replace('e+', 'e').replace('-', '−'));
  const digits = tickDigits(range.ticks);
  return (value) => (Math.abs(value) >= 1e6 ? plain(value) : digits === 0 ? grouping.format(value).replace('-', '−') : value.toFixed(digits).replace('-', '−'));
}
