import type { Database, Statement } from 'better-sqlite3';
import type { ReportPlan, ReportSource, ReportSourceKind } from '../../shared/report/plan.ts';

/** A report as it is kept. */
export interface StoredReport {
  readonly source: ReportSource;
  /** What the source is called now, or was when the report was last changed. */
  readonly sourceName: string;
  /** What the report is about has been deleted. */
  readonly gone: boolean;
  readonly createdAt: number;
  readonly changedAt: number;
  readonly plan: ReportPlan;
}

interface Row {
  readonly kind: ReportSourceKind;
  readonly id: string;
  readonly storedName: string;
  readonly nameNow: string | null;
  readonly createdAt: number;
  readonly changedAt: number;
  readonly plan: string;
}

/** What a source is called; null where it is not there. */
const nameNow = `CASE source_kind
  WHEN 'run' THEN (SELECT name FROM runs WHERE id = source_id AND deleted_at IS NULL)
  WHEN 'comparison' THEN (SELECT name FROM comparisons WHERE id = source_id)
  WHEN 'sweep' THEN (SELECT experiments.name FROM sweeps JOIN experiments ON experiments.seq = experiment_seq WHERE sweeps.id = source_id)
  ELSE (SELECT name FROM experiments WHERE id = source_id AND EXISTS (SELECT 1 FROM runs WHERE experiment_seq = experiments.seq AND deleted_at IS NULL))
END`;

/** The table of reports that somebody wrote on. */
export class ReportRepository {
  readonly #all: Statement<[], Row>;
  readonly #get: Statement<[string, string], Row>;
  readonly #put: Statement;
  readonly #delete: Statement;
  readonly #name: Statement<[ReportSource], { readonly name: string | null }>;

  constructor(db: Database) {
    const select = `SELECT source_kind AS kind, source_id AS id, source_name AS storedName, ${nameNow} AS nameNow, created_at AS createdAt, changed_at AS changedAt, plan FROM reports`;
    this.#all = db.prepare(`${select} ORDER BY changed_at DESC, source_id`);
    this.#get = db.prepare(`${select} WHERE source_kind = ? AND source_id = ?`);
    this.#put = db.prepare(
      `INSERT INTO reports (source_kind, source_id, source_name, created_at, changed_at, plan) VALUES (@kind, @id, @sourceName, @at, @at, @plan)
       ON CONFLICT (source_kind, source_id) DO UPDATE SET source_name = excluded.source_name, changed_at = excluded.changed_at, plan = excluded.plan`,
    );
    this.#delete = db.prepare('DELETE FROM reports WHERE source_kind = ? AND source_id = ?');
    this.#name = db.prepare<[ReportSource], { readonly name: string | null }>(`SELECT ${nameNow} AS name FROM (SELECT @kind AS source_kind, @id AS source_id)`);
  }

  /** The last changed first. */
  list(): StoredReport[] {
    return this.#all.all().map(toReport);
  }

  get({ kind, id }: ReportSource): StoredReport | undefined {
    const row = this.#get.get(kind, id);
    return row && toReport(row);
  }

  /** What a source is called; undefined where there is none. */
  nameOf(source: ReportSource): string | undefined {
    return this.#name.get(source)?.name ?? undefined;
  }

  put(report: { readonly source: ReportSource; readonly sourceName: string; readonly at: number; readonly plan: ReportPlan }): void {
    this.#put.run({ ...report.source, sourceName: report.sourceName, at: report.at, plan: JSON.stringify(report.plan) });
  }

  delete({ kind, id }: ReportSource): boolean {
    return this.#delete.run(kind, id).changes > 0;
  }
}

function toReport({ kind, id, storedName, nameNow: now, createdAt, changedAt, plan }: Row): StoredReport {
  return { source: { kind, id }, sourceName: now ?? storedName, gone: now === null, createdAt, changedAt, plan: JSON.parse(plan) as ReportPlan };
}
