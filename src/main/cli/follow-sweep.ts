import type { RunSummary } from '../../shared/api/records.ts';
import type { SweepDetail, SweepTrial } from '../../shared/api/sweeps.ts';
import type { App } from '../app.ts';
import type { Cli } from './cli.ts';
import { exitCodes } from './cli.ts';
import { progressView } from './progress.ts';
import { runDirectory, writeRuns } from './run-output.ts';
import { measure, percent, table } from './terminal.ts';

/** Trials in the summary on a terminal, the best first; `--json` has them all. */
const shown = 20;

/**
 * Shows a sweep until it has ended, writes the files of its runs, prints its trials, and sets the exit code. Ctrl-C interrupts it after
 * checkpoints.
 */
export async function followSweep(cli: Cli, app: App, id: string, options: { readonly out?: string; readonly json?: boolean }): Promise<void> {
  const { services } = app;
  const view = progressView(cli);
  const running = new Map<string, RunSummary>();
  const unlisten = services.events.listen((event) => {
    if (event.type === 'changed' && event.run.experimentId === id) {
      const { run } = event;
      if (run.state === 'running') running.set(run.id, run);
      else if (running.delete(run.id)) view.ended(run);
    } else if (event.type === 'recorded') {
      const run = running.get(event.runId);
      if (run) view.update(run, event.progress);
    }
  });
  const interrupt = () => {
    view.say('Interrupting after checkpoints … (press Ctrl-C again to end at once)');
    void services.sweeps.interrupt(id);
  };
  if (cli.interrupt.aborted) interrupt();
  else cli.interrupt.addEventListener('abort', interrupt, { once: true });
  const sweep = await services.sweeps.finished(id);
  cli.interrupt.removeEventListener('abort', interrupt);
  unlisten();
  view.stop();
  const runs = sweep.trialList.flatMap(({ runIds }) => runIds.map((runId) => services.runs.stored(runId)));
  if (options.out !== undefined) await writeRuns(app, runs, options.out);
  if (options.json) {
    const directory = (runId: string) => (options.out === undefined ? {} : { directory: runDirectory(options.out, runId, runs.length) });
    cli.printJson({
      experiment: sweep.experimentId,
      sweep: { id: sweep.id, state: sweep.state, method: sweep.method, metric: sweep.metric, goal: sweep.goal, rounds: sweep.roundList },
      best: sweep.best,
      trials: sweep.trialList,
      runs: runs.map((run) => ({ ...services.runFiles.describe(run), ...directory(run.id) })),
    });
  } else {
    cli.print(trialTable(sweep));
    if (options.out !== undefined) cli.print(`\nWritten to ${options.out} (a folder per run)`);
  }
  if (sweep.failure) cli.say(`${id}: ${sweep.failure.message}`);
  if (sweep.state === 'interrupted' || sweep.state === 'failed') cli.say(`Go on with: descent resume ${id}`);
  if (sweep.state === 'interrupted') cli.exitWith(exitCodes.interrupted);
  else if (sweep.state === 'failed') cli.exitWith(exitCodes.failed);
}

/** The best trials, a line each. */
function trialTable({ trialList, goal, metric, trials }: SweepDetail): string {
  const paths = [...new Set(trialList.flatMap(({ settings }) => Object.keys(settings)))];
  const worth = ({ value }: SweepTrial) => (value === null ? Infinity : goal === 'maximize' ? -value : value);
  const order = { done: 0, pruned: 1, failed: 2, running: 3 };
  const ranked = [...trialList].sort((a, b) => order[a.state] - order[b.state] || worth(a) - worth(b) || a.number - b.number);
  const columns = [{ title: 'trial', right: true }, { title: 'state' }, { title: metric === 'validationLoss' ? 'validation loss' : 'validation', right: true }, ...paths.map((title) => ({ title })), { title: 'run' }];
  const rows = ranked
    .slice(0, shown)
    .map(({ number, state, value, settings, runIds }) => [`${number + 1}`, state, metric === 'validationLoss' ? measure(value) : percent(value), ...paths.map((path) => setting(settings[path])), runIds[0] ?? '–']);
  const rest = ranked.length > shown ? `\n… and ${ranked.length - shown} more` : '';
  const counts = [`${trials.started} trials`, `${trials.done} trained to the end`, ...(trials.pruned > 0 ? [`${trials.pruned} given up early`] : []), ...(trials.failed > 0 ? [`${trials.failed} diverged`] : [])];
  return `${table(columns, rows)}${rest}\n\n${counts.join(', ')}`;
}

function setting(value: unknown): string {
  if (value === undefined) return '–';
  return typeof value === 'number' ? measure(value) : JSON.stringify(value);
}
