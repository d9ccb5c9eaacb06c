import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import type { ToWorker } from '../../../src/engine/worker/protocol.ts';
import { spawnWorker } from '../../../src/main/workers/spawn.ts';
import { command, startCommand, type Outcome } from '../../support/command-line.ts';
import { openStudio, start, temporaryFolder, until, untilState } from '../../support/studio.ts';

/**
 * More than anybody waits for, with everything that a checkpoint must hold: running statistics, masks, two moments, a shuffled order. However
 * fast the machine, it is caught in the middle.
 */
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
  training: { batchSize: 16, epochs: 1_000_000, evaluate: { every: 100 }, inspect: 'off' },
};
/** Steps of the life after being killed: several evaluations. */
const afterwards = 350;

interface RunJson {
  readonly id: string;
  readonly state: string;
}

const runsOf = ({ out }: Outcome) => (JSON.parse(out) as { runs: RunJson[] }).runs;
const file = (directory: string, name: string): Buffer => readFileSync(join(directory, name));

/** Starts real workers that end the run of a seed after exactly so many steps. */
function spawnUntil(lastStep: (seed: number) => number | undefined): () => Worker {
  return () => {
    const worker = spawnWorker();
    const post = worker.postMessage.bind(worker);
    worker.postMessage = (message: ToWorker) => post(message.type === 'start' ? { ...message, stopAfter: lastStep(message.document.seed) } : message);
    return worker;
  };
}

it('loses nothing when it is killed while four runs train: the store is sound, and each run goes on to the bit as if nothing had been', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'killed.descent.json');
  const four = { ...document, repeats: 4 };
  writeFileSync(path, JSON.stringify(four));
  const home = join(folder, 'home');
  const watcher = openStudio({ home, spawnWorker });
  watcher.services.settings.change({ checkpointEvery: 0.1, parallelRuns: 4 });
  const { child, ended } = startCommand(home, 'run', path, '--json');
  const runs = () => watcher.services.runs.list({ limit: 10, offset: 0, archived: false }).runs;
  const hasCheckpoint = ({ id }: { id: string }) => watcher.services.runs.get(id).checkpoints.length > 0;
  while (runs().length < 4 || !runs().every(hasCheckpoint)) await sleep(20);
  const recorded = runs().map(({ id, seed, progress }) => ({ id, seed, step: progress.step }));
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

  const lastSteps = new Map(recorded.map(({ seed, step }) => [seed, step + afterwards]));
  const studio = openStudio({ home, spawnWorker: spawnUntil((seed) => lastSteps.get(seed)) });
  for (const { id, step } of recorded) {
    const counts = studio.services.runs.get(id).series;
    expect(counts['loss'] ?? 0).toBeGreaterThanOrEqual(step);
    studio.services.runs.resume(id);
  }
  for (const { id } of recorded) await untilState(studio, id, 'stopped');

  const written = async (id: string) => {
    const directory = join(folder, id);
    await studio.services.runFiles.write(studio.services.runs.stored(id), directory);
    return { step: studio.services.runs.get(id).progress.step, weights: file(directory, 'weights.safetensors'), metrics: file(directory, 'metrics.csv').toString() };
  };
  for (const { id, seed } of await start(studio, four)) {
    await untilState(studio, id, 'stopped');
    const undisturbed = await written(id);
    const killed = await written(recorded.find((run) => run.seed === seed)?.id ?? '');
    expect(killed.step).toBe(lastSteps.get(seed));
    expect(killed.step).toBe(undisturbed.step);
    expect(killed.weights.equals(undisturbed.weights)).toBe(true);
    expect(killed.metrics).toBe(undisturbed.metrics);
  }
}, 240_000);

it('marks a killed run as interrupted at the next start, and goes on with it from the command line', async () => {
  const folder = temporaryFolder();
  const home = join(folder, 'home');
  const path = join(folder, 'one.descent.json');
  writeFileSync(path, JSON.stringify(document));
  const { child, ended } = startCommand(home, 'run', path);
  const watcher = openStudio({ home, spawnWorker });
  const runs = () => watcher.services.runs.list({ limit: 10, offset: 0, archived: false }).runs;
  while (!runs().some(({ progress }) => progress.step > 20)) await sleep(20);
  const [{ id }] = runs();
  expect(() => watcher.services.runs.pause(id)).toThrow(/another Descent on this machine is training it/);
  child.kill('SIGKILL');
  await ended;
  expect(runsOf(await command(home, 'runs', '--json'))).toMatchObject([{ id, state: 'interrupted' }]);
  const resumed = startCommand(home, 'resume', id, '--json');
  await until(watcher, id, ({ state, elsewhere, progress }) => state === 'running' && elsewhere && progress.step > 20);
  resumed.child.kill('SIGINT');
  const outcome = await resumed.ended;
  expect(outcome.code, outcome.err).toBe(130);
  expect(runsOf(outcome)).toMatchObject([{ id, state: 'interrupted' }]);
  expect((await untilState(watcher, id, 'interrupted')).elsewhere).toBe(false);
}, 120_000);
