import type { Database } from 'better-sqlite3';
import { jsonOr } from './rows.ts';

/** Settings as JSON by key. What they may be is the services' business. */
export class SettingsRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Every setting that can be read; one that is damaged counts as not set. */
  all(): Record<string, unknown> {
    const rows = this.#db.prepare('SELECT key, value FROM settings').all() as { key: string; value: string }[];
    return Object.fromEntries(rows.map(({ key, value }) => [key, jsonOr(value, undefined)]));
  }

  set(key: string, value: unknown): void {
    this.#db.prepare('INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value').run(key, JSON.stringify(value));
  }
}
