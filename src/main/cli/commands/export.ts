import { basename, dirname, join, resolve } from 'node:path';
import { Option } from 'commander';
import { experimentFormats, isCodeLanguage, modelFormats, trackerFormats, type ExperimentFormat, type ModelFormat, type TrackerFormat } from '../../../shared/api/models.ts';
import { DescentError } from '../../../shared/api/errors.ts';
import type { App } from '../../app.ts';
import { writeWhole } from '../../services/checkpoints.ts';
import type { Register } from '../cli.ts';

/** `descent export RUN|EXPERIMENT`: a trained network as a model or a program, or an experiment for another Descent or for other programs' trackers. */
export const registerExport: Register = (program, cli) => {
  program
    .command('export')
    .description('write the network of a run as a model (safetensors, onnx) or as a Python program with its weights and data (numpy, pytorch, keras), or a whole experiment: for another Descent (descent) or for other programs (csv, tensorboard, mlflow)')
    .argument('<id>', 'a run or the beginning of its id; for whole experiments also the id of one')
    .addOption(new Option('--format <name>', 'what to write').choices([...modelFormats, ...experimentFormats]).makeOptionMandatory())
    .requiredOption('-o, --output <path>', 'the file to write; for csv, tensorboard and mlflow a folder')
    .option('--json', 'print JSON alone on standard output')
    .action(async (id: string, flags: { format: ModelFormat | ExperimentFormat; output: string; json?: boolean }) => {
      await cli.withApp({}, async (app) => {
        const output = resolve(flags.output);
        const written = await write(app, id, flags.format, output);
        if (flags.json) cli.printJson({ files: written });
        else if (isTracker(flags.format)) cli.print(`Written: ${written.length} files in ${output}`);
        else cli.print(written.map((file) => `Written: ${file}`).join('\n'));
      });
    });
};

function write(app: App, id: string, format: ModelFormat | ExperimentFormat, output: string): Promise<string[]> {
  if (format === 'descent') return writeExperiment(app, id, output);
  return isTracker(format) ? writeTracker(app, id, format, output) : writeModel(app, id, format, output);
}

const isTracker = (format: string): format is TrackerFormat => trackerFormats.some((name) => name === format);

async function writeModel({ services: { runs, models } }: App, id: string, format: ModelFormat, output: string): Promise<string[]> {
  const name = basename(output).replace(/\.\w+$/, '');
  const files = await models.export(runs.resolve(id), format, name);
  // A model is written under the very name that was asked for; the files of a program refer to each other.
  const written = files.map(({ name: own, bytes }) => ({ file: isCodeLanguage(format) ? join(dirname(output), own) : output, bytes }));
  for (const { file, bytes } of written) await writeWhole(file, bytes);
  return written.map(({ file }) => file);
}

/** The whole experiment, also where one of its runs was named: it comes with all of them. */
async function writeExperiment(app: App, id: string, output: string): Promise<string[]> {
  const exported = app.services.portable.export(chosen(app, id).experiment);
  await writeWhole(output, new Uint8Array(await exported.arrayBuffer()));
  return [output];
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
