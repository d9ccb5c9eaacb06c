import type { Migration } from './migration.ts';

/** Comparisons that were named and kept. Runs are named by id only: deleting one leaves the comparison with the others. */
export const comparisons: Migration = {
  version: 4,
  name: 'comparisons',
  up: (db) =>
    db.exec(`
      CREATE TABLE comparisons (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        -- JSON, as is the view.
        run_ids TEXT NOT NULL,
        view TEXT NOT NULL
      ) STRICT;
    `),
};
