import { existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, parse } from 'node:path';
import Database from 'better-sqlite3';
import type { Notice } from '../../shared/api/records.ts';
import { DescentError } from '../../shared/api/errors.ts';
import { refusal, type ReasonValue } from '../../shared/api/reasons.ts';
import { mendIds, missingColumn } from './mend.ts';
import { migrate } from './migrate.ts';
import { migrations, storeVersion } from './migrations/index.ts';

/** Milliseconds a writer waits for another process before it says that the store is locked. */
const busyTimeout = 5000;
/** Up to this size the whole file is checked at every start; above, only after something looked wrong. */
const quickCheckBytes = 64 * 2 ** 20;

export interface OpenStore<T> {
  readonly db: Database.Database;
  readonly file: string;
  /** What happened while opening, for people: a damaged file that was set aside. */
  readonly notices: readonly Notice[];
  /** What `use` made. */
  readonly used: T;
}

export interface OpenOptions {
  readonly busyTimeout?: number;
  /** Now, for the name of a damaged file that is set aside. */
  readonly now?: () => Date;
}

/**
 * Opens the store, making it where there is none, and brings it to this program's version. A damaged file is set aside
 * under a dated name, never overwritten, and a new one takes its place.
 * @param use prepares the statements: a store that lacks what one of them names is damaged
 * @throws DescentError `store-locked` (another process is writing), `store-newer` (written by a later version), `io`
 */
export function openStore<T>(file: string, options: OpenOptions, use: (db: Database.Database) => T): OpenStore<T> {
  try {
    mkdirSync(dirname(file), { recursive: true });
  } catch (error) {
    throw storeError(error, file);
  }
  try {
    return { ...open(file, options, use), file, notices: [] };
  } catch (error) {
    const coded = storeError(error, file);
    if (coded.code !== 'store-damaged') throw coded;
    const notice = setAside(file, coded.detail, options.now?.() ?? new Date());
    try {
      return { ...open(file, options, use), file, notices: [notice] };
    } catch (second) {
      throw storeError(second, file);
    }
  }
}

function open<T>(file: string, options: OpenOptions, use: (db: Database.Database) => T): { readonly db: Database.Database; readonly used: T } {
  const fresh = !existsSync(file) || statSync(file).size === 0;
  const db = new Database(file, { timeout: options.busyTimeout ?? busyTimeout });
  try {
    distrust(db);
    // First of all the version: a newer store is left exactly as it is.
    const version = db.pragma('user_version', { simple: true }) as number;
    if (version > storeVersion) {
      throw refusal('store-newer', 'store-newer', { file, version, known: storeVersion });
    }
    if (!fresh) check(db, file);
    db.pragma('journal_mode = WAL');
    // A crash of the process loses nothing; a power cut may lose the last moments, never the file.
    db.pragma('synchronous = NORMAL');
    db.pragma('foreign_keys = ON');
    db.pragma('cache_size = -65536');
    migrate(db, migrations);
    if (!fresh) mend(db, file);
    return { db, used: fitting(file, () => use(db)) };
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Settings for a file that may come from anywhere or have suffered: its schema may call no function that could do harm, and pages are checked as they are read. */
export function distrust(db: Database.Database): void {
  db.pragma('trusted_schema = OFF');
  db.pragma('cell_size_check = ON');
}

/** A quick check of the whole file where that takes no time or where damage was met; else of its table of contents. */
function check(db: Database.Database, file: string): void {
  const suspect = existsSync(suspectMark(file));
  if (suspect || statSync(file).size <= quickCheckBytes) {
    const answer = db.pragma('quick_check(1)', { simple: true });
    if (answer !== 'ok') throw damaged(file, String(answer));
  }
  const tables = db.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'runs'").pluck().get() as number;
  const version = db.pragma('user_version', { simple: true }) as number;
  if (version > 0 && tables === 0) throw damaged(file, { en: 'its runs are missing', zh: '其中没有运行' });
  if (version === 0 && (db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() as number) > 0) {
    throw damaged(file, { en: 'it is a database, but not one of Descent', zh: '它是数据库，但不是 Descent 的' });
  }
  if (suspect) rmSync(suspectMark(file), { force: true });
}

/** What no check of pages finds: a table of contents that names other columns, ids that are none. */
function mend(db: Database.Database, file: string): void {
  const missing = missingColumn(db);
  if (missing) throw damaged(file, { en: `it has no ${missing}`, zh: `缺少 ${missing}` });
  // Preparing shows keys that no longer fit together.
  for (const table of ['experiments', 'runs', 'series', 'owners', 'sweeps', 'sweep_trials']) fitting(file, () => db.prepare(`DELETE FROM ${table}`));
  mendIds(db);
}

/** What `prepare` gives; a statement that SQLite does not understand is one whose tables are not what they were. */
function fitting<T>(file: string, prepare: () => T): T {
  try {
    return prepare();
  } catch (cause) {
    throw cause instanceof Database.SqliteError && cause.code === 'SQLITE_ERROR' ? damaged(file, cause.message, cause) : cause;
  }
}

function setAside(file: string, { what }: Readonly<Record<string, unknown>>, now: Date): Notice {
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
  const { code, message: said, detail } = refusal('store-damaged', 'store-set-aside', { file, aside, what: what as ReasonValue });
  return { code, message: said, detail };
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
    return damaged(file, message(error), error);
  }
  if (code === 'SQLITE_FULL' || code === 'ENOSPC') {
    return refusal('io', 'store-disk-full', detail, { cause: error });
  }
  if (code.startsWith('SQLITE_READONLY') || code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return refusal('io', 'store-read-only', detail, { cause: error });
  }
  if (code.startsWith('SQLITE_CANTOPEN') || code === 'ENOTDIR' || code === 'EEXIST') {
    return refusal('io', 'store-cannot-open', detail, { cause: error });
  }
  if (code.startsWith('SQLITE_IOERR')) {
    return refusal('io', 'store-disk-fails', { ...detail, why: message(error) }, { cause: error });
  }
  return new DescentError('internal', `${file}: ${message(error)}`, detail, { cause: error });
}

function damaged(file: string, what: ReasonValue, cause?: unknown): DescentError {
  return refusal('store-damaged', 'store-damaged', { file, what }, { cause });
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
