import { basename, dirname, join, resolve } from 'node:path';
import { Option } from 'commander';
import { isCodeLanguage, modelFormats, type ModelFormat } from '../../../shared/api/models.ts';
import { writeWhole } from '../../services/checkpoints.ts';
import type { Register } from '../cli.ts';

/** `descent export RUN`: a trained network as a model or a program for others. */
export const registerExport: Register = (program, cli) => {
  program
    .command('export')
    .description('write the network of a run as a model (safetensors, onnx), or as a Python program with its weights and data beside it')
    .argument('<run>', 'the id of a run, or the beginning of one')
    .addOption(new Option('--format <name>', 'what to write').choices(modelFormats).makeOptionMandatory())
    .requiredOption('-o, --output <file>', 'the file to write')
    .option('--json', 'print JSON alone on standard output')
    .action(async (id: string, flags: { format: ModelFormat; output: string; json?: boolean }) => {
      await cli.withApp({}, async ({ services: { runs, models } }) => {
        const output = resolve(flags.output);
        const name = basename(output).replace(/\.\w+$/, '');
        const files = await models.export(runs.resolve(id), flags.format, name);
        // A model is written under the very name that was asked for; the files of a program refer to each other.
        const written = files.map(({ name: own, bytes }) => ({ file: isCodeLanguage(flags.format) ? join(dirname(output), own) : output, bytes }));
        for (const { file, bytes } of written) await writeWhole(file, bytes);
        if (flags.json) cli.printJson({ files: written.map(({ file }) => file) });
        else cli.print(written.map(({ file }) => `Written: ${file}`).join('\n'));
      });
    });
};
