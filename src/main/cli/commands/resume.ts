import type { Register } from '../cli.ts';
import { follow } from '../follow.ts';
import { followSweep } from '../follow-sweep.ts';
import { toSummary } from '../../services/summary.ts';
import { wholeNumber, type TrainingFlags } from './options.ts';

/** `descent resume RUN`: goes on with a run, or a sweep, from its last checkpoint. A run that is done already is only written out. */
export const registerResume: Register = (program, cli) => {
  program
    .command('resume')
    .description('go on with a run from its last checkpoint, or with a sweep')
    .argument('<run>', 'the id of a run, or the beginning of one, or the id of a sweep')
    .option('--out <dir>', 'write run.json, metrics.csv and weights.safetensors')
    .option('--threads <n>', 'threads of the run', wholeNumber(1, 256))
    .option('--kernels <name>', 'a kernel set by name instead of the fastest')
    .option('--json', 'print JSON alone on standard output')
    .action(async (id: string, flags: TrainingFlags) => {
      await cli.withApp(flags, async (app) => {
        const sweep = app.services.sweepReader.find(id);
        if (sweep) {
          if (sweep.state === 'done') cli.say(`${id} is done already; nothing is left to train.`);
          else app.services.sweeps.resume(id, cli.language);
          return followSweep(cli, app, id, flags);
        }
        const run = app.services.runs.resolve(id);
        const done = run.state === 'done';
        if (done) cli.say(`${run.id} is done already; nothing is left to train.`);
        const begun = done ? toSummary(run, false) : app.services.runs.resume(run.id);
        await follow(cli, app, run.experimentId, [begun], flags);
      });
    });
};
