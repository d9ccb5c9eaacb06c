import { CatalogService } from '../../services/catalog.ts';
import type { Register } from '../cli.ts';
import { readDocument } from '../document-file.ts';
import { follow } from '../follow.ts';
import { followSweep } from '../follow-sweep.ts';
import { gather, wholeNumber, type TrainingFlags } from './options.ts';

/** `descent run FILE`: trains every run of a document. */
export const registerRun: Register = (program, cli) => {
  program
    .command('run')
    .description('train every run of a document and store them')
    .argument('<file>', 'an experiment document (*.descent.json)')
    .option('--set <path=value>', 'replace a value of the document, such as optimizer.lr=0.01 (may be given several times)', gather, [])
    .option('--out <dir>', 'write run.json, metrics.csv and weights.safetensors of each run')
    .option('--threads <n>', 'threads of each run', wholeNumber(1, 256))
    .option('--kernels <name>', 'a kernel set by name instead of the fastest')
    .option('--json', 'print JSON alone on standard output')
    .action(async (file: string, flags: TrainingFlags & { set: string[] }) => {
      const { document, baseDirectory } = readDocument(file, flags.set, new CatalogService().describe());
      await cli.withApp(flags, async (app) => {
        if (isSearch(document)) {
          const sweep = await app.services.sweeps.start(document, { language: cli.language, baseDirectory });
          return followSweep(cli, app, sweep.id, flags);
        }
        const { experiment, runs } = await app.services.experiments.start(document, { language: cli.language, baseDirectory });
        const instead = await insteadOf(document, app.services.datasets, baseDirectory);
        if (instead) cli.say(instead);
        await follow(cli, app, experiment.id, runs, flags);
      });
    });
};

/** Whether a document asks for a search, whose trials are drawn one by one. */
const isSearch = (document: unknown): boolean => typeof document === 'object' && document !== null && 'search' in document && document.search != null;

/** What to say where `auto` settled for the built-in digits. */
async function insteadOf(document: unknown, datasets: { insteadOfMnist(data: unknown, baseDirectory: string): Promise<string | undefined> }, baseDirectory: string): Promise<string | undefined> {
  const data = typeof document === 'object' && document !== null && 'data' in document ? document.data : undefined;
  return datasets.insteadOfMnist(data, baseDirectory);
}
