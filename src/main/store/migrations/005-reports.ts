import type { Migration } from './migration.ts';

/**
 * Reports that somebody wrote on: one per source, what it holds and its words. The source is named by its id only: a report outlives its
 * runs, since the words are the writer's own.
 */
export const reports: Migration = {
  version: 5,
  name: 'reports',
  up: (db) =>
    db.exec(`
      CREATE TABLE reports (
        -- 'run', 'experiment', 'comparison' or 'sweep'.
        source_kind TEXT NOT NULL,
        source_id TEXT NOT NULL,
        -- Of the source when the report was last changed: what the report is called once that is gone.
        source_name TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        changed_at INTEGER NOT NULL,
        -- JSON.
        plan TEXT NOT NULL,
        PRIMARY KEY (source_kind, source_id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX reports_by_change ON reports (changed_at);
    `),
};
