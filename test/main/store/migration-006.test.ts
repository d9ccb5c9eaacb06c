import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { CheckpointRepository } from '../../../src/main/store/checkpoints.ts';
import { migrate } from '../../../src/main/store/migrate.ts';
import { migrations } from '../../../src/main/store/migrations/index.ts';

it('a store of version 5 keeps its checkpoints, which have no checksum', () => {
  const db = new Database(':memory:');
  migrate(db, migrations.slice(0, 5));
  db.pragma('foreign_keys = OFF');
  db.exec(`INSERT INTO checkpoints (run_seq, step, created_at, file, bytes) VALUES (1, 10, 1, 'old/10.checkpoint', 3)`);
  migrate(db, migrations.slice(0, 6));
  expect(db.pragma('user_version', { simple: true })).toBe(6);
  const checkpoints = new CheckpointRepository(db);
  checkpoints.insert(1, { step: 20, createdAt: 2, file: 'old/20.checkpoint', bytes: 4, checksum: 'ab' });
  expect(checkpoints.list(1).map(({ step, checksum }) => [step, checksum])).toEqual([[10, null], [20, 'ab']]);
  db.close();
});
