import type { Database, Statement } from 'better-sqlite3';
import type { Failure } from '../../shared/api/records.ts';
import type { SweepRound, SweepState, SweepTrial, TrialState } from '../../shared/api/sweeps.ts';
import type { SearchSection } from '../../shared/experiment/document.ts';
import { jsonOr, storedJson } from './rows.ts';

export interface StoredSweep {
  readonly seq: number;
  readonly id: string;
  readonly experimentSeq: number;
  readonly experimentId: string;
  readonly name: string;
  readonly createdAt: number;
  readonly ownerId: number | null;
  readonly state: SweepState;
  readonly failure: Failure | null;
  readonly testRunId: string | null;
}

export interface StoredTrial extends SweepTrial {
  /** The epoch after which it was decided to give it up. */
  readonly prunedAfter: number | null;
}

export type SweepChange = Partial<Pick<StoredSweep, 'ownerId' | 'state' | 'failure' | 'testRunId'>>;

/** What may change in a trial. */
export interface TrialChange {
  readonly state: TrialState;
  readonly value: number | null;
  readonly reports: SweepTrial['reports'];
  readonly prunedAfter: number | null;
}

/** The tables of sweeps, their rounds and trials. */
export class SweepRepository {
  readonly #db: Database;
  readonly #statements: ReturnType<typeof prepare>;

  constructor(db: Database) {
    this.#db = db;
    this.#statements = prepare(db);
  }

  insert(sweep: { id: string; experimentSeq: number; ownerId: number; createdAt: number }): StoredSweep {
    this.#statements.insert.run(sweep);
    return this.get(sweep.id) as StoredSweep;
  }

  get(id: string): StoredSweep | undefined {
    const row = this.#statements.get.get(id) as Row | undefined;
    return row && toSweep(row);
  }

  ofExperiment(experimentSeq: number): StoredSweep | undefined {
    const row = this.#statements.ofExperiment.get(experimentSeq) as Row | undefined;
    return row && toSweep(row);
  }

