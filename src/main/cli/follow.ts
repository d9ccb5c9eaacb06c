import type { Evaluation, RunSummary, Setback } from '../../shared/api/records.ts';
import type { App } from '../app.ts';
import type { Cli } from './cli.ts';
import { exitCodes } from './cli.ts';
import { progressView } from './progress.ts';
import { runDirectory, writeRuns } from './run-output.ts';
import { measure, percent, table } from './terminal.ts';

const ended: readonly RunSummary['state'][] = ['done', 'stopped', 'failed', 'interrupted'];

/**
 * Shows runs until each has ended, writes their files, prints the summary, and sets the exit code. Ctrl-C interrupts them after a checkpoint.
 */
export async function follow(cli: Cli, app: App, experiment: string, begun: readonly RunSummary[], options: { readonly out?: string; readonly json?: boolean }): Promise<void> {
  const { services } = app;
  const view = progressView(cli);
  const open = new Map(begun.filter(({ state }) => !ended.includes(state)).map((run) => [run.id, run]));
  let finish: () => void = () => undefined;
  const allEnded = new Promise<void>((resolve) => (finish = resolve));
  const unlisten = services.events.listen((event) => {
    if (event.type === 'removed') {
      open.delete(event.runId);
    } else {
      const id = event.type === 'changed' ? event.run.id : event.runId;
      const before = open.get(id);
      if (!before) return;
      const run = event.type === 'changed' ? event.run : { ...before, progress: event.progress };
      open.set(id, run);
      if (run.setback && !before.setback) view.say(setbackLine(run.id, run.setback));
      if (ended.includes(run.state)) {
        open.delete(id);
        view.ended(run);
      } else view.update(run, run.progress);
    }
    if (open.size === 0) finish();
  });
  const interrupt = () => {
    view.say('Interrupting after a checkpoint … (press Ctrl-C again to end at once)');
    void services.training.interruptAll().finally(finish);
  };
  if (open.size === 0) finish();
  else if (cli.interrupt.aborted) interrupt();
  else cli.interrupt.addEventListener('abort', interrupt, { once: true });
  await allEnded;
  cli.interrupt.removeEventListener('abort', interrupt);
  unlisten();
  view.stop();
  const runs = begun.map(({ id }) => services.runs.stored(id));
  if (options.out !== undefined) await writeRuns(app, runs, options.out);
  if (options.json) {
    const directory = (id: string) => (options.out === undefined ? {} : { directory: runDirectory(options.out, id, runs.length) });
    cli.printJson({ experiment, runs: runs.map((run) => ({ ...services.runFiles.describe(run), ...directory(run.id) })) });
  } else {
    cli.print(summaryTable(runs));
    if (options.out !== undefined) cli.print(`\nWritten to ${runs.length === 1 ? runDirectory(options.out, runs[0].id, 1) : `${options.out} (a folder per run)`}`);
  }
  for (const { id, failure } of runs) if (failure) cli.say(`${id}: ${failure.message}`);
  const interrupted = runs.filter(({ state }) => state === 'interrupted');
  for (const { id } of interrupted) cli.say(`Go on with: descent resume ${id}`);
  if (interrupted.length > 0) cli.exitWith(exitCodes.interrupted);
  else if (runs.some(({ state }) => state === 'failed')) cli.exitWith(runs.every(({ failure }) => failure?.code === 'document-invalid') ? exitCodes.usage : exitCodes.failed);
}

/** What damaged checkpoints cost a run. */
export function setbackLine(id: string, { damaged, step }: Setback): string {
  return `${id}: the ${damaged.length === 1 ? 'checkpoint of step' : 'checkpoints of steps'} ${damaged.join(', ')} ${damaged.length === 1 ? 'was' : 'were'} damaged; it goes on from step ${step}.`;
}

/** A line per run with what came out. */
function summaryTable(runs: readonly { id: string; name: string; state: string; dataset: string | null; final: Evaluation | null }[]): string {
  const columns = [{ title: 'run' }, { title: 'name' }, { title: 'state' }, { title: 'data' }, { title: 'train loss', right: true }, { title: 'train', right: true }, { title: 'validation', right: true }, { title: 'test', right: true }];
  return table(
    columns,
    runs.map(({ id, name, state, dataset, final }) => [id, name, state, dataset ?? '–', measure(final?.trainLoss), percent(final?.trainAccuracy), percent(final?.validationAccuracy), percent(final?.testAccuracy)]),
  );
}
