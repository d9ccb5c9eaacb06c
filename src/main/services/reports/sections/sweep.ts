import { pointArea, pointChart, type PointChartSpec } from '../../../../shared/charts/point-chart.ts';
import { historyChart, ranked, searchedPaths, sliceChart, type SweepView } from '../../../../shared/charts/sweep-charts.ts';
import type { Distribution } from '../../../../shared/experiment/document.ts';
import type { ParameterValue } from '../../../../shared/experiment/parameters.ts';
import type { ReportBlock, ReportCell, ReportChart } from '../../../../shared/report/model.ts';
import { fill } from '../../../../shared/report/words.ts';
import { count, fixed, plain } from '../../../../shared/text/numbers.ts';
import type { Making } from '../making.ts';
import { chartWidth } from './curves.ts';

const mostTrials = 10;
const mostSlices = 8;
const sliceWidth = 348;

/** A search: what was searched, every trial, each parameter by itself, the best trials. */
export function sweepSection(making: Making, section: string): ReportBlock[] {
  const { words, reported } = making;
  const { sweep, experiment } = reported;
  if (!sweep) return [{ kind: 'note', tone: 'plain', text: words.noRuns }];
  const metric = words.metric[sweep.metric];
  const document = experiment?.document;
  const label = (path: string) => making.parameters.label(path, [document]);
  const value = (path: string, given: unknown): string => settingText(making, path, given);
  const view: SweepView = {
    ...sweep,
    hidePruned: false,
    words: { value, metric: (one) => (sweep.metric === 'validationAccuracy' ? fixed(one, 3) : fixed(one)), trials: (one) => fill(words.sweep.trials, { value: one }) },
  };
  const last = sweep.rounds.at(-1)?.section;
  const number = (state: string) => count(sweep.trials.filter((trial) => trial.state === state).length);
  const blocks: ReportBlock[] = [
    {
      kind: 'note',
      tone: 'plain',
      text: fill(words.sweep.summary, {
        method: words.sweep.method[last?.method ?? 'random'],
        goal: words.sweep.goal[sweep.goal],
        metric: making.language === 'en' ? metric.toLowerCase() : metric,
        done: number('done'),
        pruned: number('pruned'),
        failed: number('failed'),
      }),
    },
    spaceTable(making, label, value),
  ];
  const best = ranked(sweep.trials, sweep.goal);
  if (best.length === 0) return [...blocks, { kind: 'note', tone: 'plain', text: words.sweep.noTrials }];
  const paths = searchedPaths(sweep.rounds);
  const table = { columns: [{ title: words.sweep.trial, number: true }, { title: metric, number: true }], rows: best.slice(0, 100).map((trial): ReportCell[] => [{ text: String(trial.number + 1) }, { text: fixed(trial.value) }]) };
  const chart = (id: string, title: string, caption: string, spec: PointChartSpec, width: number, height: number): ReportChart => ({
    id: `${section}-${id}`,
    title,
    caption,
    width,
    height,
    option: (theme) => pointChart(spec, theme),
    points: pointsOf(making, spec, view, width, height),
    table,
  });
  blocks.push({ kind: 'chart', chart: chart('history', words.sweep.history, fill(words.sweep.historyCaption, { metric }), historyChart(view, chartWidth), chartWidth, 268) });
  const slices = paths.slice(0, mostSlices).map((path, index) => chart(`slice-${index + 1}`, label(path), '', sliceChart(view, path, undefined, 3), sliceWidth, 188));
  if (slices.length > 0) blocks.push({ kind: 'charts', caption: fill(words.sweep.sliceCaption, { metric }), charts: slices });
  blocks.push(bestTable(making, best.slice(0, mostTrials), paths, label, value));
  const test = reported.runs.find(({ run }) => run.id === sweep.testRunId);
  if (test) {
    const fact = making.factOf(test);
    const rows = (['testAccuracy', 'testLoss'] as const).flatMap((name): ReportCell[][] => {
      const result = test.run.final?.[name];
      return typeof result === 'number' ? [[{ text: words.metric[name] }, { text: fixed(result), fact: `${fact}.final.${name}`, strong: true }]] : [];
    });
    if (rows.length > 0) blocks.push({ kind: 'table', caption: words.sweep.test, table: { columns: [{ title: '' }, { title: words.final, number: true }], rows } });
  }
  return blocks;
}

