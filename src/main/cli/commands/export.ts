import { basename, dirname, join, resolve } from 'node:path';
import { Option } from 'commander';
import { isCodeLanguage, modelFormats, type ModelFormat } from '../../../shared/api/models.ts';
import { DescentError } from '../../../shared/api/errors.ts';
import type { App } from '../../app.ts';
import { writeWhole } from '../../services/checkpoints.ts';
import { trackerFormats, type TrackerFormat } from '../../services/trackers/trackers.ts';
import type { Register } from '../cli.ts';

/** `descent export RUN|EXPERIMENT`: a trained network as a model or a program, or an experiment for other programs' trackers. */
export const registerExport: Register = (program, cli) => {
  program
    .command('export')
    .description('write the network of a run as a model (safetensors, onnx) or as a Python program with its weights and data (numpy, pytorch, keras), or a whole experiment for other programs (csv, tensorboard, mlflow)')
    .argument('<id>', 'a run or the beginning of its id; for csv, tensorboard and mlflow an experiment or a run')
    .addOption(new Option('--format <name>', 'what to write').choices([...modelFormats, ...trackerFormats]).makeOptionMandatory())
    .requiredOption('-o, --output <path>', 'the file to write; for csv, tensorboard and mlflow a folder')
    .option('--json', 'print JSON alone on standard output')
    .action(async (id: string, flags: { format: ModelFormat | TrackerFormat; output: string; json?: boolean }) => {
      await cli.withApp({}, async (app) => {
        const output = resolve(flags.output);
        const written = isTracker(flags.format) ? await writeTracker(app, id, flags.format, output) : await writeModel(app, id, flags.format, output);
        if (flags.json) cli.printJson({ files: written });
        else if (isTracker(flags.format)) cli.print(`Written: ${written.length} files in ${output}`);
        else cli.print(written.map((file) => `Written: ${file}`).join('\n'));
      });
    });
};

const isTracker = (format: string): format is TrackerFormat => trackerFormats.some((name) => name === format);

async function writeModel({ services: { runs, models } }: App, id: string, format: ModelFormat, output: string): Promise<string[]> {
  const name = basename(output).replace(/\.\w+$/, '');
  const files = await models.export(runs.resolve(id), format, name);
  // A model is written under the very name that was asked for; the files of a program refer to each other.
  const written = files.map(({ name: own, bytes }) => ({ file: isCodeLanguage(format) ? join(dirname(output), own) : output, bytes }));
  for (const { file, bytes } of written) await writeWhole(file, bytes);
  return written.map(({ file }) => file);
}

async function writeTracker(app: App, id: string, format: TrackerFormat, folder: string): Promise<string[]> {
  const written: string[] = [];
  const { experiment, only } = chosen(app, id);
  for (const { path, content } of app.services.trackers.files(experiment, format, folder, only)) {
    const file = join(folder, ...path.split('/'));
    await writeWhole(file, content);
    written.push(file);
  }
  return written;
}

/** An experiment by its id, or one of its runs. */
function chosen({ services: { experiments, runs } }: App, id: string) {
  try {
    return { experiment: experiments.stored(id).id };
  } catch (error) {
    if (!(error instanceof DescentError) || error.code !== 'not-found') throw error;
    const run = runs.resolve(id);
    return { experiment: run.experimentId, only: [run] };
  }
}
