import type { Database } from 'better-sqlite3';
import type { ExperimentDocument } from '../../shared/experiment/document.ts';
import { storedJson } from './rows.ts';

export interface StoredExperiment {
  readonly seq: number;
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  /** Folder that relative paths of the document start from. */
  readonly baseDirectory: string;
  /** Runs that are not deleted. */
  readonly runs: number;
}

/** The table of experiments. */
export class ExperimentRepository {
  readonly #statements: ReturnType<typeof prepare>;

  constructor(db: Database) {
    this.#statements = prepare(db);
  }

  insert(experiment: { id: string; name: string; createdAt: number; baseDirectory: string; document: ExperimentDocument }): StoredExperiment {
    this.#statements.insert.run({ ...experiment, document: JSON.stringify(experiment.document) });
    return this.get(experiment.id) as StoredExperiment;
  }

  get(id: string): StoredExperiment | undefined {
    return this.#statements.get.get(id) as StoredExperiment | undefined;
  }

  /** @throws DescentError `store-damaged` */
  document(id: string): ExperimentDocument {
    return storedJson(this.#statements.document.get(id), id) as ExperimentDocument;
  }

  /** A page of the experiments that have runs, newest first. */
  list(limit: number, offset: number): { readonly experiments: StoredExperiment[]; readonly total: number } {
    return { experiments: this.#statements.list.all(limit, offset) as StoredExperiment[], total: this.#statements.total.get() as number };
  }
}

const runCount = '(SELECT count(*) FROM runs WHERE experiment_seq = experiments.seq AND deleted_at IS NULL)';
const select = `SELECT seq, id, name, created_at AS createdAt, base_directory AS baseDirectory, ${runCount} AS runs FROM experiments`;

function prepare(db: Database) {
  return {
    insert: db.prepare('INSERT INTO experiments (id, name, created_at, base_directory, document) VALUES (@id, @name, @createdAt, @baseDirectory, @document)'),
    get: db.prepare(`${select} WHERE id = ?`),
    document: db.prepare('SELECT document FROM experiments WHERE id = ?').pluck(),
    list: db.prepare(`${select} WHERE runs > 0 ORDER BY seq DESC LIMIT ? OFFSET ?`),
    total: db.prepare(`SELECT count(*) FROM experiments WHERE ${runCount} > 0`).pluck(),
  };
}
