import type { Worker } from 'node:worker_threads';
import { Command, CommanderError } from 'commander';
import type { GivesWay } from '../../engine/worker/give-way.ts';
import { DescentError, type ErrorCode } from '../../shared/api/errors.ts';
import type { Language } from '../../shared/schema/localized.ts';
import { browserPrinter } from '../services/printing/browser-print.ts';
import { createApp, environmentOptions, type App } from '../app.ts';
import type { ProgramPaths } from '../paths.ts';
import { commands } from './commands/index.ts';
import type { Terminal } from './terminal.ts';

export interface CliOptions extends Terminal {
  /** Arguments after the program's name. */
  readonly arguments: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly paths: ProgramPaths;
  readonly version: string;
  readonly spawnWorker: (options: GivesWay) => Worker;
  /** Serves the studio to browsers: handed in, since doors do not know each other. */
  readonly serve: (app: App, port: number) => Promise<{ readonly port: number; readonly url: string; close(): Promise<void> }>;
  /** Aborts when the user presses Ctrl-C. */
  readonly interrupt: AbortSignal;
}

/** What a command works with. */
export interface Cli extends CliOptions {
  readonly language: Language;
  /** Opens the studio on the home asked for, says its notices, and closes it after `work`. */
  withApp<T>(options: { readonly threads?: number; readonly kernels?: string; readonly givesWay?: boolean }, work: (app: App) => Promise<T>): Promise<T>;
  /** The home asked for. */
  home(): string;
  /** A line on standard error. */
  say(line: string): void;
  /** A result on standard output. */
  print(text: string): void;
  /** A result as JSON, alone on standard output. */
  printJson(value: unknown): void;
  /** Ends the program with this code instead of 0. */
  exitWith(code: number): void;
}

/** Adds one command to the program. */
export type Register = (program: Command, cli: Cli) => void;

export const exitCodes = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** Errors that are the caller's to mend. */
const usageErrors: readonly ErrorCode[] = ['usage', 'document-invalid'];

/** Runs one command line and answers its exit code. Never throws, never shows a stack trace. */
export async function runCli(options: CliOptions): Promise<number> {
  let exitCode: number = exitCodes.done;
  const program = new Command('descent')
    .description('Descent: a studio for learning how neural networks learn.')
    .version(options.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .option('--home <dir>', "the studio's folder (default: DESCENT_HOME, else the platform's folder for user data)")
    .exitOverride()
    .configureOutput({ writeOut: (text) => options.stdout.write(text), writeErr: (text) => options.stderr.write(text) })
    .showHelpAfterError('(descent --help shows every command)');
  const say = (line: string) => void options.stderr.write(`${line}\n`);
  const fromEnvironment = () => environmentOptions(options.environment, program.opts<{ home?: string }>().home);
  const home = () => fromEnvironment().home;
  const cli: Cli = {
    ...options,
    language: languageOf(options.environment),
    home,
    say,
    print: (text) => void options.stdout.write(`${text}\n`),
    printJson: (value) => void options.stdout.write(`${JSON.stringify(value, null, 2)}\n`),
    exitWith: (code) => (exitCode = code),
    withApp: async (app, work) => {
      const { paths, spawnWorker } = options;
      const studio = createApp({ ...fromEnvironment(), resources: paths.resources, spawnWorker, printer: () => browserPrinter(options.environment), ...app });
      try {
        for (const { message } of studio.notices) say(message);
        return await work(studio);
      } finally {
        await studio.close();
      }
    },
  };
  for (const register of commands) register(program, cli);
  for (const command of program.commands) inherit(command, program);
  try {
    await program.parseAsync(options.arguments, { from: 'user' });
    return exitCode;
  } catch (error) {
    return explain(error, say);
  }
}

/** Subcommands report errors as the program does, and take its global options too. */
function inherit(command: Command, program: Command): void {
  command.exitOverride().copyInheritedSettings(program);
  command.option('--home <dir>', "the studio's folder");
  command.hook('preAction', (_this, action) => {
    const own = action.opts<{ home?: string }>().home;
    if (own !== undefined) program.setOptionValue('home', own);
  });
  for (const nested of command.commands) inherit(nested, program);
}

/** Says what went wrong, in words; answers the exit code. */
function explain(error: unknown, say: (line: string) => void): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  if (error instanceof DescentError) {
    say(error.message);
    return usageErrors.includes(error.code) ? exitCodes.usage : exitCodes.failed;
  }
  say(`Unexpected: ${error instanceof Error ? error.message : String(error)}`);
  if (process.env.DESCENT_DEBUG) say(String(error instanceof Error ? error.stack : error));
  else say('Set DESCENT_DEBUG=1 and try again for the details that a bug report needs.');
  return exitCodes.failed;
}

function languageOf(environment: NodeJS.ProcessEnv): Language {
  const locale = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || '';
  return locale.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}
