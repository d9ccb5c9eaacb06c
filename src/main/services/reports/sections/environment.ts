import type { Environment } from '../../../../shared/api/records.ts';
import type { ReportBlock, ReportCell } from '../../../../shared/report/model.ts';
import { fill } from '../../../../shared/report/words.ts';
import type { ReportFacts } from '../../../../shared/report/facts.ts';
import type { Making } from '../making.ts';
import { dateText, durationText } from '../times.ts';

/** Characters of a hash that are shown. */
const shownHash = 16;
/** Runs that have a row of their own. */
const mostRows = 60;

/** Where the runs were made and with what data: everything somebody needs who makes them again. */
export function environmentSection({ reported, words, language }: Making, facts: ReportFacts): ReportBlock[] {
  const { runs } = reported;
  const environments = runs.flatMap(({ stored }) => stored.environment ?? []);
  const said = (read: (environment: Environment) => string | number): string => [...new Set(environments.map((one) => String(read(one))))].join(words.and) || words.none;
  const started = runs.flatMap(({ run }) => run.startedAt ?? []);
  const blocks: ReportBlock[] = [
    {
      kind: 'table',
      caption: words.environment.trained,
      table: {
        columns: [{ title: '' }, { title: '' }],
        rows: (
          [
            [words.environment.program, said((one) => one.version)],
            [words.environment.kernels, said((one) => one.kernels)],
            [words.environment.threads, said((one) => one.threads)],
            [words.environment.cpu, said((one) => one.cpu)],
            [words.environment.os, said((one) => one.os)],
            [words.environment.node, said((one) => one.node)],
            ...(started.length > 0 ? [[words.environment.started, dateText(Math.min(...started), language)]] : []),
            [words.environment.made, dateText(facts.madeAt, language)],
          ] as string[][]
        ).map(([label = '', value = '']): ReportCell[] => [{ text: label, quiet: true }, { text: value }]),
      },
    },
  ];
  const hash = (text: string | null): string => text?.slice(0, shownHash) ?? words.none;
  blocks.push({
    kind: 'table',
    caption: words.environment.each,
    table: {
      columns: [
        { title: words.run },
        { title: words.seed, number: true },
        { title: words.environment.dataset },
        { title: words.environment.dataHash },
        { title: words.environment.weightsHash },
        { title: words.environment.duration, number: true },
      ],
      rows: runs.slice(0, mostRows).map(({ run, stored }, index): ReportCell[] => [
        { text: run.name },
        { text: String(run.seed), fact: `runs.${index}.seed` },
        { text: stored.dataset ?? words.none },
        { text: hash(stored.dataHash) },
        { text: hash(facts.runs[index]?.weightsHash ?? null) },
        { text: run.startedAt !== null && run.endedAt !== null ? durationText((run.endedAt - run.startedAt) / 1000, words) : words.none },
      ]),
    },
  });
  blocks.push({ kind: 'note', tone: 'plain', text: fill(words.environment.verify, {}) });
  return blocks;
}
