import type { Register } from '../cli.ts';
import { measure, percent, table } from '../terminal.ts';
import { wholeNumber } from './options.ts';

/** `descent runs`: the stored runs, newest first. */
export const registerRuns: Register = (program, cli) => {
  program
    .command('runs')
    .description('list the stored runs, newest first')
    .option('--limit <n>', 'at most this many', wholeNumber(1, 100_000))
    .option('--search <words>', 'only runs whose id, name, experiment, data, network, tags or notes hold these words')
    .option('--archived', 'the archived runs instead')
    .option('--json', 'print JSON alone on standard output')
    .action(async (flags: { limit?: number; search?: string; archived?: boolean; json?: boolean }) => {
      await cli.withApp({}, (app) => {
        const limit = flags.limit ?? (flags.json ? 100_000 : 50);
        const { runs, total } = app.services.runs.list({ limit, offset: 0, search: flags.search, archived: flags.archived ?? false });
        if (flags.json) cli.printJson({ runs });
        else if (total === 0) cli.print('No runs yet. Train your first network: descent run resources/recipes/first-network.descent.json');
        else {
          const columns = [{ title: 'run' }, { title: 'name' }, { title: 'state' }, { title: 'network' }, { title: 'data' }, { title: 'step', right: true }, { title: 'loss', right: true }, { title: 'test', right: true }, { title: 'created' }];
          const rows = runs.map((run) => [
            run.id,
            run.name,
            run.state,
            run.network,
            run.dataset ?? '–',
            `${run.progress.step}/${run.progress.totalSteps}`,
            measure(run.progress.loss),
            percent(run.final?.testAccuracy ?? run.metrics.testAccuracy?.last),
            new Date(run.createdAt).toISOString().slice(0, 16).replace('T', ' '),
          ]);
          cli.print(table(columns, rows));
          if (total > runs.length) cli.say(`… and ${total - runs.length} more; --limit shows more of them.`);
        }
        return Promise.resolve();
      });
    });
};
