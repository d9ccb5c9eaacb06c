import type { Database } from 'better-sqlite3';

/** A process that trains runs of this store. */
export interface Owner {
  readonly id: number;
  readonly host: string;
  readonly pid: number;
  /** Tells this process from a later one with the same number. */
  readonly startToken: string;
  readonly heartbeat: number;
}

/** The processes that have runs under way. */
export class OwnerRepository {
  readonly #statements: ReturnType<typeof prepare>;

  constructor(db: Database) {
    this.#statements = prepare(db);
  }

  insert(owner: Omit<Owner, 'id'>): number {
    return Number(this.#statements.insert.run(owner).lastInsertRowid);
  }

  /** Enters an owner under the number it had in another store. */
  insertAs(owner: Owner): void {
    this.#statements.insertAs.run(owner);
  }

  all(): Owner[] {
    return this.#statements.all.all() as Owner[];
  }

  beat(id: number, now: number): void {
    this.#statements.beat.run(now, id);
  }

  /** Its runs stay, without an owner. */
  remove(id: number): void {
    this.#statements.remove.run(id);
  }
}

function prepare(db: Database) {
  return {
    insert: db.prepare('INSERT INTO owners (host, pid, start_token, heartbeat) VALUES (@host, @pid, @startToken, @heartbeat)'),
    insertAs: db.prepare('INSERT OR REPLACE INTO owners (id, host, pid, start_token, heartbeat) VALUES (@id, @host, @pid, @startToken, @heartbeat)'),
    all: db.prepare('SELECT id, host, pid, start_token AS startToken, heartbeat FROM owners'),
    beat: db.prepare('UPDATE owners SET heartbeat = ? WHERE id = ?'),
    remove: db.prepare('DELETE FROM owners WHERE id = ?'),
  };
}
