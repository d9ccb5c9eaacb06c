import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createApp } from '../../src/main/app.ts';
import { createStore } from '../../src/main/store/store.ts';
import { spawnWorker } from '../../src/main/workers/spawn.ts';
import { command } from '../support/command-line.ts';
import { fakeDocument, openStudio, resources, root, spawnFake, start, temporaryFolder, until, untilState } from '../support/studio.ts';

/** Days on which the machine fails the studio: docs/bad-days.md lists them all, with the tests that stand elsewhere. */

const entry = join(root, 'src/main/entry/cli.ts');

/**
 * What starts a program without the administrator's right to write where the permissions forbid it. Nothing for anybody else; `undefined` where
 * the administrator cannot give that right away. It reads what it could read before: this clone may lie where no other user comes in.
 */
const bound = process.getuid?.() === 0 ? ['setpriv', '--inh-caps=-dac_override', '--bounding-set=-dac_override'] : [];
const without = spawnSync('sh', ['-c', `${bound.join(' ')} true`]).status === 0 ? bound : undefined;

/** Runs a shell line with the studio's command as `descent`, on request by somebody who writes only where the permissions let them. */
async function shell(line: string, options: { readonly permitted?: boolean; readonly home: string }): Promise<{ code: number; said: string }> {
  const [program, ...words] = [...(options.permitted === true ? (without ?? []) : []), 'sh', '-c', line.replaceAll(/(?<=^|; )descent(?= )/g, `"${process.execPath}" "${entry}"`)];
  const child = spawn(program, words, { cwd: root, env: { ...process.env, DESCENT_HOME: options.home, HOME: options.home, DESCENT_DATASETS: '' }, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code: code ?? -1, said };
}

/** A short run of which the weights alone are beyond a limit. */
const document = { format: 'descent/experiment@1', name: 'bad day', data: { source: 'spiral' }, network: { layers: [{ type: 'affine', units: 750 }, { type: 'relu' }, { type: 'affine', units: 750 }, { type: 'relu' }, { type: 'affine', units: 3 }] }, training: { batchSize: 1, iterations: 3, inspect: 'off' } };

describe.skipIf(process.platform === 'win32')('a disk that takes no more', () => {
  it('fails the run with what to do, and leaves the store sound and what was there before', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'one.descent.json');
    writeFileSync(file, JSON.stringify(document));
    // No file may grow beyond 1 MiB (or 2, where the shell counts in whole KiB): the database stays below, the weights of 750 × 750 units do not.
    const { code, said } = await shell(`ulimit -f 2000; descent run "${file}"`, { home: folder });
    expect(code, said).toBe(1);
    expect(said).toMatch(/weights\.safetensors cannot be written: the system allows no larger file/);
    expect(said).not.toMatch(/^\s+at .*:\d+:\d+/m);
    // With room again it goes on from where it was.
    const app = openStudio({ home: folder, spawnWorker });
    const [run] = app.services.runs.list({ limit: 10, offset: 0, archived: false }).runs;
    expect(run).toMatchObject({ state: 'failed', failure: { code: 'io' } });
    app.services.runs.resume(run.id);
    expect((await untilState(app, run.id, 'done', 'failed')).state).toBe('done');
  });

  it('says so where not even the database fits', async () => {
    const folder = temporaryFolder();
    const { code, said } = await shell('ulimit -f 8; descent runs', { home: join(folder, 'home') });
    expect(code).toBe(1);
    expect(said).toMatch(/descent\.sqlite/);
    expect(said).not.toMatch(/^\s+at .*:\d+:\d+/m);
  });
});

describe.skipIf(process.platform === 'win32' || without === undefined)('a home that may only be read (needs permissions, and setpriv for an administrator, who else writes anywhere)', () => {
  it('is refused with what to do, whether it is empty or has a store', async () => {
    const folder = temporaryFolder();
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    const filled = join(folder, 'filled');
    createStore(join(filled, 'descent.sqlite')).close();
    for (const home of [empty, filled]) chmodSync(home, 0o555);
    onTestFinished(() => [empty, filled].forEach((home) => chmodSync(home, 0o755)));
    for (const { code, said } of await Promise.all([empty, filled].map((home) => shell('descent runs', { home, permitted: true })))) {
      expect(code, said).toBe(1);
      expect(said).toMatch(/descent\.sqlite cannot be (written|opened)/);
      expect(said).toMatch(/--home/);
      expect(said).not.toMatch(/^\s+at .*:\d+:\d+/m);
    }
  });
});

