import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { DescentError } from '../../../shared/api/errors.ts';
import { reportFormats, type ReportFormat } from '../../../shared/api/reports.ts';
import type { ReportPlan, ReportSource } from '../../../shared/report/plan.ts';
import type { Language } from '../../../shared/schema/localized.ts';
import type { Services } from '../../app.ts';
import { writeWhole } from '../../services/checkpoints.ts';
import { browserPrinter } from '../../services/printing/browser-print.ts';
import type { Register } from '../cli.ts';

interface Flags {
  readonly format?: string;
  readonly output: string;
  readonly language?: string;
  readonly title?: string;
  readonly author?: string;
  readonly question?: string;
  readonly answer?: string;
}

/** `descent report ID`: a report of a run, an experiment, a comparison or a sweep. */
export const registerReport: Register = (program, cli) => {
  program
    .command('report')
    .description('make a report of a run, an experiment, a comparison or a sweep')
    .argument('<id>', 'the id of an experiment, a run (or its beginning), a sweep or a comparison')
    .option('--format <format>', `${reportFormats.join(', ')} (default: by the name of the file, else html)`)
    .requiredOption('-o, --output <file>', 'the file to write; Markdown has its pictures in a folder beside it')
    .option('--language <language>', 'en or zh (default: the language of the terminal)')
    .option('--title <text>', 'instead of the name')
    .option('--author <name>', 'whose report it is')
    .option('--question <text>', 'Markdown: what was to be found out')
    .option('--answer <text>', 'Markdown: what came out')
    .action(async (id: string, flags: Flags) => {
      const format = formatOf(flags);
      const language = languageOf(flags.language, cli.language);
      const file = resolve(flags.output);
      if (!existsSync(dirname(file))) throw new DescentError('usage', `-o ${flags.output}: there is no folder ${dirname(file)}. Make it, or choose another.`, { file });
      // Before anything is computed.
      if (format === 'pdf') browserPrinter(cli.environment);
      await cli.withApp({}, async ({ services }) => {
        const source = sourceOf(services, id);
        const plan = planOf(services, source, language, flags);
        await write(services, { source, plan, language }, format, file);
        cli.say(`${flags.output} holds the report of ${source.kind} ${source.id}.`);
      });
    });
};

function formatOf({ format, output }: Flags): ReportFormat {
  const ending = /\.(\w+)$/.exec(output)?.[1]?.toLowerCase();
  const wanted = format ?? (ending === 'htm' ? 'html' : ending) ?? 'html';
  const known = reportFormats.find((one) => one === wanted);
  if (known) return known;
  if (format === undefined) return 'html';
  throw new DescentError('usage', `--format ${format}: expected one of ${reportFormats.join(', ')}.`, { format });
}

function languageOf(given: string | undefined, otherwise: Language): Language {
  if (given === undefined) return otherwise;
  if (given === 'en' || given === 'zh') return given;
  throw new DescentError('usage', `--language ${given}: expected en or zh.`, { language: given });
}

/** What an id is of. Experiments, sweeps and comparisons are named whole, runs also by their beginning. */
function sourceOf(services: Services, id: string): ReportSource {
  const kinds = [
    ['experiment', () => services.experiments.stored(id)],
    ['sweep', () => services.sweepReader.stored(id)],
    ['comparison', () => services.comparisons.get(id)],
  ] as const;
  for (const [kind, find] of kinds) {
    try {
      find();
      return { kind, id };
    } catch (error) {
      if (!(error instanceof DescentError && error.code === 'not-found')) throw error;
    }
  }
  return { kind: 'run', id: services.runs.resolve(id).id };
}

function planOf({ reports }: Services, source: ReportSource, language: Language, { title, author, question, answer }: Flags): ReportPlan {
  const plan = reports.plan(source, language);
  return { ...plan, title: title ?? plan.title, author: author ?? plan.author, question: question ?? plan.question, answer: answer ?? plan.answer };
}

async function write({ reports }: Services, request: { source: ReportSource; plan: ReportPlan; language: Language }, format: ReportFormat, file: string): Promise<void> {
  switch (format) {
    case 'html':
      return writeWhole(file, await reports.page(request));
    case 'csv':
      return writeWhole(file, reports.csv(request.source));
    case 'json':
      return writeWhole(file, await reports.json(request));
    case 'md': {
      const folder = `${basename(file).replace(/\.md$/i, '')}.charts`;
      const { text, files } = await reports.markdown(request, folder);
      for (const [path, bytes] of Object.entries(files)) await writeWhole(join(dirname(file), path), bytes);
      return writeWhole(file, text);
    }
    case 'pdf':
      return writeWhole(file, await reports.pdf(request));
    default:
      throw new RangeError(`unknown format ${String(format satisfies never)}`);
  }
}
