import { wordsOf } from '../../../../shared/api/reasons.ts';
import { metricNames, type MetricName } from '../../../../shared/api/records.ts';
import type { ReportBlock, ReportCell } from '../../../../shared/report/model.ts';
import { fill } from '../../../../shared/report/words.ts';
import { count, fixed } from '../../../../shared/text/numbers.ts';
import { heldOutOf, isBetter, meanAndDeviation, type Making, type ReportedGroup } from '../making.ts';
import type { ReportedRun } from '../source.ts';

/** Final and best values: a column per metric, a row per run; groups of seeds as mean ± standard deviation before them. */
export function resultsSection(making: Making): ReportBlock[] {
  const { reported, groups, words } = making;
  const { runs } = reported;
  if (runs.length === 0) return [{ kind: 'note', tone: 'plain', text: words.noRuns }];
  const metrics = metricNames.filter((metric) => runs.some(({ run }) => typeof run.final?.[metric] === 'number'));
  const notes = runs.flatMap((run) => stateNote(making, run));
  if (metrics.length === 0) return notes;
  const [only] = runs;
  if (runs.length === 1 && only) return [...notes, oneRun(making, only, metrics)];
  const repeated = groups.some(({ members }) => members.length > 1);
  return [...notes, ...(repeated ? [groupTable(making, metrics)] : []), runTable(making, metrics)];
}

/** What has to be known about a run that did not come to its end. */
function stateNote({ words, language }: Making, { run }: ReportedRun): ReportBlock[] {
  if (run.state === 'done') return [];
  const { name } = run;
  if (run.failure) return [{ kind: 'note', tone: 'warn', text: fill(words.diverged, { name, message: wordsOf(run.failure)[language] }) }];
  return [{ kind: 'note', tone: 'warn', text: fill(words.unfinished, { name, state: words.states[run.state], step: count(run.progress.step), total: count(run.progress.totalSteps) }) }];
}

function oneRun(making: Making, run: ReportedRun, metrics: readonly MetricName[]): ReportBlock {
  const { words } = making;
  const fact = making.factOf(run);
  return {
    kind: 'table',
    caption: words.resultsOne,
    table: {
      columns: [{ title: '' }, { title: words.final, number: true }, { title: words.best, number: true }],
      rows: metrics.map((metric): ReportCell[] => [{ text: words.metric[metric] }, value(run.run.final?.[metric], `${fact}.final.${metric}`), value(run.run.best?.[metric], `${fact}.best.${metric}`)]),
    },
  };
}

function value(number: number | null | undefined, fact: string): ReportCell {
  return typeof number === 'number' ? { text: fixed(number), fact } : { text: '–', quiet: true };
}

function runTable(making: Making, metrics: readonly MetricName[]): ReportBlock {
  const { words, groups, reported } = making;
  const judged = heldOutOf(reported.runs, metrics.some((metric) => metric.endsWith('Accuracy')) ? 'Accuracy' : 'Loss');
  const ordered = groups.flatMap((group) => group.members.map((run) => ({ run, position: group.position, repeated: group.members.length > 1 })));
  const bests = new Map(metrics.map((metric) => [metric, bestValue(metric, ordered.map(({ run }) => run.run.final?.[metric]))]));
  const seeded = ordered.some(({ repeated }) => repeated);
  return {
    kind: 'table',
    caption: words.resultsRuns,
    table: {
      columns: [{ title: words.run }, ...(seeded ? [{ title: words.seed, number: true }] : []), ...metrics.map((metric) => ({ title: words.metric[metric], number: true })), { title: `${words.best} ${lower(words.metric[judged])}`, number: true }],
      rows: ordered.map(({ run, position }): ReportCell[] => {
        const fact = making.factOf(run);
        return [
          { text: run.run.name, line: position },
          ...(seeded ? [{ text: String(run.run.seed) }] : []),
          ...metrics.map((metric) => {
            const number = run.run.final?.[metric];
            return { ...value(number, `${fact}.final.${metric}`), strong: typeof number === 'number' && !metric.startsWith('train') && number === bests.get(metric) };
          }),
          value(run.run.best?.[judged], `${fact}.best.${judged}`),
        ];
      }),
    },
  };
}

function groupTable({ words, groups, factOf }: Making, metrics: readonly MetricName[]): ReportBlock {
  const numbers = (group: ReportedGroup, metric: MetricName) => group.members.flatMap(({ run }) => run.final?.[metric] ?? []);
  const bests = new Map(metrics.map((metric) => [metric, bestValue(metric, groups.map((group) => mean(numbers(group, metric))))]));
  return {
    kind: 'table',
    caption: words.resultsGroups,
    table: {
      columns: [{ title: words.group }, { title: words.seeds, number: true }, ...metrics.map((metric) => ({ title: words.metric[metric], number: true }))],
      rows: groups.map((group): ReportCell[] => [
        { text: group.name, line: group.position },
        { text: String(group.members.length) },
        ...metrics.map((metric): ReportCell => {
          const values = numbers(group, metric);
          if (values.length === 0) return { text: '–', quiet: true };
          const { mean: middle, deviation } = meanAndDeviation(values);
          const told = group.members.filter(({ run }) => typeof run.final?.[metric] === 'number').map((run) => factOf(run).slice('runs.'.length));
          return { text: deviation === null ? fixed(middle) : `${fixed(middle)} ± ${fixed(deviation)}`, fact: `runs.${told.join()}.final.${metric}`, strong: !metric.startsWith('train') && middle === bests.get(metric) };
        }),
      ]),
    },
  };
}

const mean = (values: readonly number[]): number | undefined => (values.length > 0 ? meanAndDeviation(values).mean : undefined);

function bestValue(metric: string, values: readonly (number | null | undefined)[]): number | undefined {
  return values.reduce<number | undefined>((best, value) => (typeof value === 'number' && (best === undefined || isBetter(metric, value, best)) ? value : best), undefined);
}

const lower = (text: string): string => text.slice(0, 1).toLowerCase() + text.slice(1);
