import type { Migration } from './migration.ts';

/**
 * Sweeps: searches over an experiment's document, in rounds of trials. A trial's primary key is its number, so that none can be there twice.
 * A sweep that is "running" without an owner was interrupted.
 */
export const sweeps: Migration = {
  version: 3,
  name: 'sweeps',
  up: (db) =>
    db.exec(`
      CREATE TABLE sweeps (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        experiment_seq INTEGER NOT NULL UNIQUE REFERENCES experiments (seq) ON DELETE CASCADE,
        owner_id INTEGER REFERENCES owners (id) ON DELETE SET NULL,
        state TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        failure TEXT,
        test_run_id TEXT
      ) STRICT;
      CREATE INDEX sweeps_by_owner ON sweeps (owner_id);

      CREATE TABLE sweep_rounds (
        sweep_seq INTEGER NOT NULL REFERENCES sweeps (seq) ON DELETE CASCADE,
        round INTEGER NOT NULL,
        -- The search section it follows, JSON.
        section TEXT NOT NULL,
        -- Number of its first trial.
        first INTEGER NOT NULL,
        ended TEXT,
        PRIMARY KEY (sweep_seq, round)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE sweep_trials (
        sweep_seq INTEGER NOT NULL REFERENCES sweeps (seq) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        round INTEGER NOT NULL,
        settings TEXT NOT NULL,
        state TEXT NOT NULL,
        value REAL,
        reports TEXT NOT NULL DEFAULT '[]',
        -- The epoch after which it was decided to give it up; its run may still have to hear of it.
        pruned_after INTEGER,
        PRIMARY KEY (sweep_seq, number)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE sweep_runs (
        sweep_seq INTEGER NOT NULL,
        number INTEGER NOT NULL,
        repeat INTEGER NOT NULL,
        run_id TEXT NOT NULL UNIQUE,
        PRIMARY KEY (sweep_seq, number, repeat),
        FOREIGN KEY (sweep_seq, number) REFERENCES sweep_trials (sweep_seq, number) ON DELETE CASCADE
      ) STRICT, WITHOUT ROWID;
    `),
};
