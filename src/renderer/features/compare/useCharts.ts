import type { EChartsOption } from 'echarts';
import { computed, type Ref } from 'vue';
import { useI18n } from 'vue-i18n';
import type { MetricName, RunSummary } from '../../../shared/api/records.ts';
import { groupChart, scatterChart, seedChart } from '../../../shared/charts/compare-charts.ts';
import { emptyCurve } from '../../../shared/charts/curves.ts';
import { bandOf, groupCurve, type GroupCurve } from '../../../shared/charts/group-curves.ts';
import type { LineChartSpec } from '../../../shared/charts/line-chart.ts';
import { runLine, type ChartTheme } from '../../../shared/charts/theme.ts';
import { healthyUpdate } from '../../../shared/charts/update-chart.ts';
import { count, fixed } from '../../ui/format.ts';
import { useParameterWords } from '../../ui/useParameterWords.ts';
import { scaleOf, type useCompareCurves } from './useCompareCurves.ts';
import type { ComparisonState, ViewedGroup } from './useComparison.ts';
import { curveCharts, smoothingWeights, type ChartKind } from './view.ts';

type CurveKind = (typeof curveCharts)[number];

/** One chart of the screen: lines with a cursor, or a figure without. */
export interface ComposedChart {
  readonly kind: ChartKind;
  readonly title: string;
  readonly caption: string;
  readonly lines?: LineChartSpec;
  readonly option?: EChartsOption;
  readonly empty?: string;
  readonly legend: readonly ViewedGroup[];
  readonly table: () => { columns: string[]; rows: string[][] };
}

const places = 300;

