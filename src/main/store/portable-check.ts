import type Database from 'better-sqlite3';
import { isId } from './mend.ts';
import { chunkEntries } from './series/chunk.ts';

/**
 * What an experiment's file from somebody else must be before anything of it is used, beside a sound database: only tables, which
 * run nothing of their own; ids and names that are none of other places; series whose chunks are as long as they say.
 */

/** Settings with which a database of unknown origin is opened: its own schema may call no function, and its pages are checked as they are read. */
export function distrust(db: Database.Database): void {
  db.pragma('trusted_schema = OFF');
  db.pragma('cell_size_check = ON');
  db.pragma('mmap_size = 0');
}

/** What in a file's tables of contents is none of an experiment's, such as a trigger; undefined where there is nothing. */
export function foreignObject(db: Database.Database): string | undefined {
  const row = db.prepare("SELECT type, name FROM sqlite_schema WHERE type IN ('view', 'trigger') OR sql LIKE 'CREATE VIRTUAL%'").get() as { type: string; name: string } | undefined;
  return row && `${row.type} ${row.name}`;
}

/** Each finds rows that the studio never writes. */
const faults: Readonly<Record<string, string>> = {
  'an id that is none': `SELECT 1 FROM experiments WHERE NOT ${isId('id')} UNION ALL SELECT 1 FROM runs WHERE NOT ${isId('id')}`,
  'a run of another experiment': 'SELECT 1 FROM runs WHERE experiment_seq NOT IN (SELECT seq FROM experiments)',
  'a file that belongs to no run': 'SELECT 1 FROM files WHERE run_id NOT IN (SELECT id FROM runs)',
  'a file with a name that is not allowed': "SELECT 1 FROM files WHERE name <> 'weights.safetensors' AND (name NOT GLOB '[0-9]*.checkpoint' OR substr(name, 1, length(name) - 11) GLOB '*[^0-9]*')",
  'a file without bytes': "SELECT 1 FROM files WHERE typeof(bytes) <> 'blob'",
  'a step below zero': 'SELECT 1 FROM checkpoints WHERE step < 0 OR bytes < 0 UNION ALL SELECT 1 FROM inspections WHERE step < 0',
  'a series that is not whole': `
    SELECT 1 FROM series_chunks WHERE count NOT BETWEEN 1 AND ${chunkEntries} OR level NOT BETWEEN 0 AND 12 OR chunk < 0 OR encoding NOT BETWEEN 0 AND 2
      OR length(entries) <> CASE encoding WHEN 2 THEN 8 WHEN 1 THEN 4 ELSE 8 END * CASE encoding WHEN 2 THEN 1 ELSE count * CASE level WHEN 0 THEN 1 ELSE 3 END END
      OR length(steps) <> 8 * count OR (steps IS NULL AND stride < 1)
    UNION ALL
    SELECT 1 FROM series WHERE count <> (SELECT ifnull(sum(count), 0) FROM series_chunks WHERE series_id = series.id AND level = 0)
      OR (count + ${chunkEntries - 1}) / ${chunkEntries} <> (SELECT ifnull(max(chunk) + 1, 0) FROM series_chunks WHERE series_id = series.id AND level = 0)
      OR (count + ${chunkEntries - 1}) / ${chunkEntries} <> (SELECT count(*) FROM series_chunks WHERE series_id = series.id AND level = 0)`,
};

/** What is wrong with the rows of a file, in a few words; undefined where nothing is. */
export function rowFault(db: Database.Database): string | undefined {
  return Object.keys(faults).find((fault) => db.prepare(`SELECT 1 FROM (${faults[fault]}) LIMIT 1`).get() !== undefined);
}
