import Database from 'better-sqlite3';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/index.ts';

/** Ends where it seems to end: SQLite's lengths and patterns see no character after a NUL. */
export const isWhole = (column: string): string => `(octet_length(${column}) = length(${column}))`;

/** Ids as the studio makes them; SQLite's patterns know no repetition, so that the first character is looked at apart. */
export const isId = (column: string): string => `(${isWhole(column)} AND length(${column}) BETWEEN 4 AND 41 AND ${column} NOT GLOB '*[^a-z0-9-]*' AND ${column} NOT GLOB '-*')`;

/**
 * Gives rows whose id was damaged a new one: SQLite finds damaged pages, not a letter that a disk turned into another. Such a run would
 * keep every list from being shown. The rows themselves are asked: SQLite would look the ids up in their index, which has letters of its own.
 */
export function mendIds(db: Database.Database): void {
  for (const table of ['runs', 'experiments', 'comparisons']) {
    if (db.prepare(`SELECT 1 FROM ${table} NOT INDEXED WHERE NOT ${isId('id')} LIMIT 1`).get() === undefined) continue;
    db.exec(`UPDATE ${table} NOT INDEXED SET id = 'damaged-' || seq WHERE NOT ${isId('id')}`);
    // Of an id that was damaged in its row alone the index keeps the former.
    db.exec(`REINDEX ${table}`);
  }
}

/** A column that this program's statements need and a store of its version lacks, because its table of contents is damaged; undefined where all are there. */
export function missingColumn(db: Database.Database): string | undefined {
  const there = new Set(columnsOf(db));
  return expectedColumns().find((column) => !there.has(column));
}

let expected: readonly string[] | undefined;

function expectedColumns(): readonly string[] {
  if (expected) return expected;
  const fresh = new Database(':memory:');
  try {
    migrate(fresh, migrations);
    return (expected = columnsOf(fresh));
  } finally {
    fresh.close();
  }
}

/** Every column, as `table.column`. */
function columnsOf(db: Database.Database): string[] {
  return db.prepare("SELECT tables.name || '.' || columns.name FROM sqlite_schema AS tables JOIN pragma_table_info(tables.name) AS columns WHERE tables.type = 'table'").pluck().all() as string[];
}
