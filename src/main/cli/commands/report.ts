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
  readonly notes?: string;
  readonly fresh?: boolean;
}

/** `descent report ID…`: a report of a run, an experiment, a comparison or a sweep: as it was written in the studio, else the one that suits. */
export const registerReport: Register = (program, cli) => {
  program
    .command('report')
    .description('make a report of a run, an experiment, a comparison or a sweep')
    .argument('<ids...>', 'the id of an experiment, a run (or its beginning), a sweep or a comparison; of several runs, which are compared')
    .option('--format <format>', `${reportFormats.join(', ')} (default: by the name of the file, else html)`)
    .requiredOption('-o, --output <file>', 'the file to write; Markdown has its pictures in a folder beside it')
    .option('--language <language>', 'en or zh (default: as it was written, else the language of the terminal)')
    .option('--title <text>', 'instead of the name')
    .option('--author <name>', 'whose report it is')
    .option('--question <text>', 'Markdown: what was to be found out')
    .option('--answer <text>', 'Markdown: what came out')
    .option('--notes <text>', 'Markdown with formulas in $…$: more words, before the environment')
    .option('--fresh', 'as it would be if nobody had written on it in the studio')
    .action(async (ids: string[], flags: Flags) => {
      const format = formatOf(flags);
      const language = languageOf(flags.language);
      const file = resolve(flags.output);
      if (!existsSync(dirname(file))) throw new DescentError('usage', `-o ${flags.output}: there is no folder ${dirname(file)}. Make it, or choose another.`, { file });
      // Before anything is computed.
      if (format === 'pdf') browserPrinter(cli.environment);
      await cli.withApp({}, async ({ services }) => {
        const source = sourceOf(services, ids);
        const plan = planOf(services, source, { ...flags, language }, cli.language);
        await write(services, { source, plan, language: plan.language }, format, file);
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

function languageOf(given: string | undefined): Language | undefined {
  if (given === undefined || given === 'en' || given === 'zh') return given;
  throw new DescentError('usage', `--language ${given}: expected en or zh.`, { language: given });
}

/** What ids are of. Experiments, sweeps and comparisons are named whole, runs also by their beginning; several runs are a comparison. */
function sourceOf(services: Services, ids: readonly string[]): ReportSource {
  const [id] = ids;
  if (id === undefined || ids.length > 1) return { kind: 'comparison', id: comparisonOf(services, ids.map((one) => services.runs.resolve(one))).id };
  // A sweep is also an experiment, of the same id.
  const kinds = [
    ['sweep', () => services.sweepReader.stored(id)],
    ['experiment', () => services.experiments.stored(id)],
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

/** The kept comparison of just these runs, else one that is kept from now on: a report belongs to something. */
function comparisonOf({ comparisons }: Services, runs: readonly { readonly id: string; readonly name: string }[]) {
  const chosen = new Map(runs.map(({ id, name }) => [id, name]));
  const kept = comparisons.list().find(({ runIds }) => runIds.length === chosen.size && runIds.every((id) => chosen.has(id)));
  return kept ?? comparisons.save({ name: [...new Set(chosen.values())].slice(0, 3).join(', ').slice(0, 200), runIds: [...chosen.keys()], view: {} });
}

/** The plan that was written in the studio, else the one that suits, with what the command line says instead. */
function planOf({ reports, keptReports }: Services, source: ReportSource, flags: Omit<Flags, 'language'> & { readonly language: Language | undefined }, otherwise: Language): ReportPlan {
  const kept = flags.fresh ? undefined : keptReports.get(source)?.plan;
  const plan = kept ?? reports.plan(source, flags.language ?? otherwise);
  const { title = plan.title, author = plan.author, question = plan.question, answer = plan.answer, language = plan.language } = flags;
  return withNotes({ ...plan, title, author, question, answer, language }, flags.notes);
}

/** Words of the command line: a section of their own, before the environment. */
function withNotes(plan: ReportPlan, notes: string | undefined): ReportPlan {
  if (notes === undefined) return plan;
  const at = plan.sections.findIndex(({ kind }) => kind === 'environment');
  const taken = new Set(plan.sections.map(({ id }) => id));
  let id = 'notes';
  while (taken.has(id)) id += '-more';
  return { ...plan, sections: plan.sections.toSpliced(at < 0 ? plan.sections.length : at, 0, { id, kind: 'text', shown: true, heading: plan.language === 'en' ? 'Notes' : '笔记', text: notes }) };
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
