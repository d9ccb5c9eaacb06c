import type { Database, Statement } from 'better-sqlite3';
import { comparisonSchema, type Comparison } from '../../shared/api/comparisons.ts';
import { jsonOr } from './rows.ts';

interface Row {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  readonly runIds: string;
  readonly view: string;
}

/** The table of comparisons that were kept. */
export class ComparisonRepository {
  readonly #all: Statement<[], Row>;
  readonly #get: Statement<[string], Row>;
  readonly #put: Statement;
  readonly #delete: Statement;

  constructor(db: Database) {
    const select = 'SELECT id, name, created_at AS createdAt, run_ids AS runIds, view FROM comparisons';
    this.#all = db.prepare(`${select} ORDER BY seq DESC`);
    this.#get = db.prepare(`${select} WHERE id = ?`);
    this.#put = db.prepare(
      'INSERT INTO comparisons (id, name, created_at, run_ids, view) VALUES (@id, @name, @createdAt, @runIds, @view) ON CONFLICT (id) DO UPDATE SET name = excluded.name, run_ids = excluded.run_ids, view = excluded.view',
    );
    this.#delete = db.prepare('DELETE FROM comparisons WHERE id = ?');
  }

  /** Newest first. */
  list(): Comparison[] {
    return this.#all.all().flatMap((row) => toComparison(row) ?? []);
  }

  get(id: string): Comparison | undefined {
    const row = this.#get.get(id);
    return row && toComparison(row);
  }

  put(comparison: Comparison): void {
    this.#put.run({ ...comparison, runIds: JSON.stringify(comparison.runIds), view: JSON.stringify(comparison.view) });
  }

  delete(id: string): boolean {
    return this.#delete.run(id).changes > 0;
  }
}

/** A row as a comparison; undefined where it is damaged. */
function toComparison({ runIds, view, ...row }: Row): Comparison | undefined {
  return comparisonSchema.safeParse({ ...row, runIds: jsonOr(runIds, null), view: jsonOr(view, null) }).data;
}
