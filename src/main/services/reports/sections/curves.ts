import { metricNames, type MetricName } from '../../../../shared/api/records.ts';
import { groupChart, seedChart } from '../../../../shared/charts/compare-charts.ts';
import { bandOf, groupCurve } from '../../../../shared/charts/group-curves.ts';
import type { LineChartSpec } from '../../../../shared/charts/line-chart.ts';
import { overlayChart } from '../../../../shared/charts/overlay-chart.ts';
import { accuracyChart, lossChart, type RunChartWords } from '../../../../shared/charts/run-charts.ts';
import { runLine, type ChartTheme } from '../../../../shared/charts/theme.ts';
import { stepTicksOver } from '../../../../shared/charts/ticks.ts';
import { updateChart } from '../../../../shared/charts/update-chart.ts';
import type { ReportBlock, ReportChart } from '../../../../shared/report/model.ts';
import { fittingCharts, type ReportChartName } from '../../../../shared/report/plan.ts';
import { fill, type ReportWords } from '../../../../shared/report/words.ts';
import { fixed, rate } from '../../../../shared/text/numbers.ts';
import { lineTable } from '../chart-table.ts';
import { curvePoints, heldOutOf, meanAndDeviation, mostCurves, type Making } from '../making.ts';
import { traitsOf, type ReportedRun } from '../source.ts';

export const chartWidth = 720;
const height = 268;
/** Weight of the moving average over the mini-batches' losses. */
const smoothing = 0.9;
/** Shorter runs are shown as they are. */
const smoothedFrom = 100;

/** The charts of a section, in the plan's order. */
export function curvesSection(making: Making, section: string, names: readonly ReportChartName[] | undefined): ReportBlock[] {
  const { reported, words, store } = making;
  const [only] = reported.runs;
  if (!only) return [{ kind: 'note', tone: 'plain', text: words.noRuns }];
  const wanted = names ?? fittingCharts(traitsOf(store, reported));
  return wanted.map((name): ReportBlock => {
    const chart = reported.runs.length === 1 ? ofOne(making, only, name) : ofSeveral(making, name);
    return chart ? { kind: 'chart', chart: { ...chart, id: `${section}-${name}` } } : { kind: 'note', tone: 'plain', text: `${words.chart[name]}: ${words.noCurve}` };
  });
}

type Made = Omit<ReportChart, 'id'> | undefined;

/** A chart of lines with its table. */
function lineFigure(words: ReportWords, title: string, caption: string, lines: (theme: ChartTheme) => LineChartSpec, formatY: (value: number) => string, theme: ChartTheme): Made {
  const spec = lines(theme);
  if (!spec.lines.some(({ y }) => y.some((value) => Number.isFinite(value)))) return undefined;
  return { title, caption, width: chartWidth, height, lines, unit: words.steps, table: lineTable(spec, words.step, formatY) };
}

function ofOne(making: Making, run: ReportedRun, name: ReportChartName): Made {
  const { words, curve, language } = making;
  const { run: summary, position } = run;
  const totalSteps = Math.max(1, summary.state === 'done' ? summary.progress.step : summary.progress.totalSteps);
  const common = { colour: position, totalSteps, pixels: chartWidth - 72, words: chartWords(words), finished: true };
  const split = (what: 'Loss' | 'Accuracy') => ({ validation: curve(run, `validation${what}`), test: curve(run, `test${what}`) });
  const title = words.chart[name];
  switch (name) {
    case 'loss':
    case 'training-loss': {
      const train = curve(run, 'loss');
      const smooth = summary.progress.step >= smoothedFrom;
      const lines = (theme: ChartTheme) => lossChart({ ...common, train, ...split('Loss'), theme, smoothing: smooth ? smoothing : 0, scale: 'linear' });
      return lineFigure(words, title, smooth ? words.caption.loss : words.caption.lossRaw, lines, fixed, making.theme);
    }
    case 'accuracy':
    case 'training-accuracy':
      return lineFigure(words, title, words.caption.accuracy, (theme) => ({ ...accuracyChart({ ...common, train: curve(run, 'trainAccuracy'), ...split('Accuracy'), theme, range: 'data' }) }), fixed, making.theme);
    case 'learning-rate': {
      const rates = curve(run, 'lr');
      const lines = (theme: ChartTheme) => overlayChart({ curves: [{ id: 'lr', name: title, position, x: rates.steps, y: rates.values }], log: false, pixels: chartWidth, unit: (value) => fill(words.steps, { value }), theme });
      return lineFigure(words, title, words.caption.learningRate, (theme) => fromZero(lines(theme)), rate, making.theme);
    }
    case 'update-ratio': {
      const inspections = making.store.inspections.read(run.stored.seq, { limit: 100 });
      if (inspections.length === 0) return undefined;
      const layerName = (layer: number, type: string) => `${layer + 1} · ${making.parameters.typeTitle('layer', type)}`;
      const lines = (theme: ChartTheme): LineChartSpec => {
        const spec = updateChart({ inspections, name: layerName, selected: undefined, totalSteps, steps: (value) => fill(words.steps, { value }), theme });
        return { ...spec, margin: { ...spec.margin, right: 20 }, x: { ...spec.x, ticks: stepTicksOver(spec.x.max, chartWidth - 60) }, lines: spec.lines.map(({ endLabel: _endLabel, ...line }, index) => ({ ...line, ...runLine(position + index, theme), width: 1.75 })) };
      };
      return lineFigure(words, title, words.caption.updateRatio, lines, (value) => fixed(value, 2), making.theme);
    }
    case 'seeds':
      return undefined;
    default:
      throw new RangeError(`unknown chart ${String(name satisfies never)} in ${language}`);
  }
}

