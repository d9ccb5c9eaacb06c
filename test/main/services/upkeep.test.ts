import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { heartbeatLimit, isAlive, ownIdentity } from '../../../src/main/services/process-identity.ts';
import { fakeDocument, openStudio, start, temporaryFolder, until, untilState } from '../../support/studio.ts';
import type { App } from '../../../src/main/app.ts';

const idsOf = (app: App) => app.services.runs.list({ limit: 100, offset: 0, archived: false }).runs.map(({ id }) => id);

describe('the database’s upkeep', () => {
  it('makes copies while runs go on, and puts one back, after a copy of what is there', async () => {
    const home = temporaryFolder();
    const app = openStudio({ home });
    const [first] = await start(app, fakeDocument('before'));
    await untilState(app, first.id, 'done');
    const [under] = await start(app, fakeDocument('hold at 30', { training: { iterations: 60 } }));
    await until(app, under.id, ({ progress }) => progress.step > 3);
    const backup = await app.services.system.backup();
    await expect(app.services.system.restore(backup.file)).rejects.toMatchObject({ code: 'conflict' });
    app.services.runs.pause(under.id);
    await untilState(app, under.id, 'paused');
    app.services.runs.resume(under.id);
    await untilState(app, under.id, 'done');
    const [after] = await start(app, fakeDocument('after'));
    await untilState(app, after.id, 'done');

    const { runs, replaced } = await app.services.system.restore(backup.file);
    expect(runs).toBe(2);
    expect(idsOf(app)).toEqual([under.id, first.id]);
    expect((await app.services.system.backups()).map(({ file }) => file).sort()).toEqual([backup.file, replaced].sort());
    // What was under way in the copy is interrupted, and goes on from a checkpoint.
    expect(app.services.runs.get(under.id).state).toBe('interrupted');
    app.services.runs.resume(under.id);
    // Where no checkpoint was written yet, it begins and waits anew.
    await until(app, under.id, ({ progress }) => progress.step >= 30);
    if (app.services.runs.get(under.id).state === 'running') app.services.runs.pause(under.id);
    await untilState(app, under.id, 'paused', 'done');
    if (app.services.runs.get(under.id).state === 'paused') app.services.runs.resume(under.id);
    expect((await untilState(app, under.id, 'done')).progress.step).toBe(60);
    const [next] = await start(app, fakeDocument('next'));
    await untilState(app, next.id, 'done');

    await app.services.system.restore(replaced);
    expect(idsOf(app)).toEqual([after.id, under.id, first.id]);
    await app.close();
    expect(idsOf(openStudio({ home }))).toEqual([after.id, under.id, first.id]);
  });

  it('puts nothing back but a sound store', async () => {
    const folder = temporaryFolder();
    const app = openStudio();
    const [run] = await start(app, fakeDocument('stays'));
    await untilState(app, run.id, 'done');
    writeFileSync(join(folder, 'letter.sqlite'), 'Dear aunt, '.repeat(2000));
    const { file } = await app.services.system.backup();
    copyFileSync(file, join(folder, 'cut.sqlite'));
    writeFileSync(join(folder, 'cut.sqlite'), 'x'.repeat(5000), { flag: 'r+' });
    await expect(app.services.system.restore(join(folder, 'letter.sqlite'))).rejects.toMatchObject({ code: 'file-invalid' });
    await expect(app.services.system.restore(join(folder, 'cut.sqlite'))).rejects.toMatchObject({ code: 'file-invalid' });
    await expect(app.services.system.restore(join(folder, 'nothing.sqlite'))).rejects.toMatchObject({ code: 'io' });
    expect(idsOf(app)).toEqual([run.id]);
  });

  it('gives the room of deleted runs back', async () => {
    const app = openStudio();
    const [run] = await start(app, fakeDocument('large', { training: { iterations: 30_000 } }));
    await untilState(app, run.id, 'done');
    await app.services.runs.delete(run.id);
    const { before, after } = app.services.system.vacuum();
    expect(after).toBeLessThan(before / 2);
    expect(() => app.services.runs.undelete(run.id)).toThrow(/for good/);
  });
});

describe('whether another process is alive', () => {
  const now = Date.now();

  it('is told by the system, whatever its heartbeat', () => {
    expect(isAlive({ ...ownIdentity(), heartbeat: 0 }, now)).toBe(ownIdentity().startToken !== '');
    expect(isAlive({ ...ownIdentity(), heartbeat: now }, now)).toBe(true);
  });

  it('is not mistaken for a later process with the same number', () => {
    expect(isAlive({ ...ownIdentity(), startToken: 'another boot:123', heartbeat: now }, now)).toBe(false);
  });

  it('is denied to one that has ended', async () => {
    const child = spawn('sleep', ['60']);
    onTestFinished(() => void child.kill('SIGKILL'));
    const owner = { host: hostname(), pid: child.pid ?? 0, startToken: '', heartbeat: now };
    expect(isAlive(owner, now)).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(isAlive(owner, now)).toBe(false);
  });

  it.skipIf(process.platform !== 'linux')('is denied to one that has ended and that nobody has asked after', async () => {
    // The shell becomes `sleep`, which never asks after the shell's child.
    const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 60']);
    onTestFinished(() => void parent.kill('SIGKILL'));
    const [pid] = (await once(parent.stdout, 'data')) as [Buffer];
    const zombie = { ...ownIdentity(), pid: Number(pid.toString()), heartbeat: now };
    while (isAlive(zombie, now)) await new Promise((next) => setTimeout(next, 10));
    expect(isAlive(zombie, now)).toBe(false);
  });

  it('is told by its heartbeat where it is on another machine', () => {
    const elsewhere = { ...ownIdentity(), host: 'another-machine' };
    expect(isAlive({ ...elsewhere, heartbeat: now - heartbeatLimit + 1 }, now)).toBe(true);
    expect(isAlive({ ...elsewhere, heartbeat: now - heartbeatLimit - 1 }, now)).toBe(false);
  });
});
