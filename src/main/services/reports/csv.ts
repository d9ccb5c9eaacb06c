import { metricNames } from '../../../shared/api/records.ts';
import { csvText } from '../../../shared/text/csv.ts';
import type { ReportedSource } from './source.ts';

/** A report's numbers as a table for spreadsheets: a row for each run, of a sweep for each trial. */
export function reportCsv(reported: ReportedSource): string {
  const text = reported.sweep ? trials(reported.sweep) : runs(reported);
  // Without the mark spreadsheets take anything but ASCII for something else.
  return /[^\x20-\x7e\r\n\t]/.test(text) ? `\uFEFF${text}` : text;
}

function runs({ runs: list }: ReportedSource): string {
  const paths = [...new Set(list.flatMap(({ parameters }) => Object.keys(parameters)))];
  const head = ['id', 'name', 'variant', 'seed', 'state', 'steps', 'dataset', 'dataHash', 'kernels', ...metricNames.map((name) => `final.${name}`), ...metricNames.map((name) => `best.${name}`), ...paths];
  return csv([
    head,
    ...list.map(({ run, stored, parameters }) => [
      run.id,
      run.name,
      run.variant,
      run.seed,
      run.state,
      run.progress.step,
      run.dataset,
      stored.dataHash,
      stored.environment?.kernels,
      ...metricNames.map((name) => run.final?.[name]),
      ...metricNames.map((name) => run.best?.[name]),
      ...paths.map((path) => parameters[path]),
    ]),
  ]);
}

function trials({ trials: list, metric }: NonNullable<ReportedSource['sweep']>): string {
  const paths = [...new Set(list.flatMap(({ settings }) => Object.keys(settings)))];
  return csv([
    ['trial', 'round', 'state', metric, ...paths, 'runs'],
    ...list.map(({ number, round, state, value, settings, runIds }) => [number + 1, round + 1, state, value, ...paths.map((path) => settings[path]), runIds.join(' ')]),
  ]);
}

/** Numbers are as short as they can be without losing a bit; what was not measured is an empty cell. */
function csv(rows: readonly (readonly unknown[])[]): string {
  return csvText(rows.map((row) => row.map(cell)));
}

function cell(value: unknown): string | number {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' || typeof value === 'number' ? value : JSON.stringify(value);
}
