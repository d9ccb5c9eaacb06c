import type { Database } from 'better-sqlite3';

/**
 * One step from a version of the store to the next. Migrations are numbered without gaps, run in one transaction each,
 * and are never changed once a release holds them: what they did wrong, a later one mends.
 */
export interface Migration {
  /** The store's version afterwards (`PRAGMA user_version`). */
  readonly version: number;
  /** What it brings, in a few words. */
  readonly name: string;
  up(db: Database): void;
}
