import type { Database } from 'better-sqlite3';
import type { Migration } from './migrations/index.ts';

/**
 * Brings a database to the version of the last migration, each step in one transaction. Two processes may try at once:
 * the version is read again under the write lock.
 */
export function migrate(db: Database, migrations: readonly Migration[]): void {
  const version = () => db.pragma('user_version', { simple: true }) as number;
  for (const migration of migrations) {
    if (version() >= migration.version) continue;
    db.transaction(() => {
      if (version() >= migration.version) return;
      migration.up(db);
      db.pragma(`user_version = ${migration.version}`);
    }).immediate();
  }
}
