import { statSync } from 'node:fs';
import type Database from 'better-sqlite3';
import type { Notice } from '../../shared/api/records.ts';
import { CheckpointRepository } from './checkpoints.ts';
import { ComparisonRepository } from './comparisons.ts';
import { openStore, storeError, type OpenOptions } from './connection.ts';
import { ExperimentRepository } from './experiments.ts';
import { InspectionRepository } from './inspections.ts';
import { OwnerRepository } from './owners.ts';
import { exportExperiment, importExperiment, type PortableFile } from './portable.ts';
import { ReportRepository } from './reports.ts';
import { restoreStore } from './restore.ts';
import { RunRepository } from './runs.ts';
import { SeriesReader } from './series/reader.ts';
import { SeriesWriter } from './series/writer.ts';
import { SettingsRepository } from './settings.ts';
import { SweepRepository } from './sweeps.ts';

/** Everything the studio remembers: one SQLite file, one repository per kind of thing. */
export interface Store {
  readonly file: string;
  readonly notices: readonly Notice[];
  readonly experiments: ExperimentRepository;
  readonly runs: RunRepository;
  readonly series: SeriesReader;
  readonly inspections: InspectionRepository;
  readonly checkpoints: CheckpointRepository;
  readonly owners: OwnerRepository;
  readonly settings: SettingsRepository;
  readonly sweeps: SweepRepository;
  readonly comparisons: ComparisonRepository;
  readonly reports: ReportRepository;
  /** The writer of one run's series; call it inside `write`. */
  seriesWriter(runSeq: number): SeriesWriter;
  /** Room that a series takes, in bytes, without the table's own. */
  bytesOfSeries(runSeq: number, name: string): number;
  /** Runs `work` in one transaction: all of it is kept, or nothing. Errors are coded. */
  write<T>(work: () => T): T;
  /** Runs `work` on one unchanging view of the store. */
  read<T>(work: () => T): T;
  /** A number that changes when another process has written. */
  dataVersion(): number;
  /** A sound copy, taken while others go on writing. */
  backup(file: string): Promise<void>;
  /** Puts a copy in this store's place: see `restoreStore`. */
  restore(file: string): Promise<void>;
  /** One experiment as a file of its own: see `exportExperiment`. */
  exportExperiment(id: string, files: (runIds: readonly string[]) => Iterable<PortableFile>): Uint8Array<ArrayBuffer>;
  /** Takes such a file in: see `importExperiment`. */
  importExperiment(bytes: Uint8Array, renew: (id: string) => string, verify: (experimentId: string) => void): { readonly experimentId: string; readonly files: PortableFile[] };
  /** Gives the room of what was deleted back to the disk. */
  vacuum(): { readonly before: number; readonly after: number };
  close(): void;
}

/**
 * Opens or makes the store.
 * @throws DescentError see `openStore`
 */
export function createStore(path: string, options: OpenOptions = {}): Store {
  const { db, file, notices, used: repositories } = openStore(path, options, repositoriesOf);
  const coded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw isSqlite(error) ? storeError(error, file) : error;
    }
  };
  const size = () => statSync(file).size;
  return {
    file,
    notices,
    experiments: guarded(repositories.experiments, coded),
    runs: guarded(repositories.runs, coded),
    series: guarded(repositories.series, coded),
    inspections: guarded(repositories.inspections, coded),
    checkpoints: guarded(repositories.checkpoints, coded),
    owners: guarded(repositories.owners, coded),
    settings: guarded(repositories.settings, coded),
    sweeps: guarded(repositories.sweeps, coded),
    comparisons: guarded(repositories.comparisons, coded),
    reports: guarded(repositories.reports, coded),
    seriesWriter: (runSeq) => new SeriesWriter(db, runSeq),
    bytesOfSeries: (runSeq, name) =>
      db
        .prepare('SELECT ifnull(sum(length(entries) + ifnull(length(steps), 0)), 0) FROM series_chunks JOIN series ON series.id = series_id WHERE run_seq = ? AND name = ?')
        .pluck()
        .get(runSeq, name) as number,
    // Immediate: a transaction that reads first and then waits to write could not be retried by SQLite itself.
    write: (work) => coded(() => (db.inTransaction ? work() : db.transaction(work).immediate())),
    read: (work) => coded(() => (db.inTransaction ? work() : db.transaction(work).deferred())),
    dataVersion: () => db.pragma('data_version', { simple: true }) as number,
    backup: async (target) => {
      try {
        await db.backup(target);
      } catch (error) {
        throw storeError(error, target);
      }
    },
    restore: (source) => restoreStore(db, source, file),
    exportExperiment: (id, files) => coded(() => exportExperiment(file, id, files)),
    importExperiment: (bytes, renew, verify) => coded(() => importExperiment(db, bytes, renew, verify)),
    vacuum: () =>
      coded(() => {
        db.pragma('wal_checkpoint(TRUNCATE)');
        const before = size();
        db.exec('VACUUM');
        db.pragma('wal_checkpoint(TRUNCATE)');
        return { before, after: size() };
      }),
    close: () => {
      if (db.open) db.close();
    },
  };
}

/** One repository per kind of thing; each prepares its statements. */
function repositoriesOf(db: Database.Database) {
  return {
    experiments: new ExperimentRepository(db),
    runs: new RunRepository(db),
    series: new SeriesReader(db),
    inspections: new InspectionRepository(db),
    checkpoints: new CheckpointRepository(db),
    owners: new OwnerRepository(db),
    settings: new SettingsRepository(db),
    sweeps: new SweepRepository(db),
    comparisons: new ComparisonRepository(db),
    reports: new ReportRepository(db),
  };
}

/** A repository whose methods tell of the database's errors in codes, also where no `read` or `write` stands around them. */
function guarded<T extends object>(repository: T, coded: <R>(work: () => R) => R): T {
  return new Proxy(repository, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key, target);
      return typeof member === 'function' ? (...values: unknown[]) => coded(() => Reflect.apply(member, target, values) as unknown) : member;
    },
  });
}

function isSqlite(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_');
}
