import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { DescentError } from '../../shared/api/errors.ts';
import { refusal } from '../../shared/api/reasons.ts';
import { distrust, storeError } from './connection.ts';
import { migrate } from './migrate.ts';
import { migrations, storeVersion } from './migrations/index.ts';

/**
 * Puts the contents of a copy in the place of an open store, page by page in one transaction of SQLite's own backup: other connections see
 * all of it or nothing. The copy itself is not touched. Runs under way in the copy have no owner any more.
 * @throws DescentError `file-invalid` for anything but a sound store, `store-newer`, `store-locked`, `io`
 */
export async function restoreStore(db: Database.Database, source: string, target: string): Promise<void> {
  if (!existsSync(source)) throw refusal('io', 'no-such-backup', { file: source });
  const folder = mkdtempSync(join(dirname(target), '.restore-'));
  try {
    const copy = join(folder, 'copy.sqlite');
    await prepared(source, copy);
    const from = new Database(copy);
    try {
      // Whatever this connection still has in memory must be on the disk before its pages are replaced.
      db.pragma('wal_checkpoint(TRUNCATE)');
      await from.backup(target);
    } finally {
      from.close();
    }
    const version = db.pragma('user_version', { simple: true }) as number;
    if (version !== storeVersion) throw new DescentError('internal', `${target} has version ${version} after restoring, expected ${storeVersion}`, { version });
  } catch (error) {
    throw storeError(error, target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A copy that was checked, brought to this version, and freed of owners. */
async function prepared(source: string, copy: string): Promise<void> {
  let from: Database.Database | undefined;
  try {
    from = new Database(source, { readonly: true, fileMustExist: true });
    distrust(from);
    const version = from.pragma('user_version', { simple: true }) as number;
    if (version > storeVersion) throw refusal('store-newer', 'backup-newer', { file: source, version, known: storeVersion });
    const answer = from.pragma('integrity_check(1)', { simple: true });
    const runs = from.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'runs'").pluck().get() as number;
    if (answer !== 'ok' || version === 0 || runs === 0) throw new Error('not a sound store');
    await from.backup(copy);
  } catch (cause) {
    if (cause instanceof DescentError) throw cause;
    throw refusal('file-invalid', 'not-a-backup', { file: source }, { cause });
  } finally {
    from?.close();
  }
  const db = new Database(copy);
  try {
    migrate(db, migrations);
    db.exec("UPDATE runs SET state = 'interrupted' WHERE state IN ('queued', 'running') OR (state = 'paused' AND owner_id IS NOT NULL); UPDATE runs SET owner_id = NULL; DELETE FROM owners");
  } finally {
    db.close();
  }
}
