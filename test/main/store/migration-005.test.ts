import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { migrate } from '../../../src/main/store/migrate.ts';
import { migrations } from '../../../src/main/store/migrations/index.ts';

it('a store of version 4 gets room for reports, one per source, and keeps its comparisons', () => {
  const db = new Database(':memory:');
  migrate(db, migrations.slice(0, 4));
  db.exec(`INSERT INTO comparisons (id, name, created_at, run_ids, view) VALUES ('old-1', 'Old', 1, '[]', '{}')`);
  migrate(db, migrations.slice(0, 5));
  expect(db.pragma('user_version', { simple: true })).toBe(5);
  expect(db.prepare('SELECT name FROM comparisons').pluck().all()).toEqual(['Old']);
  const insert = `INSERT INTO reports (source_kind, source_id, source_name, created_at, changed_at, plan) VALUES ('comparison', 'old-1', 'Old', 1, 1, '{}')`;
  db.exec(insert);
  expect(() => db.exec(insert)).toThrow(/UNIQUE/);
  db.close();
});
