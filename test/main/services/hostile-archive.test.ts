import { existsSync, mkdirSync, writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import type { DescentError } from '../../../src/shared/api/errors.ts';
import { worded } from '../../../src/shared/api/reasons.ts';
import { fakeDocument, openStudio, start, temporaryFolder, untilState } from '../../support/studio.ts';

/** What somebody with a database tool can put into an exported experiment: a sound file all the same. */
const hostile: readonly (readonly [name: string, sql: string, reason: RegExp])[] = [
  ['a file that belongs to no run and lies elsewhere', "INSERT INTO files VALUES ('../../..', 'weights.safetensors', x'00')", /a file that belongs to no run/],
  ['a file whose name leads out of its folder', "UPDATE files SET name = '../../outside' WHERE name = 'weights.safetensors'", /a name that is not allowed/],
  ['a file called ".."', "UPDATE files SET name = '..'", /a name that is not allowed/],
  ['a file whose name goes on where it seems to end', "UPDATE files SET name = '1.checkpoint' || char(0) || '/../../x'", /a name that is not allowed/],
  ['a run whose id goes on where it seems to end', "PRAGMA foreign_keys = OFF; UPDATE files SET run_id = run_id || char(0) || 'x'; UPDATE runs SET id = id || char(0) || 'x'", /an id that is none/],
  ['a run whose id is a path', "PRAGMA foreign_keys = OFF; UPDATE files SET run_id = '../../x'; UPDATE runs SET id = '../../x'", /an id that is none/],
  ['an experiment whose id is a path', "UPDATE experiments SET id = '../../x'", /an id that is none/],
  ['a trigger', 'CREATE TRIGGER more AFTER INSERT ON runs BEGIN DELETE FROM runs; END', /with trigger more/],
  ['a view in the place of a table', 'ALTER TABLE files RENAME TO hidden; CREATE VIEW files AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS run_id, i AS name, i AS bytes FROM n', /with table hidden/],
  ['a computed column', 'ALTER TABLE files ADD COLUMN more AS (zeroblob(900000000))', /with table files of another form/],
  ['a condition without end', "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'name TEXT NOT NULL, bytes', 'name TEXT NOT NULL CHECK (hex(zeroblob(200000)) NOT GLOB ''*0*0*0*0*0*0*0*0*0*0*0*1''), bytes') WHERE name = 'files'", /with table files of another form/],
  ['an index that computes', 'CREATE INDEX more ON files (length(zeroblob(1000000)))', /with index more/],
  ['a virtual table in disguise', "PRAGMA writable_schema = ON; INSERT INTO sqlite_schema VALUES ('table', 'more', 'more', 0, 'create/**/virtual table more using fts5(x)')", /with table more/],
  ['a table too few', 'DROP TABLE comparisons', /a file without comparisons/],
  ['a document that is none', "UPDATE runs SET document = '{}'", /the document of/],
  ['a document with no end', `UPDATE experiments SET document = '{"network":${'['.repeat(9000)}${']'.repeat(9000)}}'`, /levels of objects and lists/],
  ['a document that is no JSON', "UPDATE runs SET document = '{'", /cannot be read/],
  ['a chunk that says it is longer than memory', 'UPDATE series_chunks SET count = 1 << 40', /a series that is not whole/],
  ['a series that says it is longer than its chunks', 'UPDATE series SET count = 1 << 40', /a series that is not whole/],
  ['two experiments', "INSERT INTO experiments (id, name, created_at, base_directory, document) SELECT 'another-one', name, created_at, base_directory, document FROM experiments", /2 experiments/],
];

it('an experiment’s file with anything in it that is none of an experiment’s is refused whole', async () => {
  const folder = temporaryFolder();
  const app = openStudio();
  const [run] = await start(app, fakeDocument('hostile'));
  await untilState(app, run.id, 'done');
  const sound = new Uint8Array(await app.services.portable.export(run.experimentId).arrayBuffer());
  const home = join(folder, 'a/b/home');
  const victim = openStudio({ home });
  for (const [name, sql, reason] of hostile) {
    const file = join(folder, 'hostile.sqlite');
    writeFileSync(file, sound);
    const db = new Database(file);
    db.unsafeMode();
    db.exec(sql);
    db.close();
    await expect(victim.services.portable.import(new Uint8Array(readFileSync(file))), name).rejects.toMatchObject({ code: 'file-invalid', message: expect.stringMatching(reason) as string });
  }
  const refused = (await victim.services.portable.import(new Uint8Array(7)).catch((error: unknown) => error)) as DescentError;
  expect(worded(refused.detail, 'zh')).toBe('应为 Descent 导出的实验，得到的是别的文件，或已损坏。请在原处重新导出。');
  expect(victim.services.runs.list({ limit: 10, offset: 0, archived: false }).total).toBe(0);
  expect(victim.services.experiments.list(10, 0).total).toBe(0);
  expect(existsSync(join(folder, 'a/weights.safetensors'))).toBe(false);
  expect(existsSync(join(folder, 'a/b/outside'))).toBe(false);
});

it('checkpoints are found by their step, wherever a file says they lie; and inspections that burst are left out', async () => {
  const folder = temporaryFolder();
  const app = openStudio();
  const [run] = await start(app, fakeDocument('elsewhere'));
  await untilState(app, run.id, 'done');
  const file = join(folder, 'elsewhere.sqlite');
  writeFileSync(file, new Uint8Array(await app.services.portable.export(run.experimentId).arrayBuffer()));
  const db = new Database(file);
  db.exec("UPDATE checkpoints SET file = 'x/../../../precious'");
  db.prepare('INSERT OR REPLACE INTO inspections (run_seq, step, inspection) SELECT seq, 7, ? FROM runs').run(deflateRawSync(Buffer.alloc(66 * 2 ** 20, ' ')));
  db.close();
  const home = join(folder, 'home');
  mkdirSync(home);
  writeFileSync(join(folder, 'precious'), 'kept');
  const victim = openStudio({ home });
  const { runs } = await victim.services.portable.import(new Uint8Array(readFileSync(file)));
  expect(victim.services.runs.inspections(runs[0].id, { limit: 10 })).toEqual(app.services.runs.inspections(run.id, { limit: 10 }));
  const fork = await victim.services.runs.fork(runs[0].id, { set: { 'training.iterations': 150 }, language: 'en' });
  await untilState(victim, fork.id, 'done');
  await victim.services.runs.delete(runs[0].id);
  victim.services.runs.purge(Number.MAX_SAFE_INTEGER);
  expect(readFileSync(join(folder, 'precious'), 'utf8')).toBe('kept');
});
