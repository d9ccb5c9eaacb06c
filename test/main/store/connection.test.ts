import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openStore } from '../../../src/main/store/connection.ts';
import { migrate } from '../../../src/main/store/migrate.ts';
import { migrations, storeVersion } from '../../../src/main/store/migrations/index.ts';
import { createStore, type Store } from '../../../src/main/store/store.ts';
import { runIdSchema } from '../../../src/shared/api/records.ts';
import { insertRun } from '../../support/rows.ts';
import { temporaryFolder } from '../../support/studio.ts';

const fileIn = (folder: string) => join(folder, 'descent.sqlite');

function open(file: string, options: Parameters<typeof createStore>[1] = {}): Store {
  const store = createStore(file, options);
  onTestFinished(() => store.close());
  return store;
}

describe('the store’s file', () => {
  it('is made where there is none, in WAL mode, and opened again', () => {
    const file = fileIn(join(temporaryFolder(), 'deep', 'down'));
    const store = open(file);
    const { id } = insertRun(store);
    store.close();
    const db = new Database(file, { readonly: true });
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(db.pragma('user_version', { simple: true })).toBe(storeVersion);
    db.close();
    const again = open(file);
    expect(again.notices).toEqual([]);
    expect(again.runs.get(id)?.id).toBe(id);
  });

  it('is left alone where a newer Descent wrote it', () => {
    const file = fileIn(temporaryFolder());
    open(file).close();
    const db = new Database(file);
    db.pragma(`user_version = ${storeVersion + 1}`);
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
    const before = readFileSync(file);
    expect(() => open(file)).toThrow(expect.objectContaining({ code: 'store-newer', message: expect.stringContaining(`store version ${storeVersion + 1}`) as string }));
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it.each([
    ['cannot be opened', 'PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE', (file: string) => open(file, { busyTimeout: 50 })],
    ['cannot be written', 'BEGIN IMMEDIATE', (file: string) => insertRun(open(file, { busyTimeout: 50 }))],
  ])('%s while another process keeps it for itself, and says so', async (_what, lock, work) => {
    const file = fileIn(temporaryFolder());
    open(file).close();
    const script = `const db = new (require('better-sqlite3'))(process.argv[1]); db.exec(process.argv[2]); console.log('locked'); setInterval(() => {}, 1000)`;
    const other = spawn(process.execPath, ['-e', script, file, lock], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void other.kill('SIGKILL'));
    await once(other.stdout, 'data');
    expect(() => work(file)).toThrow(expect.objectContaining({ code: 'store-locked', message: expect.stringContaining('Close the other studio') as string }));
    other.kill('SIGKILL');
    await once(other, 'exit');
    expect(() => work(file)).not.toThrow();
  });

  it.each([
    ['is no database at all', (file: string) => writeFileSync(file, 'This is a letter to my aunt. '.repeat(500))],
    ['was cut short', (file: string) => writeFileSync(file, readFileSync(file).subarray(0, 9000))],
    ['was overwritten in the middle', (file: string) => writeFileSync(file, readFileSync(file).fill(0xab, 4096, 60_000))],
    ['names a table otherwise in its table of contents', (file: string) => {
      const db = new Database(file);
      db.unsafeMode();
      db.exec("PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'REFERENCES sweep_trials', 'REFERENCES sweep_ruins') WHERE name = 'sweep_runs'");
      db.close();
    }],
    ['belongs to another program', (file: string) => {
      rmSync(file);
      const db = new Database(file);
      db.exec('CREATE TABLE recipes (name TEXT)');
      db.close();
    }],
  ])('is set aside under a dated name where it %s', (_what, spoil) => {
    const folder = temporaryFolder();
    const file = fileIn(folder);
    const first = open(file);
    for (let i = 0; i < 200; i++) insertRun(first);
    first.close();
    spoil(file);
    const spoilt = readFileSync(file);
    const store = open(file, { now: () => new Date('2026-03-04T05:06:07Z') });
    expect(store.notices).toEqual([expect.objectContaining({ code: 'store-damaged', message: expect.stringContaining('descent.damaged-2026-03-04T05-06-07.sqlite') as string })]);
    expect(readFileSync(join(folder, 'descent.damaged-2026-03-04T05-06-07.sqlite')).equals(spoilt)).toBe(true);
    expect(store.runs.list({ limit: 10, offset: 0, archived: false }).total).toBe(0);
    store.close();
    expect(open(file).notices).toEqual([]);
  });

  it('gives a run a new id where its own was damaged, also behind a NUL, where SQLite looks no further', () => {
    const file = fileIn(temporaryFolder());
    const store = open(file);
    insertRun(store);
    store.close();
    const db = new Database(file);
    db.exec("UPDATE runs SET id = id || char(0) || '/x'");
    db.close();
    expect(open(file).runs.list({ limit: 10, offset: 0, archived: false }).runs.map(({ id }) => id)).toEqual([expect.stringMatching(/^damaged-\d+$/)]);
  });

  it('gives a run a new id where a disk turned a letter of it round, in its row or in the index alone', () => {
    const sound = fileIn(temporaryFolder());
    const store = open(sound);
    const { id } = insertRun(store);
    store.close();
    const bytes = readFileSync(sound);
    const places: number[] = [];
    for (let at = bytes.indexOf(id); at >= 0; at = bytes.indexOf(id, at + 1)) places.push(at);
    expect(places.length).toBeGreaterThan(1);
    for (const at of places) {
      const file = fileIn(temporaryFolder());
      const damaged = Buffer.from(bytes);
      damaged[at] = 'R'.charCodeAt(0);
      writeFileSync(file, damaged);
      for (const run of open(file).runs.list({ limit: 10, offset: 0, archived: false }).runs) expect(runIdSchema.safeParse(run.id).success).toBe(true);
    }
  });

  it('is never set aside over an earlier one', () => {
    const folder = temporaryFolder();
    const file = fileIn(folder);
    for (let i = 0; i < 3; i++) {
      writeFileSync(file, `damaged for the ${i}. time, and long enough to be looked at `.repeat(100));
      open(file, { now: () => new Date('2026-03-04T05:06:07Z') }).close();
      rmSync(file);
    }
    expect(readdirSync(folder).filter((name) => name.includes('damaged')).sort()).toEqual(['descent.damaged-2026-03-04T05-06-07-2.sqlite', 'descent.damaged-2026-03-04T05-06-07-3.sqlite', 'descent.damaged-2026-03-04T05-06-07.sqlite']);
  });

  it('says so where the folder cannot hold it', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    expect(() => open(join(folder, 'file', 'descent.sqlite'))).toThrow(expect.objectContaining({ code: 'io' }));
  });

  it('can be copied while it is written to, and the copy is sound', async () => {
    const folder = temporaryFolder();
    const store = open(fileIn(folder));
    const { id, seq } = insertRun(store);
    const writer = store.seriesWriter(seq);
    const copy = join(folder, 'copy.sqlite');
    let done = false;
    const backup = store.backup(copy).then(() => (done = true));
    for (let step = 1; !done; step++) {
      store.write(() => writer.append({ loss: { steps: [step], values: [1 / step] } }));
      await new Promise((next) => setImmediate(next));
    }
    await backup;
    const db = new Database(copy, { readonly: true });
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(db.prepare('SELECT id FROM runs').pluck().all()).toEqual([id]);
    db.close();
  });
});

describe('migrations', () => {
  it('are numbered without gaps', () => {
    expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, i) => i + 1));
  });

  it.each(migrations.map((migration, i) => [migration.version, migration.name, i] as const))('bring a store with a run to version %i (%s) from the one before', (version, _name, i) => {
    const db = new Database(join(temporaryFolder(), 'old.sqlite'));
    onTestFinished(() => void db.close());
    db.pragma('foreign_keys = ON');
    migrate(db, migrations.slice(0, i));
    if (i > 0) {
      db.exec(`INSERT INTO experiments (id, name, created_at, base_directory, document) VALUES ('e', 'Old', 1, '/', '{}');
        INSERT INTO runs (id, experiment_seq, revision, name, seed, state, created_at, colour, network, progress, document) VALUES ('r', 1, 1, 'old run', 3, 'done', 1, 0, '784-10', '{}', '{}');
        INSERT INTO series (run_seq, name, count) VALUES (1, 'loss', 1);`);
    }
    migrate(db, migrations.slice(0, i + 1));
    expect(db.pragma('user_version', { simple: true })).toBe(version);
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(db.pragma('foreign_key_check')).toEqual([]);
    if (i > 0) expect(db.prepare('SELECT id, name, seed FROM runs').all()).toEqual([{ id: 'r', name: 'old run', seed: 3 }]);
  });

  it('leave a store as it was where one fails', () => {
    const db = new Database(':memory:');
    onTestFinished(() => void db.close());
    const failing = { version: 2, name: 'fails', up: (inside: Database.Database) => inside.exec('CREATE TABLE half (id INTEGER); CREATE TABLE runs (id INTEGER)') };
    expect(() => migrate(db, [migrations[0], failing])).toThrow(/already exists/);
    expect(db.pragma('user_version', { simple: true })).toBe(1);
    expect(db.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'half'").pluck().get()).toBe(0);
  });
});

it('opens a store without leaving anything beside it once it is closed', () => {
  const folder = temporaryFolder();
  const { db, file } = openStore(fileIn(folder), {}, () => undefined);
  db.close();
  expect(readdirSync(folder)).toEqual(['descent.sqlite']);
  expect(existsSync(file)).toBe(true);
});
