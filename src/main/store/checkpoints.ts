import type { Database } from 'better-sqlite3';

export interface StoredCheckpoint {
  readonly step: number;
  readonly createdAt: number;
  /** Path below the folder of checkpoints, with forward slashes. */
  readonly file: string;
  readonly bytes: number;
  /** SHA-256 in hexadecimal; null for a checkpoint from before they were kept. */
  readonly checksum: string | null;
}

/** Which checkpoints there are; their bytes are files. */
export class CheckpointRepository {
  readonly #statements: ReturnType<typeof prepare>;

  constructor(db: Database) {
    this.#statements = prepare(db);
  }

  insert(runSeq: number, checkpoint: StoredCheckpoint): void {
    this.#statements.insert.run({ runSeq, ...checkpoint });
  }

  /** A run's checkpoints, the newest step last. */
  list(runSeq: number): StoredCheckpoint[] {
    return this.#statements.list.all(runSeq) as StoredCheckpoint[];
  }

  remove(runSeq: number, step: number): void {
    this.#statements.remove.run(runSeq, step);
  }
}

function prepare(db: Database) {
  return {
    insert: db.prepare('INSERT OR REPLACE INTO checkpoints (run_seq, step, created_at, file, bytes, checksum) VALUES (@runSeq, @step, @createdAt, @file, @bytes, @checksum)'),
    list: db.prepare('SELECT step, created_at AS createdAt, file, bytes, checksum FROM checkpoints WHERE run_seq = ? ORDER BY step'),
    remove: db.prepare('DELETE FROM checkpoints WHERE run_seq = ? AND step = ?'),
  };
}
