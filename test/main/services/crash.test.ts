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
  training: { batchSize: 16, epochs: 600, evaluate: { every: 500 }, inspect: 'off' },
  repeats: 4,
};

const runsOf = ({ out }: Outcome) => (JSON.parse(out) as { runs: { id: string; seed: number; state: string; directory: string }[] }).runs;
const file = (directory: string, name: string): Buffer => readFileSync(join(directory, name));

it('loses nothing when it is killed while four runs train: the store is sound, and each run ends to the bit as if nothing had been', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'killed.descent.json');
  writeFileSync(path, JSON.stringify(document));

  const undisturbed = await startCommand(join(folder, 'undisturbed'), 'run', path, '--json', '--out', join(folder, 'whole')).ended;
  expect(undisturbed.code, undisturbed.err).toBe(0);

  const home = join(folder, 'home');
  const watcher = openStudio({ home, spawnWorker });
  watcher.services.settings.change({ checkpointEvery: 1, parallelRuns: 4 });
  const { child, ended } = startCommand(home, 'run', path, '--json');
  const runs = () => watcher.services.runs.list({ limit: 10, offset: 0, archived: false }).runs;
  const hasCheckpoint = ({ id }: { id: string }) => watcher.services.runs.get(id).checkpoints.length > 0;
  while (runs().length < 4 || !runs().every(hasCheckpoint)) await sleep(20);
  const recorded = runs().map(({ id, progress }) => ({ id, step: progress.step }));
  // On a quick machine the first may have ended before the last had its checkpoint.
  expect(runs().filter(({ elsewhere, state }) => elsewhere && state === 'running').length).toBeGreaterThanOrEqual(2);
  child.kill('SIGKILL');
  await ended;

  // A studio that is already open notices by itself.
  for (const { id } of recorded) {
    expect((await untilState(watcher, id, 'interrupted', 'done')).elsewhere).toBe(false);
  }
  await watcher.close();
  const db = new Database(join(home, 'descent.sqlite'), { readonly: true });
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  db.close();

  const studio = openStudio({ home, spawnWorker });
  for (const { id, step } of recorded) {
    const counts = studio.services.runs.get(id).series;
    expect(counts['loss'] ?? 0).toBeGreaterThanOrEqual(step);
    if (studio.services.runs.get(id).state === 'interrupted') studio.services.runs.resume(id);
  }
  for (const { id } of recorded) await untilState(studio, id, 'done');

  for (const { seed, directory } of runsOf(undisturbed)) {
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
  writeFileSync(path, JSON.stringify({ ...document, name: 'one', repeats: 1, training: { ...document.training, epochs: 60 } }));
  const { child, ended } = startCommand(home, 'run', path);
  const watcher = openStudio({ home, spawnWorker });
  const runs = () => watcher.services.runs.list({ limit: 10, offset: 0, archived: false }).runs;
  while (!runs().some(({ progress }) => progress.step > 20)) await sleep(20);
  const [{ id }] = runs();
  expect(() => watcher.services.runs.pause(id)).toThrow(/another Descent on this machine is training it/);
  child.kill('SIGKILL');
  await ended;
  const listed = await startCommand(home, 'runs', '--json').ended;
  expect(runsOf(listed)).toMatchObject([{ id, state: 'interrupted' }]);
  const resumed = await startCommand(home, 'resume', id, '--json').ended;
  expect(resumed.code, resumed.err).toBe(0);
  expect(runsOf(resumed)).toMatchObject([{ id, state: 'done' }]);
  await until(watcher, id, ({ state }) => state === 'done');
}, 120_000);