it('a clock that is set back while a run trains costs nothing: no time before its beginning, no negative speed', async () => {
  const app = openStudio();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
  onTestFinished(() => void vi.useRealTimers());
  const [{ id }] = await start(app, fakeDocument('step every 2 ms'));
  await until(app, id, ({ progress }) => progress.step > 20);
  vi.setSystemTime(Date.now() - 24 * 60 * 60 * 1000);
  const run = await untilState(app, id, 'done');
  expect(run.endedAt).toBeGreaterThanOrEqual(run.startedAt ?? Infinity);
  expect(run.progress.stepsPerSecond ?? 0).toBeGreaterThanOrEqual(0);
  const [seconds] = app.services.runs.series(id, { names: ['seconds'], points: 1000 });
  expect(seconds.last.every((value, i) => (value ?? 0) >= (seconds.last[i - 1] ?? 0))).toBe(true);
  const [later] = await start(app, fakeDocument('after the clock'));
  expect((await untilState(app, later.id, 'done')).progress.step).toBe(100);
  expect(app.services.runs.list({ limit: 10, offset: 0, archived: false }).runs.map((one) => one.id)).toEqual([later.id, id]);
});

it('a page of the database that is damaged while the studio is open is told, and set aside at the next start', async () => {
  const home = temporaryFolder();
  const app = openStudio({ home });
  for (let i = 0; i < 30; i++) await start(app, fakeDocument(`run ${i}`, { training: { iterations: 1 }, description: 'x'.repeat(3000) }));
  app.services.system.vacuum();
  await app.close();
  const file = join(home, 'descent.sqlite');
  const store = createStore(file);
  // Another process writes, so that this one does not go by what it remembers of the file.
  const other = new Database(file);
  other.exec('UPDATE runs SET archived = 0');
  other.pragma('wal_checkpoint(TRUNCATE)');
  other.close();
  writeFileSync(file, readFileSync(file).fill(0xab, 3 * 4096));
  expect(() => store.read(() => store.runs.list({ limit: 100, offset: 0, archived: false }))).toThrow(expect.objectContaining({ code: 'store-damaged' }));
  // Also without a transaction around it.
  expect(() => store.runs.list({ limit: 100, offset: 0, archived: false })).toThrow(expect.objectContaining({ code: 'store-damaged' }));
  store.close();
  const next = openStudio({ home });
  expect(next.notices).toEqual([expect.objectContaining({ code: 'store-damaged' })]);
  expect(next.services.runs.list({ limit: 1, offset: 0, archived: false }).total).toBe(0);
  expect(readdirSync(home).some((name) => name.includes('.damaged-'))).toBe(true);
});

