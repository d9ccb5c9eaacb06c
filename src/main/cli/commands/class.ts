import { openAsBlob, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { DescentError } from '../../../shared/api/errors.ts';
import { classColumns, classCsv, type ClassColumn } from '../../../shared/report/class-columns.ts';
import { classTable, type ClassRow, type ClassTable, type ReportClaim } from '../../../shared/report/class-table.ts';
import { ClaimReader } from '../../../shared/report/claim-reader.ts';
import { goalValueText } from '../../../shared/report/goal-words.ts';
import { verifiedOf, type Verified } from '../../../shared/report/verified.ts';
import type { App } from '../../app.ts';
import { writeWhole } from '../../services/checkpoints.ts';
import { exitCodes, type Cli, type Register } from '../cli.ts';
import { shareBar } from '../progress.ts';
import { number, printable, table } from '../terminal.ts';
import { reasonWords } from '../verification-words.ts';
import { wholeNumber } from './options.ts';

interface Flags {
  readonly csv?: string;
  readonly verify?: boolean;
  readonly data?: string;
  readonly threads?: number;
  readonly json?: boolean;
}

/** A report that was given. */
interface Given {
  readonly path: string;
  readonly claim: ReportClaim;
}

interface Unreadable {
  readonly file: string;
  readonly reason: string;
}

/** Characters of a text in the table. */
const widest = 32;

/** `descent class REPORT…`: the reports of a class as one table. */
export const registerClass: Register = (program, cli) => {
  program
    .command('class')
    .description('the reports of a class as one table: goals, locked settings, who came to the same result')
    .argument('<reports...>', 'reports that Descent made, as HTML or JSON, or folders of them')
    .option('--csv <file>', 'write the table to this file, for spreadsheets')
    .option('--verify', 'make the runs of every report anew, one report after the other, and compare every number')
    .option('--data <dir>', "folder that relative paths of data files start from (default: each report's own)")
    .option('--threads <n>', 'threads of each run', wholeNumber(1, 256))
    .option('--json', 'print JSON alone on standard output')
    .addHelpText('after', '\nOf each report the best run is shown: the one that reached most goals; of equals, the one with the better value of the first goal in which they differ.\nAll are judged by the assignment that most of them hold.\nEnds with 0, or with 1 where a report could not be read or, with --verify, differs.')
    .action(async (reports: string[], flags: Flags) => {
      const { given, unreadable } = await readAll(filesOf(reports));
      const classOf = classTable(given.map(({ claim }) => claim));
      const verified = flags.verify ? await cli.withApp(flags, (app) => verifyAll(cli, app, given, flags)) : undefined;
      if (verified && 'stopped' in verified) return;
      const words = (row: ClassRow) => (verified ? verifiedWords(verified[row.at]) : '');
      if (flags.csv !== undefined) await writeWhole(resolve(flags.csv), classCsv(classOf, 'en', words));
      if (flags.json) cli.printJson(jsonOf(classOf, unreadable, verified));
      else if (classOf.rows.length > 0) cli.print(textOf(classOf, words, verified !== undefined));
      for (const { file, reason } of unreadable) cli.say(`${printable(file)}: ${printable(reason)}`);
      if (flags.csv !== undefined) cli.say(`${flags.csv} holds the table.`);
      if (unreadable.length > 0 || verified?.some(({ state }) => state === 'differs')) cli.exitWith(exitCodes.failed);
    });
};

/** The files that are named, and those in the folders that are. */
function filesOf(given: readonly string[]): string[] {
  return given.flatMap((path) => {
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [path];
    return readdirSync(path)
      .filter((name) => /\.(html?|json)$/i.test(name))
      .sort()
      .map((name) => join(path, name));
  });
}

async function readAll(files: readonly string[]): Promise<{ readonly given: Given[]; readonly unreadable: Unreadable[] }> {
  const reader = new ClaimReader();
  const given: Given[] = [];
  const unreadable: Unreadable[] = [];
  for (const path of files) {
    try {
      const stat = statSync(path, { throwIfNoEntry: false });
      if (!stat?.isFile()) throw new DescentError('file-invalid', stat ? 'it is no file' : 'there is no such file', {});
      const blob = await openAsBlob(path);
      given.push({ path, claim: await reader.read({ name: basename(path), size: stat.size, text: () => blob.text() }) });
    } catch (error) {
      unreadable.push({ file: path, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return { given, unreadable };
}

type Ended = Verified & { readonly message?: string };

/** Verifies one report after the other, so that what is known so far is not lost. */
async function verifyAll(cli: Cli, { services }: App, given: readonly Given[], { data }: Flags): Promise<Ended[] | { readonly stopped: true }> {
  const ended: Ended[] = [];
  const bar = shareBar(cli, 'verifying');
  try {
    for (const [at, { path, claim }] of given.entries()) {
      const which = `${printable(claim.file)} (${number(at + 1)}/${number(given.length)})`;
      let outcome: Ended = { state: 'cannot', off: 0, numbers: 0 };
      try {
        for await (const event of services.verification.verifyFile(await openAsBlob(path), { baseDirectory: resolve(data ?? dirname(path)), language: cli.language, signal: cli.interrupt })) {
          if (event.type === 'progress') bar.update((at + (event.steps > 0 ? event.done / event.steps : 0)) / given.length, `${which}, step ${number(event.done)}/${number(event.steps)}`);
          else if (event.type === 'verdict') outcome = verifiedOf(event);
        }
      } catch (error) {
        if (error instanceof DescentError && error.code === 'cancelled') {
          cli.say(error.message);
          cli.exitWith(exitCodes.interrupted);
          return { stopped: true };
        }
        outcome = { ...outcome, message: error instanceof Error ? error.message : String(error) };
      }
      ended.push(outcome);
    }
  } finally {
    bar.stop();
  }
  return ended;
}

function verifiedWords({ state, off, numbers, reason, message }: Ended): string {
  if (state === 'verified') return 'verified';
  const why = message ?? (reason ? reasonWords(reason) : 'it holds no numbers of runs that have ended');
  return state === 'differs' ? `differs in ${number(off)} of ${number(numbers)} numbers: ${why}` : `cannot be verified: ${why}`;
}

function textOf(classOf: ClassTable, words: (row: ClassRow) => string, verified: boolean): string {
  const { rows, name, assignment } = classOf;
  const columns = classColumns(classOf, 'en', words).filter(({ id }) => id !== 'verified' || verified);
  const shown = columns.filter(({ id }) => id !== 'remarks' || rows.some(({ standing, sameAs }) => standing !== 'same' || sameAs.length > 0));
  const head = assignment ? `Assignment "${printable(name)}": ` : 'No report holds an assignment: ';
  const lines = table(shown.map(({ title, isNumber }) => ({ title, right: isNumber })), rows.map((row) => shown.map((column) => cell(column, row))));
  return `${head}${number(rows.length)} ${rows.length === 1 ? 'report' : 'reports'}, the best run of each.\n\n${lines}`;
}

/** A goal's value with a mark for whether it was reached. */
function cell({ id, goal, metric, value }: ClassColumn, row: ClassRow): string {
  const given = value(row);
  if (goal !== undefined && metric) {
    const state = row.goals[goal]?.state ?? 'open';
    return state === 'open' ? '–' : `${goalValueText(metric, typeof given === 'number' ? given : null)} ${state === 'reached' ? '✓' : '✗'}`;
  }
  if (typeof given === 'number') return id === 'seed' ? String(given) : goalValueText(id === 'testAccuracy' ? id : 'parameters', given);
  if (given === null) return '–';
  const text = printable(given);
  return id === 'verified' || id === 'remarks' || text.length <= widest ? text : `${text.slice(0, widest - 1)}…`;
}

function jsonOf({ assignment, name, rows }: ClassTable, unreadable: readonly Unreadable[], verified: readonly Ended[] | undefined): object {
  return {
    assignment: assignment ? { name, goals: assignment.goals, locked: assignment.locked } : null,
    reports: rows.map(({ sameAs, standing, ...row }) => ({ ...row, assignment: standing, sameAs: sameAs.map((at) => rows[at]?.file), ...(verified ? { verified: verified[row.at] } : {}) })),
    unreadable,
  };
}