function ofSeveral(making: Making, name: ReportChartName): Made {
  const { words, reported } = making;
  const splitOf = (metric: MetricName) => (metric.startsWith('validation') ? words.split.validation : words.split.test);
  const lossMetric = heldOutOf(reported.runs, 'Loss');
  const accuracyMetric = heldOutOf(reported.runs, 'Accuracy');
  switch (name) {
    case 'training-loss':
      return grouped(making, name, 'loss', words.caption.trainingLoss, { log: true, higherIsBetter: false, smoothed: true, format: fixed });
    case 'loss':
      return grouped(making, name, lossMetric, fill(words.caption.lossSeveral, { split: splitOf(lossMetric) }), { log: false, higherIsBetter: false, format: fixed }, words.metric[lossMetric]);
    case 'accuracy':
      return grouped(making, name, accuracyMetric, fill(words.caption.accuracySeveral, { split: splitOf(accuracyMetric) }), { log: false, higherIsBetter: true, format: fixed }, words.metric[accuracyMetric]);
    case 'training-accuracy':
      return grouped(making, name, 'trainAccuracy', words.caption.trainingAccuracy, { log: false, higherIsBetter: true, format: fixed });
    case 'learning-rate':
      return grouped(making, name, 'lr', words.caption.learningRate, { log: false, higherIsBetter: true, format: rate });
    case 'seeds':
      return seeds(making);
    case 'update-ratio':
      return undefined;
    default:
      throw new RangeError(`unknown chart ${String(name satisfies never)}`);
  }
}

function grouped(making: Making, name: ReportChartName, series: string, caption: string, look: { log: boolean; higherIsBetter: boolean; smoothed?: boolean; format: (value: number) => string }, title?: string): Made {
  const { words, groups, curve } = making;
  const drawn = groups.slice(0, mostCurves).map((group) => ({
    key: group.key,
    name: group.name,
    colour: group.position,
    dash: group.position,
    curve: groupCurve({
      curves: group.members.map((run) => curve(run, series)),
      scales: group.members.map(() => 1),
      smoothing: look.smoothed && group.members.every(({ run }) => run.progress.step >= smoothedFrom) ? smoothing : 0,
      band: 'sd',
      places: curvePoints,
    }),
  }));
  const hidden = groups.slice(mostCurves).map((group) => group.name);
  const sentences = [
    caption,
    ...(drawn.some(({ curve: one }) => one.counts.some((n) => n > 1)) ? [words.caption.band] : []),
    ...(hidden.length > 0 ? [fill(words.caption.hidden, { names: hidden.slice(0, 8).join(words.and) + (hidden.length > 8 ? ' …' : '') })] : []),
  ];
  const lines = (theme: ChartTheme) =>
    groupChart({ groups: drawn.filter(({ curve: one }) => one.x.length > 0), log: look.log, higherIsBetter: look.higherIsBetter, pixels: chartWidth - 64, unit: (value) => fill(words.steps, { value }), theme });
  return lineFigure(words, title ?? words.chart[name], sentences.join(making.language === 'en' ? ' ' : ''), lines, look.format, making.theme);
}

function seeds(making: Making): Made {
  const { words, groups, reported } = making;
  const accuracy = heldOutOf(reported.runs, 'Accuracy');
  const has = (name: MetricName) => reported.runs.some(({ run }) => typeof run.final?.[name] === 'number');
  const metric = has(accuracy) ? accuracy : (metricNames.find((name) => name === heldOutOf(reported.runs, 'Loss') && has(name)) ?? undefined);
  if (!metric) return undefined;
  const drawn = groups.slice(0, 2 * mostCurves).flatMap((group) => {
    const values = group.members.flatMap(({ run }) => run.final?.[metric] ?? []);
    if (values.length === 0) return [];
    const { mean } = meanAndDeviation(values);
    const [low, high] = bandOf(values, mean, 'sd');
    return [{ key: group.key, name: group.name, colour: group.position, dash: group.position, values, mean, low, high }];
  });
  if (drawn.length === 0) return undefined;
  return {
    title: words.chart.seeds,
    caption: fill(words.caption.seeds, { metric: words.metric[metric] }),
    width: chartWidth,
    height: 42 + 26 * drawn.length,
    option: (theme) => seedChart({ groups: drawn, theme, format: (value) => fixed(value) }),
    table: {
      columns: [{ title: words.group }, { title: words.metric[metric], number: true }],
      rows: drawn.map(({ name, values }) => [{ text: name }, { text: values.map((value) => fixed(value)).join('  ') }]),
    },
  };
}

/** A rate is seen from zero on. */
function fromZero(spec: LineChartSpec): LineChartSpec {
  const highest = Math.max(...spec.lines.flatMap(({ y }) => y.filter((value) => Number.isFinite(value))));
  const top = highest > 0 ? highest : 1;
  const digits = Math.max(0, 2 - Math.floor(Math.log10(top)));
  return { ...spec, y: { min: 0, max: 1.1 * top, ticks: [0, top / 2, top], format: (value) => String(Number(value.toFixed(Math.min(12, digits)))) }, margin: { ...spec.margin, left: 64 } };
}

function chartWords(words: ReportWords): RunChartWords {
  const put = (text: string) => (value: string) => fill(text, { value });
  return { split: words.split, steps: put(words.steps), startsAt: put(words.startsAt), above: put(words.above), below: put(words.below), lowest: put(words.lowest), highest: put(words.highest) };
}
