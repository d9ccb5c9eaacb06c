import { existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, parse } from 'node:path';
import Database from 'better-sqlite3';
import type { Notice } from '../../shared/api/records.ts';
import { DescentError } from '../../shared/api/errors.ts';
import { refusal } from '../../shared/api/reasons.ts';
import { mendIds, missingColumn } from './mend.ts';
import { migrate } from './migrate.ts';
import { migrations, storeVersion } from './migrations/index.ts';

/** Milliseconds a writer waits for another process before it says that the store is locked. */
const busyTimeout = 5000;
/** Up to this size the whole file is checked at every start; above, only after something looked wrong. */
const quickCheckBytes = 64 * 2 ** 20;

export interface OpenStore {
  readonly db: Database.Database;
  readonly file: string;
  /** What happened while opening, for people: a damaged file that was set aside. */
  readonly notices: readonly Notice[];
}

export interface OpenOptions {
  readonly busyTimeout?: number;
  /** Now, for the name of a damaged file that is set aside. */
  readonly now?: () => Date;
}

/**
 * Opens the store, making it where there is none, and brings it to this program's version. A damaged file is set aside
 * under a dated name, never overwritten, and a new one takes its place.
 * @throws DescentError `store-locked` (another process is writing), `store-newer` (written by a later version), `io`
 */
export function openStore(file: string, options: OpenOptions = {}): OpenStore {
  try {
    mkdirSync(dirname(file), { recursive: true });
  } catch (error) {
    throw storeError(error, file);
  }
  try {
    return { db: open(file, options), file, notices: [] };
  } catch (error) {
    const coded = storeError(error, file);
    if (coded.code !== 'store-damaged') throw coded;
    const notice = setAside(file, coded.message, options.now?.() ?? new Date());
    try {
      return { db: open(file, options), file, notices: [notice] };
    } catch (second) {
      throw storeError(second, file);
    }
  }
}

function open(file: string, options: OpenOptions): Database.Database {
  const fresh = !existsSync(file) || statSync(file).size === 0;
  const db = new Database(file, { timeout: options.busyTimeout ?? busyTimeout });
  try {
    // First of all the version: a newer store is left exactly as it is.
    const version = db.pragma('user_version', { simple: true }) as number;
    if (version > storeVersion) {
      throw new DescentError('store-newer', `${file} was written by a newer Descent (store version ${version}; this one knows ${storeVersion}). Update Descent, or choose another folder with --home.`, { file, version, known: storeVersion });
    }
    if (!fresh) check(db, file);
    db.pragma('journal_mode = WAL');
    // A crash of the process loses nothing; a power cut may lose the last moments, never the file.
    db.pragma('synchronous = NORMAL');
    db.pragma('foreign_keys = ON');
    db.pragma('cache_size = -65536');
    migrate(db, migrations);
    if (!fresh) mend(db, file);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** A quick check of the whole file where that takes no time or where damage was met; else of its table of contents. */
function check(db: Database.Database, file: string): void {
  const suspect = existsSync(suspectMark(file));
  if (suspect || statSync(file).size <= quickCheckBytes) {
    const answer = db.pragma('quick_check(1)', { simple: true });
    if (answer !== 'ok') throw new DescentError('store-damaged', `${file} is damaged: ${String(answer)}`, { file });
  }
  const tables = db.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'runs'").pluck().get() as number;
  const version = db.pragma('user_version', { simple: true }) as number;
  if (version > 0 && tables === 0) throw new DescentError('store-damaged', `${file} is damaged: its runs are missing`, { file });
  if (version === 0 && (db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() as number) > 0) {
    throw new DescentError('store-damaged', `${file} is a database, but not one of Descent`, { file });
  }
  if (suspect) rmSync(suspectMark(file), { force: true });
}

/** What no check of pages finds: a table of contents that names other columns, ids that are none. */
function mend(db: Database.Database, file: string): void {
  const missing = missingColumn(db);
  if (missing) throw new DescentError('store-damaged', `${file} is damaged: it has no ${missing}`, { file });
  try {
    // Preparing shows keys that no longer fit together.
    for (const table of ['experiments', 'runs', 'series', 'owners', 'sweeps', 'sweep_trials']) db.prepare(`DELETE FROM ${table}`);
  } catch (cause) {
    throw new DescentError('store-damaged', `${file} is damaged: ${message(cause)}`, { file }, { cause });
  }
  mendIds(db);
}

function setAside(file: string, reason: string, now: Date): Notice {
  const { dir, name, ext } = parse(file);
  const date = now.toISOString().slice(0, 19).replaceAll(':', '-');
  let aside = join(dir, `${name}.damaged-${date}${ext}`);
  for (let n = 2; existsSync(aside); n++) aside = join(dir, `${name}.damaged-${date}-${n}${ext}`);
  try {
    for (const suffix of ['-wal', '-shm', '']) if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix);
    rmSync(suspectMark(file), { force: true });
  } catch (error) {
    throw storeError(error, file);
  }
  return { code: 'store-damaged', message: `${reason}. It was kept as ${aside}; a new, empty one takes its place.`, detail: { file, aside } };
}

const suspectMark = (file: string): string => `${file}.suspect`;

/** Whatever SQLite or the file system said, as an error people can act on. Coded errors pass through. */
export function storeError(error: unknown, file: string): DescentError {
  if (error instanceof DescentError) return error;
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  const detail = { file };
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return refusal('store-locked', 'store-locked', detail, { cause: error });
  }
  // A damaged head of the file comes as a plain error.
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB' || (code === 'SQLITE_ERROR' && message(error) === 'unsupported file format')) {
    markSuspect(file);
    return new DescentError('store-damaged', `${file} is damaged: ${message(error)}`, detail, { cause: error });
  }
  if (code === 'SQLITE_FULL' || code === 'ENOSPC') {
    return refusal('io', 'store-disk-full', detail, { cause: error });
  }
  if (code.startsWith('SQLITE_READONLY') || code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return refusal('io', 'store-read-only', detail, { cause: error });
  }
  if (code.startsWith('SQLITE_CANTOPEN') || code === 'ENOTDIR' || code === 'EEXIST') {
    return new DescentError('io', `${file} cannot be opened: expected a file in a folder that may be written. Choose another folder with --home.`, detail, { cause: error });
  }
  if (code.startsWith('SQLITE_IOERR')) {
    return new DescentError('io', `${file} cannot be read or written: ${message(error)}. Check the disk.`, detail, { cause: error });
  }
  return new DescentError('internal', `${file}: ${message(error)}`, detail, { cause: error });
}

/** Remembers that damage was met, so that the next start checks the whole file whatever its size. */
function markSuspect(file: string): void {
  try {
    writeFileSync(suspectMark(file), '');
  } catch {
    // The next start then finds the damage where this one did.
  }
}

const message = (error: unknown): string => (error instanceof Error ? error.message : String(error));