  /** A page of sweeps, newest first. */
  list(limit: number, offset: number): { readonly sweeps: StoredSweep[]; readonly total: number } {
    return { sweeps: (this.#statements.list.all([limit, offset]) as Row[]).map(toSweep), total: this.#statements.total.get() as number };
  }

  update(seq: number, change: SweepChange): StoredSweep {
    for (const [field, value] of Object.entries(change)) {
      const column = columns[field as keyof SweepChange];
      this.#db.prepare(`UPDATE sweeps SET ${column} = ? WHERE seq = ?`).run(field === 'failure' && value !== null ? JSON.stringify(value) : value, seq);
    }
    return toSweep(this.#statements.getBySeq.get(seq) as Row);
  }

  remove(seq: number): void {
    this.#statements.remove.run(seq);
  }

  insertRound(sweepSeq: number, round: SweepRound): void {
    this.#statements.insertRound.run({ sweepSeq, ...round, section: JSON.stringify(round.section) });
  }

  rounds(sweepSeq: number): SweepRound[] {
    return (this.#statements.rounds.all(sweepSeq) as (Omit<SweepRound, 'section'> & { section: string })[]).map((row) => ({ ...row, section: storedJson(row.section, 'this sweep') as SearchSection }));
  }

  updateRound(sweepSeq: number, { round, section, ended }: SweepRound): void {
    this.#statements.updateRound.run({ sweepSeq, round, section: JSON.stringify(section), ended });
  }

  /** @throws where the sweep has a trial of this number already */
  insertTrial(sweepSeq: number, trial: Pick<SweepTrial, 'number' | 'round' | 'settings'>): void {
    this.#statements.insertTrial.run({ sweepSeq, ...trial, settings: JSON.stringify(trial.settings) });
  }

  updateTrial(sweepSeq: number, number: number, change: TrialChange): void {
    this.#statements.updateTrial.run({ sweepSeq, number, ...change, reports: JSON.stringify(change.reports) });
  }

  addRun(sweepSeq: number, number: number, repeat: number, runId: string): void {
    this.#statements.addRun.run({ sweepSeq, number, repeat, runId });
  }

  /** Trials by number, with the ids of their runs. */
  trials(sweepSeq: number): StoredTrial[] {
    const runs = new Map<number, string[]>();
    for (const { number, runId } of this.#statements.runs.all(sweepSeq) as { number: number; runId: string }[]) runs.set(number, [...(runs.get(number) ?? []), runId]);
    return (this.#statements.trials.all(sweepSeq) as TrialRow[]).map((row) => ({
      ...row,
      settings: storedJson(row.settings, 'this sweep') as Record<string, unknown>,
      reports: storedJson(row.reports, 'this sweep') as SweepTrial['reports'],
      runIds: runs.get(row.number) ?? [],
    }));
  }
}

type Row = Omit<StoredSweep, 'failure'> & { readonly failure: string | null };
type TrialRow = Omit<StoredTrial, 'settings' | 'reports' | 'runIds'> & { readonly settings: string; readonly reports: string };

const toSweep = (row: Row): StoredSweep => ({ ...row, failure: row.failure === null ? null : failureIn(row.failure) });

/** Failures once kept their code and message alone: their detail is empty. */
function failureIn(json: string): Failure | null {
  const kept = jsonOr(json, null) as Omit<Failure, 'detail'> | null;
  return kept && { detail: {}, ...kept };
}

const columns = { ownerId: 'owner_id', state: 'state', failure: 'failure', testRunId: 'test_run_id' } as const satisfies Record<keyof SweepChange, string>;

const select = `SELECT sweeps.seq, sweeps.id, sweeps.experiment_seq AS experimentSeq, experiments.id AS experimentId, experiments.name,
  sweeps.created_at AS createdAt, sweeps.owner_id AS ownerId, sweeps.state, sweeps.failure, sweeps.test_run_id AS testRunId
  FROM sweeps JOIN experiments ON experiments.seq = sweeps.experiment_seq`;

function prepare(db: Database) {
  return {
    insert: db.prepare(`INSERT INTO sweeps (id, experiment_seq, owner_id, state, created_at) VALUES (@id, @experimentSeq, @ownerId, 'running', @createdAt)`),
    get: db.prepare(`${select} WHERE sweeps.id = ?`),
    getBySeq: db.prepare(`${select} WHERE sweeps.seq = ?`),
    ofExperiment: db.prepare(`${select} WHERE sweeps.experiment_seq = ?`),
    list: db.prepare(`${select} ORDER BY sweeps.seq DESC LIMIT ? OFFSET ?`),
    total: db.prepare('SELECT count(*) FROM sweeps').pluck(),
    remove: db.prepare('DELETE FROM sweeps WHERE seq = ?'),
    insertRound: db.prepare('INSERT INTO sweep_rounds (sweep_seq, round, section, first, ended) VALUES (@sweepSeq, @round, @section, @first, @ended)'),
    rounds: db.prepare('SELECT round, section, first, ended FROM sweep_rounds WHERE sweep_seq = ? ORDER BY round'),
    updateRound: db.prepare('UPDATE sweep_rounds SET section = @section, ended = @ended WHERE sweep_seq = @sweepSeq AND round = @round'),
    insertTrial: db.prepare(`INSERT INTO sweep_trials (sweep_seq, number, round, settings, state) VALUES (@sweepSeq, @number, @round, @settings, 'running')`),
    updateTrial: db.prepare('UPDATE sweep_trials SET state = @state, value = @value, reports = @reports, pruned_after = @prunedAfter WHERE sweep_seq = @sweepSeq AND number = @number'),
    addRun: db.prepare('INSERT INTO sweep_runs (sweep_seq, number, repeat, run_id) VALUES (@sweepSeq, @number, @repeat, @runId)'),
    runs: db.prepare('SELECT number, run_id AS runId FROM sweep_runs WHERE sweep_seq = ? ORDER BY number, repeat'),
    trials: db.prepare('SELECT number, round, settings, state, value, reports, pruned_after AS prunedAfter FROM sweep_trials WHERE sweep_seq = ? ORDER BY number'),
  } satisfies Record<string, Statement>;
}
