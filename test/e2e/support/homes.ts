import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { RunState } from '../../../src/shared/api/records.ts';
import type { ExperimentDocument } from '../../../src/shared/experiment/document.ts';
import type { Client } from './client.ts';
import { startStudio } from './process.ts';

/**
 * Folders for studios to stand on. Training and drawing 70,000 digits cost seconds, copying files does not: what journeys look
 * at is trained once per build, and every home comes with the digits already drawn.
 */

const root = resolve(import.meta.dirname, '../../..');
const documents = join(root, 'test/fixtures/journeys');
const store = join(root, 'node_modules/.cache/descent-journeys');

/** What stands in the trained home. */
export interface Trained {
  /** Four optimizers × 3 seeds, and the fifth variant, which diverges. */
  readonly optimizers: { readonly experimentId: string; readonly runs: readonly TrainedRun[] };
  /** A finished search of twelve trials. */
  readonly sweep: { readonly id: string };
  /** The kept comparison of the four optimizers. */
  readonly comparison: { readonly id: string; readonly name: string };
}

export interface TrainedRun {
  readonly id: string;
  readonly name: string;
  readonly variant: string | null;
  readonly seed: number;
  readonly state: RunState;
}

/** No set but the built-in digits, whatever this machine has: journeys look the same everywhere. */
export const digitsOnly: NodeJS.ProcessEnv = { DESCENT_DATASETS: '', DESCENT_MIRRORS: '' };

/** A folder that is gone after the test. `trained`: with the runs below; else empty but for the drawn digits. */
export function temporaryHome({ trained = false } = {}): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'descent-home-'));
  const prepared = join(trainedFolder(), 'home');
  if (existsSync(prepared)) {
    if (trained) cpSync(prepared, path, { recursive: true });
    else cpSync(join(prepared, 'datasets'), join(path, 'datasets'), { recursive: true });
  }
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }) };
}

/** What the trained home holds. */
export function trained(): Trained {
  return JSON.parse(readFileSync(join(trainedFolder(), 'trained.json'), 'utf8')) as Trained;
}

/** Makes the trained home where this build has none yet. */
export async function prepareTrainedHome(): Promise<void> {
  const folder = trainedFolder();
  if (existsSync(folder)) return;
  rmSync(store, { recursive: true, force: true });
  const aside = `${folder}.${process.pid}`;
  const home = join(aside, 'home');
  mkdirSync(home, { recursive: true });
  const studio = await startStudio(home, { ...digitsOnly, HOME: home, USERPROFILE: home });
  let made: Trained;
  try {
    made = await train(await studio.client());
  } finally {
    await studio.stop();
  }
  writeFileSync(join(aside, 'trained.json'), JSON.stringify(made));
  renameSync(aside, folder);
}

async function train(client: Client): Promise<Trained> {
  const document = (name: string) => JSON.parse(readFileSync(join(documents, `${name}.descent.json`), 'utf8')) as ExperimentDocument;
  // One after the other: the first draws the digits for all.
  await client.system.changeSettings({ parallelRuns: 1 });
  const { experiment } = await client.experiments.start({ document: document('optimizers') });
  const runs = await ended(client, experiment.id);
  const sweep = await client.sweeps.start({ document: document('search') });
  await until(() => client.sweeps.get({ id: sweep.id }), ({ state }) => state === 'done');
  const name = 'Four optimizers';
  await client.system.changeSettings({ parallelRuns: null });
  const comparison = await client.comparisons.save({ name, runIds: runs.filter(({ state }) => state === 'done').map(({ id }) => id), view: {} });
  return { optimizers: { experimentId: experiment.id, runs }, sweep: { id: sweep.id }, comparison: { id: comparison.id, name } };
}

/** The runs of an experiment once all have ended, in the order they were made. */
export async function ended(client: Client, experimentId: string): Promise<TrainedRun[]> {
  const { runs } = await until(
    () => client.runs.list({ experimentId, limit: 1000 }),
    (listed) => listed.runs.every(({ state }) => state === 'done' || state === 'failed' || state === 'stopped'),
  );
  return runs.toReversed().map(({ id, name, variant, seed, state }) => ({ id, name, variant, seed, state }));
}

/** Asks again and again until the answer is as wished; the test's own time limit ends it. */
export async function until<T>(ask: () => Promise<T>, wish: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (wish(answer)) return answer;
    await setTimeout(50);
  }
}

/** One per build and per document: what another build trained says nothing about this one. */
function trainedFolder(): string {
  const hash = createHash('sha256').update(existsSync(join(root, 'out/.built')) ? readFileSync(join(root, 'out/.built')) : '');
  for (const file of readdirSync(documents).sort()) hash.update(readFileSync(join(documents, file)));
  hash.update(readFileSync(import.meta.filename));
  return join(store, hash.digest('hex').slice(0, 16));
}