function settingText({ parameters, reported }: Making, path: string, given: unknown): string {
  if (typeof given !== 'object' || given === null) return parameters.value(path, given as ParameterValue, [reported.experiment?.document]);
  const { type, scheme, ...rest } = given as Record<string, unknown>;
  const slot = path === 'network.init' ? 'initializer' : path === 'schedule' ? 'schedule' : 'optimizer';
  if (type === undefined && scheme === undefined) return JSON.stringify(given).slice(0, 60);
  return [parameters.typeTitle(slot, type ?? scheme), ...Object.values(rest).map((one) => (typeof one === 'number' ? plain(one) : String(one)))].join(' ');
}

function spaceTable({ words, reported }: Making, label: (path: string) => string, value: (path: string, given: unknown) => string): ReportBlock {
  const rounds = reported.sweep?.rounds ?? [];
  const range = (path: string, distribution: Distribution | undefined): string => {
    if (!distribution) return '–';
    if (distribution.distribution === 'choice') return distribution.values.map((one) => value(path, one)).join(words.and);
    const { low, high } = distribution;
    return fill(distribution.distribution.startsWith('log-') ? words.sweep.logRange : words.sweep.linearRange, { low: plain(low), high: plain(high) });
  };
  return {
    kind: 'table',
    caption: words.sweep.space,
    table: {
      columns: [{ title: words.setting }, ...rounds.map(({ round }) => ({ title: rounds.length > 1 ? `${words.sweep.range} ${round + 1}` : words.sweep.range }))],
      rows: searchedPaths(rounds).map((path) => [{ text: label(path) }, ...rounds.map(({ section }) => ({ text: range(path, section.space[path]) }))]),
    },
  };
}

function bestTable({ words, reported }: Making, best: ReturnType<typeof ranked>, paths: readonly string[], label: (path: string) => string, value: (path: string, given: unknown) => string): ReportBlock {
  const { sweep } = reported;
  const metric = sweep ? words.metric[sweep.metric] : '';
  return {
    kind: 'table',
    caption: fill(words.sweep.bestCaption, { count: best.length, total: count(sweep?.trials.length ?? 0), metric }),
    table: {
      columns: [{ title: words.sweep.trial, number: true }, { title: metric, number: true }, ...paths.map((path) => ({ title: label(path), number: best.every(({ settings }) => typeof settings[path] === 'number') }))],
      rows: best.map((trial, index): ReportCell[] => [
        { text: String(trial.number + 1) },
        { text: fixed(trial.value), strong: index === 0, fact: `sweep.trials.${sweep?.trials.indexOf(trial) ?? 0}.value` },
        ...paths.map((path): ReportCell => {
          const given = trial.settings[path];
          return { text: typeof given === 'number' ? plain(Number(given.toPrecision(4))) : value(path, given) };
        }),
      ]),
    },
  };
}

/** What is said at each point: the trial, its value and its settings. */
function pointsOf({ words }: Making, spec: PointChartSpec, view: SweepView, width: number, height: number): NonNullable<ReportChart['points']> {
  const area = pointArea(spec, width, height);
  return spec.points.flatMap(({ id, x, y }) => {
    const trial = view.trials.find(({ number }) => number === id);
    const place = { x: area.toX(x), y: area.toY(y) };
    if (!trial || !Number.isFinite(place.x) || !Number.isFinite(place.y)) return [];
    const settings = Object.entries(trial.settings).map(([path, given]) => `${path.slice(path.lastIndexOf('.') + 1)} ${typeof given === 'number' ? plain(Number(given.toPrecision(3))) : view.words.value(path, given)}`);
    return [{ ...place, text: [`${words.sweep.trial} ${id + 1}`, fixed(trial.value), ...settings].join(' · ') }];
  });
}
