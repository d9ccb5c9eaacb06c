import { resolve } from 'node:path';
import { Option } from 'commander';
import { modelFormats, type ModelFormat } from '../../../shared/api/models.ts';
import { writeWhole } from '../../services/checkpoints.ts';
import type { Register } from '../cli.ts';

/** `descent export RUN`: a trained network as a file for other programs. */
export const registerExport: Register = (program, cli) => {
  program
    .command('export')
    .description('write the network of a run for other programs')
    .argument('<run>', 'the id of a run, or the beginning of one')
    .addOption(new Option('--format <name>', 'what to write').choices(modelFormats).makeOptionMandatory())
    .requiredOption('-o, --output <file>', 'the file to write')
    .option('--json', 'print JSON alone on standard output')
    .action(async (id: string, flags: { format: ModelFormat; output: string; json?: boolean }) => {
      await cli.withApp({}, async ({ services: { runs, models } }) => {
        const { bytes } = await models.export(runs.resolve(id), flags.format);
        const file = resolve(flags.output);
        await writeWhole(file, bytes);
        if (flags.json) cli.printJson({ files: [file] });
        else cli.print(`Written: ${file}`);
      });
    });
};
