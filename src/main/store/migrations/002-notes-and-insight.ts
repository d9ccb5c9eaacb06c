import type { Migration } from './migration.ts';

/** What people add to their runs (tags, notes, archive, delete with undo), forks, the extremes of their curves, and what was measured inside the networks. */
export const notesAndInsight: Migration = {
  version: 2,
  name: 'notes and insight',
  up: (db) =>
    db.exec(`
      ALTER TABLE runs ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
      ALTER TABLE runs ADD COLUMN notes TEXT NOT NULL DEFAULT '';
      ALTER TABLE runs ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE runs ADD COLUMN deleted_at INTEGER;
      ALTER TABLE runs ADD COLUMN forked_from TEXT;
      ALTER TABLE runs ADD COLUMN metrics TEXT NOT NULL DEFAULT '{}';
      -- Lists hold what is neither deleted nor (unless asked for) archived, newest first.
      CREATE INDEX runs_listed ON runs (archived, seq) WHERE deleted_at IS NULL;
      CREATE INDEX runs_deleted ON runs (deleted_at) WHERE deleted_at IS NOT NULL;

      CREATE TABLE inspections (
        run_seq INTEGER NOT NULL REFERENCES runs (seq) ON DELETE CASCADE,
        step INTEGER NOT NULL,
        -- JSON, deflated.
        inspection BLOB NOT NULL,
        PRIMARY KEY (run_seq, step)
      ) STRICT;
    `),
};
