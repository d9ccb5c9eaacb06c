import { openAsBlob, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DescentError } from '../../../shared/api/errors.ts';
import type { VerificationEvent } from '../../../shared/api/report-verification.ts';
import type { App } from '../../app.ts';
import type { ReadReport } from '../../services/reports/verify.ts';
import type { Cli, Register } from '../cli.ts';
import { exitCodes } from '../cli.ts';
import { shareBar } from '../progress.ts';
import { duration, number, printable } from '../terminal.ts';
import { verdictLine, verificationTable } from '../verification-words.ts';
import { wholeNumber } from './options.ts';

interface Flags {
  readonly data?: string;
  readonly threads?: number;
  readonly all?: boolean;
  readonly json?: boolean;
}

/** `descent verify REPORT`: makes a report's runs anew and compares every number. */
export const registerVerify: Register = (program, cli) => {
  program
    .command('verify')
    .description("make a report's runs anew and compare every number, bit for bit")
    .argument('<report>', 'a report that Descent made, as HTML or JSON')
    .option('--data <dir>', "folder that relative paths of data files start from (default: the report's own)")
    .option('--threads <n>', 'threads of each run', wholeNumber(1, 256))
    .option('--all', 'show every number, also where there are many and all agree')
    .option('--json', 'print JSON alone on standard output')
    .addHelpText('after', '\nEnds with 0 where every number agrees, 1 where one does not, 2 where the file is no report.')
    .action(async (file: string, flags: Flags) => {
      await cli.withApp(flags, async (app) => {
        const report = await readReport(cli, app, file);
        if (report) await verify(cli, app, report, resolve(flags.data ?? dirname(file)), flags);
      });
    });
};

/** What a report's file claims; where it is none, that is said and the exit code set. */
async function readReport(cli: Cli, app: App, file: string): Promise<ReadReport | undefined> {
  try {
    if (!statSync(file).isFile()) throw new Error('it is no file');
    return await app.services.verification.read(await openAsBlob(file));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const reason = code === 'ENOENT' ? 'there is no such file' : error instanceof Error ? error.message : String(error);
    cli.say(`${printable(file)}: ${printable(reason)}`);
    cli.exitWith(exitCodes.usage);
    return undefined;
  }
}

async function verify(cli: Cli, app: App, report: ReadReport, baseDirectory: string, { all = false, json = false }: Flags): Promise<void> {
  const { facts } = report;
  const bar = shareBar(cli, 'verifying');
  let verdict: Extract<VerificationEvent, { type: 'verdict' }> | undefined;
  try {
    for await (const event of app.services.verification.verify(report, { baseDirectory, language: cli.language, signal: cli.interrupt })) {
      if (event.type === 'plan') cli.say(planLine(event));
      else if (event.type === 'progress') bar.update(event.steps > 0 ? event.done / event.steps : 0, progressLine(event, facts.runs.length));
      else verdict = event;
    }
  } catch (error) {
    bar.stop();
    if (!(error instanceof DescentError && error.code === 'cancelled')) throw error;
    cli.say(error.message);
    cli.exitWith(exitCodes.interrupted);
    return;
  }
  bar.stop();
  if (!verdict) throw new DescentError('internal', 'Verifying ended without a verdict.', {});
  if (json) cli.printJson({ report: { ...facts.source, program: facts.program, madeAt: new Date(facts.madeAt).toISOString() }, ...verdict, type: undefined });
  else cli.print(`${verificationTable(facts, verdict, all)}\n\n${verdictLine(verdict)}`);
  if (verdict.verdict !== 'same') cli.exitWith(exitCodes.failed);
}

function planLine({ report, runs, steps }: Extract<VerificationEvent, { type: 'plan' }>): string {
  const trained = runs.filter((run) => run.steps !== 0);
  const unknown = trained.some((run) => run.steps === null) ? ', and those of data that has to be read first' : '';
  return `Report on the ${report.kind} "${printable(report.name)}", made by Descent ${printable(report.program)}. Making ${trained.length === 1 ? 'one run' : `${number(trained.length)} runs`} anew: ${number(steps)} steps${unknown}.`;
}

function progressLine({ done, steps, ended, secondsLeft }: Extract<VerificationEvent, { type: 'progress' }>, runs: number): string {
  const parts = [`step ${number(done)}/${number(steps)}`, `run ${number(Math.min(ended + 1, runs))}/${number(runs)}`];
  if (secondsLeft !== null) parts.push(`${duration(secondsLeft)} left`);
  return parts.join(', ');
}
