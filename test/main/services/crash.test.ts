import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { spawnWorker } from '../../../src/main/workers/spawn.ts';
import { startCommand, type Outcome } from '../../support/command-line.ts';
import { openStudio, temporaryFolder, until, untilState } from '../../support/studio.ts';

/** Four runs that take a few seconds, with everything that a checkpoint must hold: running statistics, masks, two moments, a shuffled order. */
const document = {
  format: 'descent/experiment@1',
  name: 'to be killed',
  seed: 11,
  data: { source: 'spiral', validation: 0.2 },
  network: {
    init: { scheme: 'he-normal' },
    layers: [{ type: 'affine', units: 100 }, { type: 'batch-norm' }, { type: 'relu' }, { type: 'dropout', rate: 0.3 }, { type: 'affine', units: 3 }],
  },
  optimizer: { type: 'adam', lr: 0.001 },
};
/** A run takes at least this long, in seconds: the time to catch it in the middle, however fast the machine. */
const longEnough = 2;

const withEpochs = (epochs: number, repeats: number) => ({ ...document, training: { batchSize: 16, epochs, evaluate: { every: 500 }, inspect: 'off' }, repeats });

interface RunJson {
  readonly id: string;
  readonly seed: number;
  readonly state: string;
  readonly directory: string;
  readonly startedAt: string;
  readonly endedAt: string;
}

const runsOf = ({ out }: Outcome) => (JSON.parse(out) as { runs: RunJson[] }).runs;
const file = (directory: string, name: string): Buffer => readFileSync(join(directory, name));

/** Trains four runs undisturbed, with as many epochs as it takes for each to be long enough. */
async function undisturbed(folder: string): Promise<{ epochs: number; runs: RunJson[] }> {
  for (let epochs = 300; ; ) {
    const path = join(folder, `undisturbed-${epochs}.descent.json`);
    writeFileSync(path, JSON.stringify(withEpochs(epochs, 4)));
    const outcome = await startCommand(join(folder, 'undisturbed'), 'run', path, '--json', '--out', join(folder, `whole-${epochs}`)).ended;
    expect(outcome.code, outcome.err).toBe(0);
    const runs = runsOf(outcome);
    const seconds = Math.min(...runs.map(({ startedAt, endedAt }) => (Date.parse(endedAt) - Date.parse(startedAt)) / 1000));
    if (seconds >= longEnough) return { epochs, runs };
    epochs = Math.ceil((1.3 * epochs * longEnough) / Math.max(seconds, 0.1));
  }
}

it('loses nothing when it is killed while four runs train: the store is sound, and each run ends to the bit as if nothing had been', async () => {
  const folder = temporaryFolder();
  const whole = await undisturbed(folder);
  const path = join(folder, 'killed.descent.json');
  writeFileSync(path, JSON.stringify(withEpochs(whole.epochs, 4)));
  const home = join(folder, 'home');
  const watcher = openStudio({ home, spawnWorker });
  watcher.services.settings.change({ checkpointEvery: 0.1, parallelRuns: 4 });
  const { child, ended } = startCommand(home, 'run', path, '--json');
  const runs = () => watcher.services.runs.list({ limit: 10, offset: 0, archived: false }).runs;
  const hasCheckpoint = ({ id }: { id: string }) => watcher.services.runs.get(id).checkpoints.length > 0;
  while (runs().length < 4 || !runs().every(hasCheckpoint)) await sleep(20);
  const recorded = runs().map(({ id, progress }) => ({ id, step: progress.step }));
  expect(runs().map(({ elsewhere, state }) => [elsewhere, state])).toEqual(Array(4).fill([true, 'running']));
  child.kill('SIGKILL');
  await ended;

  // A studio that is already open notices by itself.
  for (const { id } of recorded) {
    expect((await untilState(watcher, id, 'interrupted')).elsewhere).toBe(false);
  }
  await watcher.close();
  const db = new Database(join(home, 'descent.sqlite'), { readonly: true });
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  db.close();

  const studio = openStudio({ home, spawnWorker });
  for (const { id, step } of recorded) {
    const counts = studio.services.runs.get(id).series;
    expect(counts['loss'] ?? 0).toBeGreaterThanOrEqual(step);
    studio.services.runs.resume(id);
  }
  for (const { id } of recorded) await untilState(studio, id, 'done');

  for (const { seed, directory } of whole.runs) {
    const again = join(folder, `again-${seed}`);
    const id = recorded.map((run) => studio.services.runs.get(run.id)).find((run) => run.seed === seed)?.id ?? '';
    await studio.services.runFiles.write(studio.services.runs.stored(id), again);
    expect(file(again, 'weights.safetensors').equals(file(directory, 'weights.safetensors'))).toBe(true);
    expect(file(again, 'metrics.csv').toString()).toBe(file(directory, 'metrics.csv').toString());
  }
}, 240_000);

it('marks a killed run as interrupted at the next start, and goes on with it from the command line', async () => {
  const folder = temporaryFolder();
  const home = join(folder, 'home');
  const path = join(folder, 'one.descent.json');
  // Longer than it takes to be caught and killed; what is left of it is cut short afterwards.
  writeFileSync(path, JSON.stringify(withEpochs(1_000_000, 1)));
  const { child, ended } = startCommand(home, 'run', path);
  const watcher = openStudio({ home, spawnWorker });
  const runs = () => watcher.services.runs.list({ limit: 10, offset: 0, archived: false }).runs;
  while (!runs().some(({ progress }) => progress.step > 20)) await sleep(20);
  const [{ id }] = runs();
  expect(() => watcher.services.runs.pause(id)).toThrow(/another Descent on this machine is training it/);
  child.kill('SIGKILL');
  await ended;
  expect(runsOf(await startCommand(home, 'runs', '--json').ended)).toMatchObject([{ id, state: 'interrupted' }]);
  const resumed = startCommand(home, 'resume', id, '--json');
  await until(watcher, id, ({ state, elsewhere, progress }) => state === 'running' && elsewhere && progress.step > 20);
  resumed.child.kill('SIGINT');
  const outcome = await resumed.ended;
  expect(outcome.code, outcome.err).toBe(130);
  expect(runsOf(outcome)).toMatchObject([{ id, state: 'interrupted' }]);
  expect((await untilState(watcher, id, 'interrupted')).elsewhere).toBe(false);
}, 120_000);
