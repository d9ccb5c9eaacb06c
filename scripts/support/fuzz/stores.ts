/** The readers of databases: experiments that somebody exported, and the studio's own store on a disk that failed. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import type { RandomStream } from '../../../src/engine/core/random.ts';
import { createApp } from '../../../src/main/app.ts';
import { toDetail } from '../../../src/main/services/summary.ts';
import { createStore, type Store } from '../../../src/main/store/store.ts';
import { DescentError } from '../../../src/shared/api/errors.ts';
import { runDetailSchema } from '../../../src/shared/api/records.ts';
import { Fault, mutate, Refusal, type FuzzTarget } from './fuzz.ts';

/** The names of the targets, in their order. */
export const storeFormats = ['experiment archive', 'database'] as const;

export interface StoreTargets {
  readonly targets: readonly FuzzTarget[];
  /** Takes everything away that was written. */
  close(): Promise<void>;
}

/** Makes the sound samples: a studio with two runs that the tests' worker "trained", one of them exported. */
export async function storeTargets(): Promise<StoreTargets> {
  // In memory where the system has such a folder: every input is a file.
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'descent-fuzz-'));
  const temporary = process.env['TMPDIR'];
  // Archives are unpacked in the system's folder for such things.
  process.env['TMPDIR'] = folder;
  const root = resolve(import.meta.dirname, '../../..');
  const spawnWorker = () => new Worker(join(root, 'test/fixtures/fake-worker.ts'));
  const open = (home: string) => createApp({ home: join(folder, home), resources: join(root, 'resources'), spawnWorker });
  const app = open('sound');
  const document = { format: 'descent/experiment@1', name: 'fuzz', data: { source: 'digits' }, network: { layers: [{ type: 'affine', units: 10 }] }, training: { iterations: 50 }, repeats: 2 };
  const { experiment, runs } = await app.services.experiments.start(document, { language: 'en', baseDirectory: folder });
  while (runs.some(({ id }) => app.services.runs.get(id).state !== 'done')) await new Promise((wait) => setTimeout(wait, 20));
  app.services.runs.setTags(runs[0].id, ['one']);
  app.services.comparisons.save({ name: 'two', runIds: runs.map(({ id }) => id), view: {} });
  const archive = new Uint8Array(await app.services.portable.export(experiment.id).arrayBuffer());
  await app.close();
  const database = new Uint8Array(readFileSync(join(folder, 'sound/descent.sqlite')));
  const receiver = open('receiver');
  return {
    targets: [
      {
        name: storeFormats[0],
        samples: [archive],
        damage: (sample, random) => damageDatabase(folder, sample, random),
        codes: ['file-invalid', 'store-newer'],
        read: async (input) => {
          const { runs: taken } = await receiver.services.portable.import(input);
          for (const { id } of taken) {
            runDetailSchema.parse(receiver.services.runs.get(id));
            receiver.services.runs.series(id, { names: ['loss', 'lr'], points: 100 });
            receiver.services.runs.inspections(id, { limit: 10 });
            await receiver.services.runs.delete(id);
          }
          receiver.services.runs.purge(Number.MAX_SAFE_INTEGER);
        },
      },
      {
        name: storeFormats[1],
        samples: [database],
        damage: (sample, random) => damageDatabase(folder, sample, random),
        codes: ['store-newer', 'store-damaged', 'io'],
        read: (input) => openDamaged(join(folder, 'damaged'), input),
      },
    ],
    close: async () => {
      await receiver.close();
      if (temporary === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = temporary;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Opens a store as the studio does and reads everything in it. What the store itself calls damaged is refused; anything else it gives must be sound. */
function openDamaged(folder: string, input: Uint8Array): void {
  rmSync(folder, { recursive: true, force: true });
  const file = join(folder, 'descent.sqlite');
  mkdirSync(folder);
  writeFileSync(file, input);
  const store = createStore(file);
  try {
    readAll(store);
    const aside = readdirSync(folder).filter((name) => name.includes('.damaged-'));
    if (aside.length !== store.notices.length) throw new Fault(`${aside.length} files set aside, ${store.notices.length} notices`);
    if (store.notices.length > 0) throw new Refusal('set aside');
  } finally {
    store.close();
  }
}

function readAll(store: Store): void {
  store.settings.all();
  store.comparisons.list();
  store.experiments.list(10, 0);
  store.sweeps.list(10, 0);
  const { runs } = store.read(() => store.runs.list({ limit: 100, offset: 0, archived: false }));
  for (const run of runs) {
    const { error } = runDetailSchema.safeParse(toDetail(run, false, { document: {} as never, series: store.series.counts(run.seq), checkpoints: [] }));
    if (error) throw new Fault(error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
    store.read(() => {
      for (const name of ['loss', 'lr']) store.series.read(run.seq, name, { points: 50 });
      store.inspections.read(run.seq, { limit: 10 });
      try {
        store.runs.document(run.seq);
      } catch (error) {
        if (!(error instanceof DescentError)) throw error;
      }
    });
  }
}

/** Damage by bytes as a disk does it, or by rows and the table of contents as somebody with a database tool does it: little of which the file itself complains. */
function damageDatabase(folder: string, sample: Uint8Array, random: RandomStream): Uint8Array {
  if (random.below(2) === 0) return mutate(sample, random);
  const file = join(folder, 'by-rows.sqlite');
  writeFileSync(file, sample);
  const db = new Database(file);
  try {
    db.pragma('journal_mode = MEMORY');
    db.pragma('synchronous = OFF');
    if (random.below(8) === 0) damageSchema(db, random);
    const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").pluck().all() as string[];
    for (let change = random.below(3); change >= 0; change--) {
      const table = tables[random.below(tables.length)];
      const columns = db.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(table) as string[];
      const column = columns[random.below(columns.length)];
      try {
        db.prepare(`UPDATE ${table} SET ${column} = ? WHERE ${column} = (SELECT ${column} FROM ${table} LIMIT 1 OFFSET ?)`).run(strange(db, table, column, random), random.below(3));
      } catch {
        // The table itself refuses the value.
      }
    }
  } finally {
    db.close();
  }
  return new Uint8Array(readFileSync(file));
}

/** What a table is made of, changed behind SQLite's back; or what could run or compute something, added. */
function damageSchema(db: Database.Database, random: RandomStream): void {
  try {
    if (random.below(2) === 0) {
      const added = schemaAdditions[random.below(schemaAdditions.length)];
      db.exec(added);
      return;
    }
    db.unsafeMode(true);
    db.pragma('writable_schema = ON');
    const objects = db.prepare('SELECT rowid, sql FROM sqlite_schema WHERE sql IS NOT NULL').all() as { rowid: number; sql: string }[];
    const { rowid, sql } = objects[random.below(objects.length)];
    db.prepare('UPDATE sqlite_schema SET sql = ? WHERE rowid = ?').run(Buffer.from(mutate(Buffer.from(sql), random)).toString(), rowid);
  } catch {
    // SQLite itself refuses the change.
  }
}

const schemaAdditions = [
  'CREATE TRIGGER more AFTER INSERT ON runs BEGIN DELETE FROM runs; END',
  'CREATE VIEW more AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n',
  'CREATE INDEX more ON runs (length(zeroblob(100000000)))',
  'ALTER TABLE runs ADD COLUMN more AS (zeroblob(100000000))',
  "ALTER TABLE experiments ADD COLUMN more AS (printf('%.*c', 100000000, 'x'))",
  'CREATE VIRTUAL TABLE more USING fts5(x)',
  'DROP TABLE comparisons',
];

function strange(db: Database.Database, table: string, column: string, random: RandomStream): unknown {
  const now = db.prepare(`SELECT ${column} FROM ${table} LIMIT 1`).pluck().get();
  if (typeof now === 'string' && random.below(2) === 0) return Buffer.from(mutate(Buffer.from(now), random)).toString();
  if (Buffer.isBuffer(now) && random.below(2) === 0) return mutate(now, random);
  const values = ['', 'x', '../../../../etc/passwd', '{}', '[]', 'null', '{"a":', -1, 0, 1.5, 2 ** 40, -(2 ** 52), null, Buffer.alloc(0), Buffer.from('x'), 'x'.repeat(10_000)];
  return values[random.below(values.length)];
}
