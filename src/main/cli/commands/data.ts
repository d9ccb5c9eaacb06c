import { SingleBar } from 'cli-progress';
import type { DatasetSummary } from '../../../shared/api/records.ts';
import { localize } from '../../../shared/schema/localized.ts';
import type { Cli, Register } from '../cli.ts';
import { exitCodes } from '../cli.ts';
import { number, table } from '../terminal.ts';

/** `descent data list|verify|import|fetch`: datasets on this machine. */
export const registerData: Register = (program, cli) => {
  const data = program.command('data').description('datasets on this machine');
  data
    .command('list')
    .description('the known datasets, and where they were found')
    .option('--json', 'print JSON alone on standard output')
    .action(async (flags: { json?: boolean }) => {
      await cli.withApp({}, async ({ services: { datasets } }) => show(cli, await datasets.list(), flags));
    });
  data
    .command('verify')
    .description('read datasets whole and compare them with what was published')
    .argument('[names...]', 'datasets; left out = all that were found')
    .option('--json', 'print JSON alone on standard output')
    .action(async (names: string[], flags: { json?: boolean }) => {
      await cli.withApp({}, async ({ services: { datasets } }) => {
        const wanted = names.length > 0 ? names : (await datasets.list()).filter(({ state }) => state !== 'missing').map(({ type }) => type);
        const checked = [];
        for (const name of wanted) checked.push(await datasets.verify(name));
        show(cli, checked, flags);
        if (checked.some(({ state }) => state === 'damaged' || state === 'missing')) cli.exitWith(exitCodes.failed);
      });
    });
  data
    .command('import')
    .description("copy the datasets of a folder into the studio's own")
    .argument('<dir>', 'a folder that holds the four files of MNIST or Fashion-MNIST, raw or .gz')
    .option('--json', 'print JSON alone on standard output')
    .action(async (directory: string, flags: { json?: boolean }) => {
      await cli.withApp({}, async ({ services: { datasets } }) => show(cli, await datasets.import(directory), flags));
    });
  data
    .command('fetch')
    .description("download a dataset into the studio's own; an interrupted download goes on where it stopped")
    .argument('<name>', 'mnist or fashion-mnist')
    .option('--json', 'print JSON alone on standard output')
    .action(async (name: string, flags: { json?: boolean }) => {
      await cli.withApp({}, async ({ services: { datasets } }) => {
        const bar = cli.stderr.isTTY ? new SingleBar({ stream: cli.stderr, format: `${name} {bar} {percentage} %  {megabytes} MB`, barsize: 30, hideCursor: true }) : undefined;
        bar?.start(1, 0, { megabytes: '0.0' });
        try {
          const onProgress = ({ received, total }: { received: number; total: number }) => {
            bar?.setTotal(total);
            bar?.update(received, { megabytes: number(received / 1e6, 1) });
          };
          const fetched = await datasets.fetch(name, { onProgress, signal: cli.interrupt });
          bar?.stop();
          show(cli, [fetched], flags);
        } catch (error) {
          bar?.stop();
          if (!cli.interrupt.aborted) throw error;
          cli.say('Interrupted; what has arrived is kept for the next attempt.');
          cli.exitWith(exitCodes.interrupted);
        }
      });
    });
};

function show(cli: Cli, datasets: readonly DatasetSummary[], flags: { readonly json?: boolean }): void {
  if (flags.json) {
    cli.printJson({ datasets });
    return;
  }
  const rows = datasets.map((set) => [set.type, localize(set.title, cli.language), set.state, set.verified ? 'yes' : '', number(set.train), number(set.test), set.directory ?? '']);
  cli.print(table([{ title: 'dataset' }, { title: 'title' }, { title: 'state' }, { title: 'verified' }, { title: 'train', right: true }, { title: 'test', right: true }, { title: 'folder' }], rows));
  for (const { message } of datasets) if (message) cli.say(`\n${message.en}`);
}