describe('a power cut', () => {
  const held = 80;
  const steps = 150;
  /** A home whose only run was interrupted with two checkpoints; every test has a copy. */
  const original = mkdtempSync(join(tmpdir(), 'descent-test-'));
  let id: string;
  let checkpoints: readonly number[];
  beforeAll(async () => {
    const app = createApp({ home: original, resources, spawnWorker: spawnFake });
    app.services.settings.change({ checkpointEvery: 0.1 });
    // Held, so that it is caught in the middle however slow the machine.
    [{ id }] = await start(app, fakeDocument(`step every 5 ms, hold at ${held}`, { training: { iterations: steps } }));
    await until(app, id, ({ progress }) => progress.step === held && app.services.runs.get(id).checkpoints.length === 2);
    await app.close();
    const after = createApp({ home: original, resources, spawnWorker: spawnFake });
    checkpoints = after.services.runs.get(id).checkpoints;
    await after.close();
  });
  afterAll(() => rmSync(original, { recursive: true, force: true, maxRetries: 5 }));

  function interrupted(home: string): { folder: string } {
    cpSync(original, home, { recursive: true });
    return { folder: join(home, 'checkpoints', id) };
  }

  async function goesOn(home: string, from: 'checkpoint' | 'beginning' = 'checkpoint'): Promise<void> {
    const app = openStudio({ home });
    app.services.runs.resume(id);
    if (from === 'beginning') {
      // It would be held once more.
      await until(app, id, ({ state, progress }) => state === 'running' && progress.preparing === null);
      app.services.runs.pause(id);
      await untilState(app, id, 'paused');
      app.services.runs.resume(id);
    }
    await untilState(app, id, 'done');
    const [loss] = app.services.runs.series(id, { names: ['loss'], points: 1000 });
    expect(loss.steps).toEqual(Array.from({ length: steps }, (_, i) => i + 1));
  }

  it('between the writing of a checkpoint and its renaming leaves the one before whole', async () => {
    const home = temporaryFolder();
    const { folder } = interrupted(home);
    const last = join(folder, `${checkpoints[1]}.checkpoint`);
    const before = readFileSync(last);
    // The studio's own writing, ended by SIGKILL where it would rename.
    const script = `
      import promises from 'node:fs/promises';
      import { syncBuiltinESMExports } from 'node:module';
      promises.rename = () => process.kill(process.pid, 'SIGKILL');
      syncBuiltinESMExports();
      const { writeWhole } = await import(${JSON.stringify(pathToFileURL(join(root, 'src/main/services/checkpoints.ts')).href)});
      await writeWhole(process.argv[1], new Uint8Array(1000));`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, last], { cwd: root, stdio: 'inherit' });
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
    expect(readdirSync(folder).some((name) => name.endsWith('.part'))).toBe(true);
    expect(readFileSync(last).equals(before)).toBe(true);
    await goesOn(home);
  });

  it('that cut the last checkpoint short, or lost it, costs the steps since the one before', async () => {
    const home = temporaryFolder();
    const { folder } = interrupted(home);
    truncateSync(join(folder, `${checkpoints[1]}.checkpoint`), 3);
    await goesOn(home);
    expect(existsSync(dirname(folder))).toBe(true);
  });

  /** One bit in the middle of a file is turned round; its length stays. */
  function flip(file: string): void {
    const bytes = readFileSync(file);
    bytes[bytes.length >> 1] ^= 1;
    writeFileSync(file, bytes);
  }

  it('or a disk that turned a bit of the last checkpoint round costs the steps since the one before, and is told', async () => {
    const home = temporaryFolder();
    const { folder } = interrupted(home);
    flip(join(folder, `${checkpoints[1]}.checkpoint`));
    const app = openStudio({ home });
    const forked = await app.services.runs.fork(id, { set: {}, language: 'en' });
    expect(forked).toMatchObject({ forkedFrom: { step: checkpoints[0] }, setback: { damaged: [checkpoints[1]], step: checkpoints[0] } });
    await expect(app.services.runs.fork(id, { set: {}, language: 'en', step: checkpoints[1] })).rejects.toMatchObject({ code: 'file-invalid', message: `${id}: the checkpoint of step ${checkpoints[1]} is damaged. Its others: ${checkpoints[0]}.` });
    await app.close();
    expect((await command(home, 'resume', id)).err).toContain(`${id}: the checkpoint of step ${checkpoints[1]} was damaged; it goes on from step ${checkpoints[0]}.`);
    const after = openStudio({ home });
    expect(after.services.runs.get(id)).toMatchObject({ state: 'done', setback: { damaged: [checkpoints[1]], step: checkpoints[0] } });
    const [loss] = after.services.runs.series(id, { names: ['loss'], points: 1000 });
    expect(loss.steps).toEqual(Array.from({ length: steps }, (_, i) => i + 1));
  });

  it('or a disk that damaged both checkpoints fails the run in a plain line; resumed once more it begins again', async () => {
    const home = temporaryFolder();
    const { folder } = interrupted(home);
    for (const step of checkpoints) flip(join(folder, `${step}.checkpoint`));
    const app = openStudio({ home });
    await expect(app.services.runs.fork(id, { set: {}, language: 'en' })).rejects.toMatchObject({ code: 'file-invalid' });
    app.services.runs.resume(id);
    const failed = await untilState(app, id, 'failed', 'done');
    expect(failed.failure?.message).toBe(`${id}: no checkpoint can be read (damaged: ${checkpoints.join(', ')}). Resume the run once more to begin from its first step.`);
    // What was recorded is still there until it is asked to begin again.
    expect(app.services.runs.series(id, { names: ['loss'], points: 1000 })[0].total).toBeGreaterThanOrEqual(checkpoints[1]);
    await app.close();
    await goesOn(home, 'beginning');
  });

  it('a checkpoint from before checksums were kept is believed by its length', async () => {
    const home = temporaryFolder();
    interrupted(home);
    const db = new Database(join(home, 'descent.sqlite'));
    db.exec('UPDATE checkpoints SET checksum = NULL');
    db.close();
    await goesOn(home);
    expect(openStudio({ home }).services.runs.get(id).setback).toBeNull();
  });
});
