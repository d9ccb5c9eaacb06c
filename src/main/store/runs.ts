import type { Database, Statement } from 'better-sqlite3';
import type { RunState } from '../../shared/api/records.ts';
import type { RunDocument } from '../../shared/experiment/document.ts';
import { runColumns, selectRuns, storedJson, toColumn, toRun, type NewRun, type RunChange, type StoredRun } from './rows.ts';

/** What a list of runs is asked for. Deleted runs are in none. */
export interface RunQuery {
  readonly limit: number;
  readonly offset: number;
  readonly states?: readonly RunState[];
  readonly experimentId?: string;
  /** Words that must all be found in the id, name, experiment, dataset, network, tags or notes. */
  readonly search?: string;
  /** Archived runs instead of the others. */
  readonly archived: boolean;
}

/** The table of runs. Every change gives the run a new revision, by which other processes find it. */
export class RunRepository {
  readonly #db: Database;
  readonly #statements: ReturnType<typeof prepare>;
  readonly #updates = new Map<string, Statement>();

  constructor(db: Database) {
    this.#db = db;
    this.#statements = prepare(db);
  }

  insert(experimentSeq: number, run: NewRun): StoredRun {
    this.#statements.insert.run({
      id: run.id,
      experimentSeq,
      ownerId: run.ownerId,
      name: run.name,
      variant: run.variant,
      seed: run.seed,
      state: run.state,
      createdAt: run.createdAt,
      colour: run.colour ?? null,
      network: run.network,
      progress: JSON.stringify(run.progress),
      document: JSON.stringify(run.document),
      forkedFrom: run.forkedFrom ? JSON.stringify(run.forkedFrom) : null,
    });
    return this.get(run.id) as StoredRun;
  }

  /** A run, deleted or not. */
  get(id: string): StoredRun | undefined {
    const row = this.#statements.get.get(id) as Record<string, unknown> | undefined;
    return row && toRun(row);
  }

  /** @throws DescentError `store-damaged` */
  document(seq: number): RunDocument {
    return storedJson(this.#statements.document.get(seq), 'this run') as RunDocument;
  }

  /** Ids that begin with a text, deleted runs left out: at most three. */
  startingWith(prefix: string): string[] {
    return this.#statements.startingWith.all(prefix, prefix) as string[];
  }

  /** Every id, for suggestions; newest first. */
  ids(): string[] {
    return this.#statements.ids.all() as string[];
  }

  /** A page of runs, newest first, and how many there are in all. */
  list(query: RunQuery): { readonly runs: StoredRun[]; readonly total: number } {
    const conditions = ['runs.deleted_at IS NULL', 'runs.archived = ?'];
    const values: unknown[] = [Number(query.archived)];
    if (query.states && query.states.length > 0) {
      conditions.push(`runs.state IN (${query.states.map(() => '?').join(', ')})`);
      values.push(...query.states);
    }
    if (query.experimentId !== undefined) {
      conditions.push('runs.experiment_seq = (SELECT seq FROM experiments WHERE id = ?)');
      values.push(query.experimentId);
    }
    const words = query.search?.split(/\s+/).filter(Boolean) ?? [];
    for (const word of words) {
      conditions.push(`(runs.id || ' ' || runs.name || ' ' || experiments.name || ' ' || runs.network || ' ' || ifnull(runs.dataset, '') || ' ' || runs.tags || ' ' || runs.notes) LIKE ? ESCAPE '\\'`);
      values.push(`%${word.replace(/[\\%_]/g, '\\$&')}%`);
    }
    const where = `WHERE ${conditions.join(' AND ')}`;
    const from = words.length > 0 ? 'runs JOIN experiments ON experiments.seq = runs.experiment_seq' : 'runs';
    const total = this.#db.prepare(`SELECT count(*) FROM ${from} ${where}`).pluck().get(...values) as number;
    const rows = this.#db.prepare(`${selectRuns} ${where} ORDER BY runs.seq DESC LIMIT ? OFFSET ?`).all(...values, query.limit, query.offset);
    return { runs: rows.map((row) => toRun(row as Record<string, unknown>)), total };
  }

  /** Runs of an experiment in the order they were made, deleted ones left out. */
  ofExperiment(experimentSeq: number): StoredRun[] {
    return (this.#statements.ofExperiment.all(experimentSeq) as Record<string, unknown>[]).map(toRun);
  }

  /** Changes fields of a run and answers what it is now. */
  update(seq: number, change: RunChange): StoredRun {
    const fields = Object.keys(change) as (keyof RunChange)[];
    const key = fields.join();
    let statement = this.#updates.get(key);
    if (!statement) {
      const assignments = fields.map((field) => `${runColumns[field].name} = ?`);
      statement = this.#db.prepare(`UPDATE runs SET ${[...assignments, `revision = ${nextRevision}`].join(', ')} WHERE seq = ?`);
      this.#updates.set(key, statement);
    }
    statement.run(...fields.map((field) => toColumn(field, change[field])), seq);
    return toRun(this.#statements.getBySeq.get(seq) as Record<string, unknown>);
  }

  /** Runs in these states, whoever has them. */
  inStates(states: readonly RunState[]): StoredRun[] {
    return (this.#db.prepare(`${selectRuns} WHERE runs.state IN (${states.map(() => '?').join(', ')})`).all(...states) as Record<string, unknown>[]).map(toRun);
  }

  /** The newest revision there is. */
  revision(): number {
    return this.#statements.revision.get() as number;
  }

  /** Runs that changed after a revision, deleted ones among them. */
  changedSince(revision: number): StoredRun[] {
    return (this.#statements.changedSince.all(revision) as Record<string, unknown>[]).map(toRun);
  }

  /** Runs deleted before a moment, to be purged. */
  deletedBefore(time: number): StoredRun[] {
    return (this.#statements.deletedBefore.all(time) as Record<string, unknown>[]).map(toRun);
  }

  /** Takes a run out for good, with its series, inspections and index of checkpoints; and its experiment, where it was the last. */
  purge(seq: number): void {
    const experiment = this.#statements.experimentOf.get(seq) as number | undefined;
    this.#statements.purge.run(seq);
    if (experiment !== undefined) this.#statements.purgeEmpty.run(experiment, experiment);
  }
}

const nextRevision = '(SELECT ifnull(max(revision), 0) + 1 FROM runs)';

function prepare(db: Database) {
  return {
    insert: db.prepare(`INSERT INTO runs
      (id, experiment_seq, owner_id, revision, name, variant, seed, state, created_at, colour, network, progress, document, forked_from)
      VALUES (@id, @experimentSeq, @ownerId, ${nextRevision}, @name, @variant, @seed, @state, @createdAt, ifnull(@colour, (SELECT ifnull(max(seq), 0) FROM runs)), @network, @progress, @document, @forkedFrom)`),
    get: db.prepare(`${selectRuns} WHERE runs.id = ?`),
    getBySeq: db.prepare(`${selectRuns} WHERE runs.seq = ?`),
    document: db.prepare('SELECT document FROM runs WHERE seq = ?').pluck(),
    startingWith: db.prepare('SELECT id FROM runs WHERE substr(id, 1, length(?)) = ? AND deleted_at IS NULL ORDER BY seq DESC LIMIT 3').pluck(),
    ids: db.prepare('SELECT id FROM runs WHERE deleted_at IS NULL ORDER BY seq DESC LIMIT 10000').pluck(),
    ofExperiment: db.prepare(`${selectRuns} WHERE runs.experiment_seq = ? AND runs.deleted_at IS NULL ORDER BY runs.seq`),
    revision: db.prepare('SELECT ifnull(max(revision), 0) FROM runs').pluck(),
    changedSince: db.prepare(`${selectRuns} WHERE runs.revision > ? ORDER BY runs.revision`),
    deletedBefore: db.prepare(`${selectRuns} WHERE runs.deleted_at IS NOT NULL AND runs.deleted_at < ?`),
    experimentOf: db.prepare('SELECT experiment_seq FROM runs WHERE seq = ?').pluck(),
    purge: db.prepare('DELETE FROM runs WHERE seq = ?'),
    purgeEmpty: db.prepare('DELETE FROM experiments WHERE seq = ? AND NOT EXISTS (SELECT 1 FROM runs WHERE experiment_seq = ?)'),
  };
}
