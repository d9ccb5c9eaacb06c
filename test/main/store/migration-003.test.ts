import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { migrate } from '../../../src/main/store/migrate.ts';
import { migrations } from '../../../src/main/store/migrations/index.ts';

it('a store of version 2 gets room for sweeps and keeps its experiments', () => {
  const db = new Database(':memory:');
  migrate(db, migrations.slice(0, 2));
  db.exec(`INSERT INTO experiments (id, name, created_at, base_directory, document) VALUES ('old-1', 'Old', 1, '/', '{}')`);
  migrate(db, migrations.slice(0, 3));
  expect(db.pragma('user_version', { simple: true })).toBe(3);
  expect(db.prepare('SELECT name FROM experiments').pluck().all()).toEqual(['Old']);
  db.pragma('foreign_keys = ON');
  db.exec(`INSERT INTO sweeps (id, experiment_seq, state, created_at) VALUES ('old-1', 1, 'running', 1);
    INSERT INTO sweep_trials (sweep_seq, number, round, settings, state) VALUES (1, 0, 0, '{}', 'running');
    INSERT INTO sweep_runs (sweep_seq, number, repeat, run_id) VALUES (1, 0, 0, 'trial-1')`);
  expect(() => db.exec(`INSERT INTO sweep_trials (sweep_seq, number, round, settings, state) VALUES (1, 0, 0, '{}', 'running')`)).toThrow(/UNIQUE/);
  db.exec('DELETE FROM experiments');
  expect(db.prepare('SELECT count(*) FROM sweep_runs').pluck().get()).toBe(0);
  db.close();
});
