import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { createApp, type App, type AppOptions } from '../../src/main/app.ts';
import type { RunSummary } from '../../src/shared/api/records.ts';

export const root = resolve(import.meta.dirname, '../..');
export const resources = join(root, 'resources');

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'descent-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/** A worker that speaks the protocol without any mathematics: see the fixture. Little memory, so that running out of it is quick. */
export const spawnFake = (): Worker => new Worker(new URL('../fixtures/fake-worker.ts', import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: 48 } });

/** A studio on a home of its own (or the one given) that is closed after the test. */
export function openStudio(options: Partial<AppOptions> = {}): App {
  const app = createApp({ home: options.home ?? temporaryFolder(), resources, spawnWorker: spawnFake, ...options });
  onTestFinished(() => app.close());
  return app;
}

/** One studio for all tests of a file or of a `describe`: starting a studio's threads takes longer than most of what they are asked. */
export function sharedStudio(options: Partial<AppOptions> = {}): () => App {
  let home: string;
  let app: App;
  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'descent-test-'));
    app = createApp({ home, resources, spawnWorker: spawnFake, ...options });
  });
  afterAll(async () => {
    await app.close();
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  });
  return () => app;
}

/** A small document; the fake worker reads its wishes from the name. */
export function fakeDocument(name: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    format: 'descent/experiment@1',
    name,
    data: { source: 'digits' },
    network: { layers: [{ type: 'affine', units: 50 }, { type: 'relu' }, { type: 'affine', units: 10 }] },
    training: { iterations: 100 },
    ...more,
  };
}

/** Starts a document in English with paths from the temporary folder. */
export async function start(app: App, document: unknown): Promise<RunSummary[]> {
  return (await app.services.experiments.start(document, { language: 'en', baseDirectory: tmpdir() })).runs;
}

/** Waits until a run is as wished; what happens to it while waiting is looked at each time. */
export async function until(app: App, id: string, wish: (run: RunSummary) => boolean): Promise<RunSummary> {
  const look = () => app.services.runs.get(id);
  return new Promise((resolve) => {
    let met = false;
    const check = () => {
      if (met) return;
      const run = look();
      if (!wish(run)) return;
      met = true;
      unlisten();
      resolve(run);
    };
    const unlisten = app.services.events.listen(() => setImmediate(check));
    check();
  });
}

/** Waits until a run is in one of these states. */
export const untilState = (app: App, id: string, ...states: RunSummary['state'][]): Promise<RunSummary> => until(app, id, ({ state }) => states.includes(state));
