import type { Migration } from './migration.ts';

/**
 * Experiments, their runs and series.
 *
 * Times are milliseconds since 1970, JSON columns are named after what they hold. `runs.revision` grows with every change of any
 * run, so that another process finds what changed. Series are kept in chunks of 512 entries: level 0 holds points, each
 * level above one bucket (minimum, maximum, last) for 32 entries of the level below.
 */
export const runsAndSeries: Migration = {
  version: 1,
  name: 'runs and series',
  up: (db) =>
    db.exec(`
      CREATE TABLE settings (
        key TEXT PRIMARY KEY,
        value TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE owners (
        id INTEGER PRIMARY KEY,
        host TEXT NOT NULL,
        pid INTEGER NOT NULL,
        start_token TEXT NOT NULL,
        heartbeat INTEGER NOT NULL
      ) STRICT;

      CREATE TABLE experiments (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        base_directory TEXT NOT NULL,
        document TEXT NOT NULL
      ) STRICT;

      CREATE TABLE runs (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        experiment_seq INTEGER NOT NULL REFERENCES experiments (seq) ON DELETE CASCADE,
        owner_id INTEGER REFERENCES owners (id) ON DELETE SET NULL,
        revision INTEGER NOT NULL,
        name TEXT NOT NULL,
        variant TEXT,
        seed INTEGER NOT NULL,
        state TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        started_at INTEGER,
        ended_at INTEGER,
        colour INTEGER NOT NULL,
        network TEXT NOT NULL,
        parameters INTEGER,
        dataset TEXT,
        data_hash TEXT,
        steps_per_epoch INTEGER,
        progress TEXT NOT NULL,
        final TEXT,
        best TEXT,
        failure TEXT,
        environment TEXT,
        sparkline TEXT NOT NULL DEFAULT '[]',
        document TEXT NOT NULL
      ) STRICT;
      CREATE INDEX runs_by_experiment ON runs (experiment_seq);
      CREATE INDEX runs_by_revision ON runs (revision);
      CREATE INDEX runs_by_state ON runs (state);
      CREATE INDEX runs_by_owner ON runs (owner_id);

      CREATE TABLE series (
        id INTEGER PRIMARY KEY,
        run_seq INTEGER NOT NULL REFERENCES runs (seq) ON DELETE CASCADE,
        name TEXT NOT NULL,
        count INTEGER NOT NULL DEFAULT 0,
        UNIQUE (run_seq, name)
      ) STRICT;

      CREATE TABLE series_chunks (
        id INTEGER PRIMARY KEY,
        series_id INTEGER NOT NULL REFERENCES series (id) ON DELETE CASCADE,
        level INTEGER NOT NULL,
        chunk INTEGER NOT NULL,
        count INTEGER NOT NULL,
        first_step INTEGER NOT NULL,
        stride INTEGER NOT NULL,
        encoding INTEGER NOT NULL,
        steps BLOB,
        entries BLOB NOT NULL,
        UNIQUE (series_id, level, chunk)
      ) STRICT;

      CREATE TABLE checkpoints (
        run_seq INTEGER NOT NULL REFERENCES runs (seq) ON DELETE CASCADE,
        step INTEGER NOT NULL,
        created_at INTEGER NOT NULL,
        file TEXT NOT NULL,
        bytes INTEGER NOT NULL,
        PRIMARY KEY (run_seq, step)
      ) STRICT, WITHOUT ROWID;
    `),
};
