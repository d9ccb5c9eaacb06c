import type { CheckedNumber, Reason, VerificationEvent } from '../../shared/api/report-verification.ts';
import type { ReportFacts } from '../../shared/report/facts.ts';
import { number, printable, table } from './terminal.ts';

type VerdictEvent = Extract<VerificationEvent, { type: 'verdict' }>;

/** More rows than this are shown only where they are asked for, or tell of something. */
const mostRows = 60;

/** The numbers of a report beside what came out now; where there are many, only those that do not agree. */
export function verificationTable(facts: ReportFacts, { numbers }: VerdictEvent, all: boolean): string {
  const shown = all || numbers.length <= mostRows ? numbers : numbers.filter(({ verdict }) => verdict !== 'same');
  if (shown.length === 0) return `${number(numbers.length)} numbers (--all shows each)`;
  const columns = [{ title: 'run' }, { title: 'number' }, { title: 'in the report', right: true }, { title: 'made anew', right: true }, { title: '' }];
  const rows = shown.map((one) => [runName(facts, one), one.path.replace(/^runs\.\d+\./, ''), value(one.reported), value(one.made), verdictWord(one)]);
  return table(columns, rows);
}

/** The verdict in one line, which names every number that is off. */
export function verdictLine({ verdict, numbers, same, off, unknown, trialsNotChecked }: VerdictEvent): string {
  const all = number(numbers.length);
  const named = numbers.filter((one) => one.verdict === 'off').map(({ path }) => path);
  const rest = named.length > 20 ? `, and ${number(named.length - 20)} more` : '';
  const lines = {
    same: `All ${all} numbers are the same, bit for bit.`,
    off: `${number(off)} of ${all} numbers ${off === 1 ? 'is' : 'are'} off: ${named.slice(0, 20).join(', ')}${rest}.`,
    incomplete: `${number(unknown)} of ${all} numbers could not be had again; the other ${number(same)} are the same, bit for bit.`,
    nothing: 'The report holds no numbers of runs that have ended.',
  };
  return [lines[verdict], ...(trialsNotChecked > 0 ? [`${number(trialsNotChecked)} trials of the search were not checked: the report holds the runs of the best one alone.`] : [])].join('\n');
}

function runName({ runs }: ReportFacts, { run }: CheckedNumber): string {
  return run === null ? '' : printable(runs[run]?.name ?? '').slice(0, 40);
}

function verdictWord({ verdict, reported, made, reasons }: CheckedNumber): string {
  if (verdict === 'same') return 'same';
  const distance = typeof reported === 'number' && typeof made === 'number' ? ` by ${(made - reported).toExponential(2).replaceAll('-', '\u2212')}` : '';
  return `${verdict === 'off' ? `off${distance}` : 'not made anew'}: ${reasons.map(reasonWords).join('; ')}`;
}

/** Why, in a few words. */
export function reasonWords({ code, reported = '', here = '', message }: Reason): string {
  const short = (text: string) => printable(text).slice(0, 60);
  switch (code) {
    case 'other-data':
      return `the data is another (${value(reported)}, here ${value(here)})`;
    case 'other-kernels':
      return `made with the kernels "${short(reported)}", here "${short(here)}"`;
    case 'other-machine':
      return `relaxed kernels on another processor ("${short(reported)}", here "${short(here)}")`;
    case 'other-version':
      return `made by Descent ${short(reported)}, this is ${short(here)}`;
    case 'changed':
      return 'all else of this run agrees: this number was changed in the file';
    case 'shown':
      return `the page shows "${short(reported)}"`;
    case 'unexplained':
      return 'data, kernels and version are the same: the settings or the numbers were changed';
    case 'forked':
      return `it began from a checkpoint of another run (${short(reported)})`;
    case 'failed-then':
      return 'the run failed then, and does not now';
    case 'failed-now':
    case 'document-invalid':
    case 'data-missing':
      return printable(message ?? code).slice(0, 400);
    default:
      return code satisfies never;
  }
}

/** A number with every digit it has; a hash by its beginning. */
function value(given: CheckedNumber['reported']): string {
  if (given === null) return '–';
  return typeof given === 'number' ? String(given).replaceAll('-', '\u2212') : printable(given).slice(0, 12);
}