/** Composes the charts of a comparison. */
export function useCharts(input: {
  readonly comparison: ComparisonState;
  readonly data: ReturnType<typeof useCompareCurves>;
  readonly lifted: Readonly<Ref<string | undefined>>;
  readonly zoom: Readonly<Ref<readonly [number, number] | undefined>>;
  readonly theme: Readonly<Ref<ChartTheme>>;
  readonly pixels: Readonly<Ref<number>>;
}) {
  const { comparison, data, lifted, zoom, theme, pixels } = input;
  const { t } = useI18n();
  const words = useParameterWords();
  const shown = computed(() => comparison.groups.value.filter((group) => group.shown));

  function curveOfGroup(group: ViewedGroup, kind: CurveKind): GroupCurve {
    const { align, band, smoothing } = comparison.view.value;
    return groupCurve({
      curves: group.runs.map((run) => data.curves.value.get(run.id)?.[kind] ?? emptyCurve),
      scales: group.runs.map((run) => scaleOf(run, align)),
      smoothing: kind === 'loss' ? (smoothingWeights[smoothing] ?? 0) : 0,
      band,
      places,
    });
  }

  /** Curves by group, for the charts and for the legend's values. */
  const curves = computed(() => new Map(comparison.groups.value.map((group) => [group.key, Object.fromEntries(curveCharts.map((kind) => [kind, curveOfGroup(group, kind)])) as Record<CurveKind, GroupCurve>])));

  const unit = (value: string) => t(({ step: 'compare.stepsUnit', epoch: 'compare.epochs', time: 'compare.seconds' } as const)[comparison.view.value.align], { value });

  /** A zoom is in steps; other axes are shown whole. */
  const range = computed(() => (comparison.view.value.align === 'step' ? zoom.value : undefined));

  function lineTable(spec: LineChartSpec) {
    const xs = [...new Set(spec.lines.flatMap((line) => [...line.x]))].sort((a, b) => a - b);
    const every = Math.max(1, Math.ceil(xs.length / 400));
    const known = spec.lines.map((line) => new Map(line.x.map((x, index) => [x, line.y[index] ?? NaN])));
    return {
      columns: [t(({ step: 'compare.alignStep', epoch: 'compare.alignEpoch', time: 'compare.alignTime' } as const)[comparison.view.value.align]), ...spec.lines.map((line) => line.name)],
      rows: xs.filter((_, index) => index % every === 0).map((x) => [String(Number(x.toPrecision(7))), ...known.map((values) => (Number.isFinite(values.get(x) ?? NaN) ? fixed(values.get(x), 5) : ''))]),
    };
  }

  function curveChart(kind: CurveKind, groups: readonly ViewedGroup[], title?: string): ComposedChart {
    const lines = groupChart({
      groups: groups.map((group) => ({ ...group, curve: curves.value.get(group.key)?.[kind] ?? { x: [], mean: [], low: [], high: [], counts: [] } })),
      log: kind.endsWith('oss'),
      lifted: lifted.value,
      higherIsBetter: kind.endsWith('Accuracy'),
      range: range.value,
      pixels: pixels.value,
      unit,
      theme: theme.value,
    });
    return {
      kind,
      title: title ?? t(kind === 'loss' ? 'metric.trainLoss' : `metric.${kind}`),
      caption: kind === 'loss' ? t('compare.captionLoss') : t('compare.captionMetric'),
      lines,
      ...(lines.lines.every((line) => line.x.length === 0) ? { empty: t('compare.noValues') } : {}),
      legend: groups,
      table: () => lineTable(lines),
    };
  }

  /** The metric that choices are read from: test accuracy, or what there is. */
  const metric = computed<MetricName>(() => {
    const has = (name: MetricName) => shown.value.some((group) => group.runs.some((run) => run.metrics[name]));
    return (['testAccuracy', 'validationAccuracy', 'trainAccuracy', 'testLoss', 'trainLoss'] as const).find(has) ?? 'testAccuracy';
  });
  function bestOf(run: RunSummary): number | undefined {
    const extremes = run.metrics[metric.value];
    return (metric.value.endsWith('Accuracy') ? extremes?.max : extremes?.min) ?? undefined;
  }
  const groupResults = computed(() =>
    comparison.groups.value.map((group) => {
      const values = group.runs.flatMap((run) => bestOf(run) ?? []);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return { group, values, mean };
    }),
  );

  function seeds(): ComposedChart {
    const direction = metric.value.endsWith('Accuracy') ? -1 : 1;
    const rows = groupResults.value
      .filter(({ group, values }) => group.shown && values.length > 0)
      .map(({ group, values, mean }) => {
        const [low, high] = bandOf(values, mean, comparison.view.value.band);
        return { ...group, values, mean, low, high };
      })
      .sort((a, b) => direction * (a.mean - b.mean));
    return {
      kind: 'seeds',
      title: t('compare.bySeed', { metric: t(`metric.${metric.value}`) }),
      caption: t('compare.captionSeeds'),
      option: seedChart({ groups: rows, lifted: lifted.value, theme: theme.value, format: fixed }),
      ...(rows.length === 0 ? { empty: t('compare.noValues') } : {}),
      legend: shown.value,
      table: () => ({
        columns: [t('compare.group'), ...Array.from({ length: Math.max(0, ...rows.map((row) => row.values.length)) }, (_, index) => String(index)), 'x̄'],
        rows: rows.map((row) => [row.name, ...row.values.map((value) => fixed(value)), fixed(row.mean)]),
      }),
    };
  }

  /** Why there is nothing to see of the networks' insides: it is on its way, or was not recorded. */
  const nothingInside = computed(() => (shown.value.some(({ runs: [run] }) => run && !data.inspections.value.has(run.id)) ? `${t('app.loading')} …` : t('compare.noInspections')));

  function update(): ComposedChart {
    const groups = shown.value.map((group) => {
      const run = group.runs[0];
      const list = (run && data.inspections.value.get(run.id)) ?? [];
      const scale = run ? scaleOf(run, comparison.view.value.align) : 1;
      const read = list.flatMap((inspection) => {
        const ratios = inspection.layers.flatMap((layer) => layer.updateRatio ?? []).sort((a, b) => a - b);
        return ratios.length > 0 ? [{ x: inspection.step * scale, value: ratios[Math.floor(ratios.length / 2)] ?? NaN }] : [];
      });
      const mean = read.map(({ value }) => value);
      return { ...group, curve: { x: read.map(({ x }) => x), mean, low: mean, high: mean, counts: mean.map(() => 1) } };
    });
    const spec = groupChart({ groups, log: false, lifted: lifted.value, higherIsBetter: false, range: range.value, pixels: pixels.value, unit, theme: theme.value, region: { ...healthyUpdate, colour: theme.value.good, opacity: 0.09 } });
    const values = groups.flatMap(({ curve }) => curve.mean);
    const low = Math.min(-5, Math.floor(Math.min(...values)));
    const high = Math.max(-1, Math.ceil(Math.max(...values)));
    const lines: LineChartSpec = { ...spec, marks: [], y: { min: low, max: high, ticks: Array.from({ length: high - low + 1 }, (_, index) => low + index), format: (value) => String(value).replace('-', '−') } };
    return { kind: 'update', title: t('compare.update'), caption: t('compare.captionUpdate'), lines, ...(values.length === 0 ? { empty: nothingInside.value } : {}), legend: shown.value, table: () => lineTable(lines) };
  }

  function histogram(): ComposedChart {
    const read = shown.value.flatMap((group) => {
      const run = group.runs[0];
      const last = run && data.inspections.value.get(run.id)?.at(-1);
      const hidden = last?.layers.filter((layer) => layer.dead !== null || layer.saturated !== null);
      const layer = hidden?.at(-1) ?? last?.layers.at(-1);
      if (!layer) return [];
      const { low, high, counts, total } = layer.activations.histogram;
      const width = (high - low) / Math.max(1, counts.length);
      const x = counts.flatMap((_, index) => [low + index * width, low + (index + 1) * width]);
      const mean = counts.flatMap((value) => [value / Math.max(1, total), value / Math.max(1, total)]);
      return [{ group, layer, curve: { x, mean, low: mean, high: mean, counts: mean.map(() => 1) } }];
    });
    const spec = groupChart({ groups: read.map(({ group, curve }) => ({ ...group, curve })), log: false, lifted: lifted.value, higherIsBetter: true, pixels: pixels.value, unit: (value) => value, theme: theme.value });
    const from = Math.min(0, ...read.flatMap(({ curve }) => curve.x[0] ?? 0));
    const lines: LineChartSpec = { ...spec, marks: [], x: { ...spec.x, min: from, ticks: [from, ...spec.x.ticks.filter((tick) => tick > from)] } };
    const [first] = read;
    return {
      kind: 'histogram',
      title: t('compare.histogram'),
      caption: first ? t('compare.captionHistogram', { layer: `${first.layer.layer + 1}. ${words.value(`network.layers.${first.layer.layer}.type`, first.layer.type)}` }) : '',
      lines,
      ...(read.length === 0 ? { empty: nothingInside.value } : {}),
      legend: shown.value,
      table: () => lineTable(lines),
    };
  }

  function scatter(): ComposedChart {
    const path = comparison.differing.value.find((one) => shown.value.some((group) => typeof group.parameters[one] === 'number')) ?? comparison.differing.value[0] ?? 'optimizer.lr';
    const points = shown.value.flatMap((group) =>
      group.runs.flatMap((run) => {
        const y = bestOf(run);
        const x = group.parameters[path];
        return y === undefined ? [] : [{ group, x: typeof x === 'number' ? x : words.value(path, x), y }];
      }),
    );
    return {
      kind: 'scatter',
      title: t('compare.scatter', { metric: t(`metric.${metric.value}`), parameter: words.label(path) }),
      caption: t('compare.captionScatter'),
      option: scatterChart({ points, lifted: lifted.value, theme: theme.value }),
      ...(points.length === 0 ? { empty: t('compare.noValues') } : {}),
      legend: shown.value,
      table: () => ({ columns: [t('compare.group'), words.label(path), t(`metric.${metric.value}`)], rows: points.map((point) => [point.group.name, String(point.x), fixed(point.y)]) }),
    };
  }

  function compose(kind: ChartKind): ComposedChart {
    switch (kind) {
      case 'seeds':
        return seeds();
      case 'update':
        return update();
      case 'histogram':
        return histogram();
      case 'scatter':
        return scatter();
      default:
        return curveChart(kind, shown.value);
    }
  }

  const charts = computed<ComposedChart[]>(() => {
    const { chartBy, slots } = comparison.view.value;
    if (!chartBy) return slots.map(compose);
    const values = [...new Set(shown.value.map((group) => String(group.parameters[chartBy] ?? '')))];
    return values.map((value) => {
      const groups = shown.value.filter((group) => String(group.parameters[chartBy] ?? '') === value);
      return curveChart(metric.value, groups, `${words.label(chartBy)} ${words.value(chartBy, groups[0]?.parameters[chartBy])}`);
    });
  });

  function figureOf(chart: ComposedChart) {
    return {
      title: chart.title,
      caption: chart.caption,
      legend: chart.legend.map((group) => ({ name: group.name, colour: runLine(group.colour, theme.value).colour, dash: runLine(group.dash, theme.value).dash })),
    };
  }
  const place = (x: number) => t(({ step: 'compare.placeStep', epoch: 'compare.placeEpoch', time: 'compare.placeTime' } as const)[comparison.view.value.align], { value: comparison.view.value.align === 'step' ? count(x) : String(Number(x.toPrecision(4))) });

  return { charts, curves, metric, groupResults, figureOf, place };
}
