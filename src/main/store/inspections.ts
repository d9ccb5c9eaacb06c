import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Database } from 'better-sqlite3';
import type { Inspection } from '../../shared/api/inspection.ts';

/** No inspection is larger than this, in bytes: a file from somebody else may say otherwise in a few. */
const mostBytes = 64 * 2 ** 20;

/** What was measured inside networks, by run and step. */
export class InspectionRepository {
  readonly #statements: ReturnType<typeof prepare>;

  constructor(db: Database) {
    this.#statements = prepare(db);
  }

  insert(runSeq: number, inspections: readonly Inspection[]): void {
    for (const inspection of inspections) {
      this.#statements.insert.run(runSeq, inspection.step, deflateRawSync(JSON.stringify(inspection), { level: 3 }));
    }
  }

  /** Those between two steps, evenly thinned out to at most `limit`; the last is always among them. */
  read(runSeq: number, { from = 0, to = Number.MAX_SAFE_INTEGER, limit }: { from?: number; to?: number; limit: number }): Inspection[] {
    const count = this.#statements.count.get(runSeq, from, to) as number;
    const stride = Math.max(1, Math.ceil(count / limit));
    const rows = this.#statements.read.all({ runSeq, from, to, stride }) as Buffer[];
    return rows.flatMap(readable).reverse();
  }

  truncateAfter(runSeq: number, step: number): void {
    this.#statements.truncate.run(runSeq, step);
  }
}

/** An inspection, or nothing where its bytes are damaged: the others can still be looked at. */
function readable(row: Buffer): Inspection[] {
  try {
    return [JSON.parse(inflateRawSync(row, { maxOutputLength: mostBytes }).toString()) as Inspection];
  } catch {
    return [];
  }
}

function prepare(db: Database) {
  return {
    insert: db.prepare('INSERT OR REPLACE INTO inspections (run_seq, step, inspection) VALUES (?, ?, ?)'),
    count: db.prepare('SELECT count(*) FROM inspections WHERE run_seq = ? AND step BETWEEN ? AND ?').pluck(),
    // Numbered from the last, so that it stays whatever the stride.
    read: db
      .prepare(
        `SELECT inspection FROM inspections JOIN
          (SELECT rowid AS id, row_number() OVER (ORDER BY step DESC) - 1 AS position FROM inspections WHERE run_seq = @runSeq AND step BETWEEN @from AND @to)
          ON inspections.rowid = id WHERE position % @stride = 0 ORDER BY step DESC`,
      )
      .pluck(),
    truncate: db.prepare('DELETE FROM inspections WHERE run_seq = ? AND step > ?'),
  };
}
