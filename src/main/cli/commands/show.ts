import { metricNames } from '../../../shared/api/records.ts';
import type { Register } from '../cli.ts';
import { setbackLine } from '../follow.ts';
import { measure, number, percent, table } from '../terminal.ts';

/** `descent show RUN`: one run with its settings and results. */
export const registerShow: Register = (program, cli) => {
  program
    .command('show')
    .description('show one run with its settings and results')
    .argument('<run>', 'the id of a run, or the beginning of one')
    .option('--json', 'print JSON alone on standard output')
    .action(async (id: string, flags: { json?: boolean }) => {
      await cli.withApp({}, (app) => {
        const { runs, runFiles } = app.services;
        const stored = runs.resolve(id);
        const run = runs.get(stored.id);
        if (flags.json) {
          cli.printJson({ ...run, ...runFiles.describe(stored) });
          return Promise.resolve();
        }
        const facts: [string, string][] = [
          ['run', run.id],
          ['name', run.name],
          ['experiment', `${run.experimentName} (${run.experimentId})`],
          ['state', run.failure ? `${run.state}: ${run.failure.message}` : run.state],
          ['seed', String(run.seed)],
          ['network', `${run.network}${run.parameters === null ? '' : `, ${number(run.parameters)} parameters`}`],
          ['data', `${run.dataset ?? run.document.data.source}${run.dataHash ? ` (${run.dataHash.slice(0, 12)})` : ''}`],
          ['steps', `${number(run.progress.step)} of ${number(run.progress.totalSteps)}`],
          ['checkpoints', run.checkpoints.map((step) => number(step)).join(', ') || '–'],
          ...(run.setback ? ([['setback', setbackLine(run.id, run.setback)]] as [string, string][]) : []),
          ...(run.environment ? ([['environment', `Descent ${run.environment.version}, ${run.environment.kernels} kernels, ${run.environment.threads} threads, ${run.environment.cpu}, ${run.environment.os}`]] as [string, string][]) : []),
          ...(run.tags.length > 0 ? ([['tags', run.tags.join(', ')]] as [string, string][]) : []),
          ...(run.notes ? ([['notes', run.notes]] as [string, string][]) : []),
        ];
        const width = Math.max(...facts.map(([name]) => name.length));
        cli.print(facts.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n'));
        const show = (name: string, value: number | null | undefined) => (name.endsWith('Accuracy') ? percent(value) : measure(value));
        const rows = metricNames.filter((name) => run.metrics[name]).map((name) => [name, show(name, run.final?.[name]), show(name, run.best?.[name]), show(name, run.metrics[name]?.min), show(name, run.metrics[name]?.max)]);
        if (rows.length > 0) cli.print(`\n${table([{ title: 'metric' }, { title: 'final', right: true }, { title: 'best', right: true }, { title: 'min', right: true }, { title: 'max', right: true }], rows)}`);
        return Promise.resolve();
      });
    });
};
