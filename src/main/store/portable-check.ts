import Database from 'better-sqlite3';
import type { Localized } from '../../shared/schema/localized.ts';
import { isId, isWhole } from './mend.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/index.ts';
import { chunkEntries } from './series/chunk.ts';

/**
 * What an experiment's file from somebody else must be before anything of it is used: made of the very tables that the studio makes, so that
 * nothing in it runs or computes anything; its ids and names none of other places; its series with chunks as long as they say.
 */

/** Beside the store's own tables, an experiment's file has one with the files of its runs. */
export const filesTable = 'CREATE TABLE files (run_id TEXT NOT NULL, name TEXT NOT NULL, bytes BLOB NOT NULL)';

/**
 * What in a file's table of contents is not as the studio of that version makes it; undefined where all is. To be asked before anything else is:
 * a computed column, a condition or an index would be worked out by the first statement that reads its table, and by SQLite's own check.
 */
export function foreignObject(db: Database.Database, version: number): Localized | undefined {
  const expected = new Map(madeBy(version).map((object) => [object.name, object]));
  for (const { type, name, tbl_name: table, sql } of objectsOf(db)) {
    const own = expected.get(name);
    const shown = clipped(`${type} ${name}`);
    if (!own) return { en: `a file with ${shown}`, zh: `带有 ${shown} 的文件` };
    if (own.type !== type || own.tbl_name !== table || own.sql !== sql) return { en: `a file with ${shown} of another form`, zh: `${shown} 形式不同的文件` };
    expected.delete(name);
  }
  const [missing] = expected.keys();
  return missing === undefined ? undefined : { en: `a file without ${missing}`, zh: `缺少 ${missing} 的文件` };
}

/** What a file says of itself, in a message: one line of bounded length. */
export function clipped(text: string): string {
  const line = text.replaceAll(/[\p{C}\s]+/gu, ' ');
  return line.length > 120 ? `${line.slice(0, 120)}…` : line;
}

interface SchemaObject {
  readonly type: string;
  readonly name: string;
  readonly tbl_name: string;
  readonly sql: string | null;
}

const objectsOf = (db: Database.Database): SchemaObject[] => db.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema').all() as SchemaObject[];

const made = new Map<number, readonly SchemaObject[]>();

/** The table of contents of an experiment's file that the studio of a version of the store makes. */
function madeBy(version: number): readonly SchemaObject[] {
  const known = made.get(version);
  if (known) return known;
  const db = new Database(':memory:');
  try {
    migrate(db, migrations.filter((migration) => migration.version <= version));
    db.exec(filesTable);
    const objects = objectsOf(db);
    made.set(version, objects);
    return objects;
  } finally {
    db.close();
  }
}

/** Each finds rows that the studio never writes. */
const faults: readonly { readonly what: Localized; readonly rows: string }[] = [
  { what: { en: 'an id that is none', zh: '编号不合规矩' }, rows: `SELECT 1 FROM experiments NOT INDEXED WHERE NOT ${isId('id')} UNION ALL SELECT 1 FROM runs NOT INDEXED WHERE NOT ${isId('id')}` },
  { what: { en: 'a run of another experiment', zh: '有属于别的实验的运行' }, rows: 'SELECT 1 FROM runs WHERE experiment_seq NOT IN (SELECT seq FROM experiments)' },
  { what: { en: 'a file that belongs to no run', zh: '有不属于任何运行的文件' }, rows: 'SELECT 1 FROM files WHERE run_id NOT IN (SELECT id FROM runs)' },
  { what: { en: 'a file with a name that is not allowed', zh: '有名称不被允许的文件' }, rows: `SELECT 1 FROM files NOT INDEXED WHERE name <> 'weights.safetensors' AND (name NOT GLOB '[0-9]*.checkpoint' OR substr(name, 1, length(name) - 11) GLOB '*[^0-9]*' OR NOT ${isWhole('name')})` },
  { what: { en: 'a file without bytes', zh: '有没有内容的文件' }, rows: "SELECT 1 FROM files WHERE typeof(bytes) <> 'blob'" },
  { what: { en: 'a step below zero', zh: '有小于零的步数' }, rows: 'SELECT 1 FROM checkpoints WHERE step < 0 OR bytes < 0 UNION ALL SELECT 1 FROM inspections WHERE step < 0' },
  { what: { en: 'a series that is not whole', zh: '有不完整的曲线' }, rows: `
    SELECT 1 FROM series_chunks WHERE count NOT BETWEEN 1 AND ${chunkEntries} OR level NOT BETWEEN 0 AND 12 OR chunk < 0 OR encoding NOT BETWEEN 0 AND 2
      OR length(entries) <> CASE encoding WHEN 2 THEN 8 WHEN 1 THEN 4 ELSE 8 END * CASE encoding WHEN 2 THEN 1 ELSE count * CASE level WHEN 0 THEN 1 ELSE 3 END END
      OR length(steps) <> 8 * count OR (steps IS NULL AND stride < 1)
    UNION ALL
    SELECT 1 FROM series WHERE count <> (SELECT ifnull(sum(count), 0) FROM series_chunks WHERE series_id = series.id AND level = 0)
      OR (count + ${chunkEntries - 1}) / ${chunkEntries} <> (SELECT ifnull(max(chunk) + 1, 0) FROM series_chunks WHERE series_id = series.id AND level = 0)
      OR (count + ${chunkEntries - 1}) / ${chunkEntries} <> (SELECT count(*) FROM series_chunks WHERE series_id = series.id AND level = 0)` },
];

/** What is wrong with the rows of a file, in a few words; undefined where nothing is. */
export function rowFault(db: Database.Database): Localized | undefined {
  return faults.find(({ rows }) => db.prepare(`SELECT 1 FROM (${rows}) LIMIT 1`).get() !== undefined)?.what;
}
