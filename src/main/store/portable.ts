import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { DescentError } from '../../shared/api/errors.ts';
import { refusal } from '../../shared/api/reasons.ts';
import type { Localized } from '../../shared/schema/localized.ts';
import { distrust } from './connection.ts';
import { migrate } from './migrate.ts';
import { migrations, storeVersion } from './migrations/index.ts';
import { clipped, filesTable, foreignObject, rowFault } from './portable-check.ts';

/** A file that belongs to a run: a checkpoint or its weights. */
export interface PortableFile {
  readonly runId: string;
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Tells an experiment's file from other databases (`PRAGMA application_id`): "Dexp". */
const applicationId = 0x44657870;

/** Tables that belong to runs, and how their rows find their run. */
const ofRuns = {
  inspections: 'run_seq',
  checkpoints: 'run_seq',
} as const;

/**
 * One experiment as a database of its own, with the store's own tables and its files: runs, series, inspections, checkpoints, weights.
 * Deleted runs stay behind.
 */
export function exportExperiment(store: string, experimentId: string, files: (runIds: readonly string[]) => Iterable<PortableFile>): Uint8Array<ArrayBuffer> {
  return inFolder((folder) => {
    const target = join(folder, 'experiment.sqlite');
    const db = new Database(target);
    try {
      migrate(db, migrations);
      db.pragma(`application_id = ${applicationId}`);
      db.exec(filesTable);
      db.prepare('ATTACH ? AS store').run(store);
      db.transaction(() => {
        const seq = db.prepare('SELECT seq FROM store.experiments WHERE id = ?').pluck().get(experimentId) as number;
        db.prepare('INSERT INTO main.experiments SELECT * FROM store.experiments WHERE seq = ?').run(seq);
        const columns = columnsOf(db, 'main', 'runs');
        db.prepare(`INSERT INTO main.runs (${columns}) SELECT ${columns} FROM store.runs WHERE experiment_seq = ? AND deleted_at IS NULL`).run(seq);
        db.exec('UPDATE main.runs SET owner_id = NULL');
        for (const [table, key] of Object.entries(ofRuns)) db.exec(`INSERT INTO main.${table} SELECT * FROM store.${table} WHERE ${key} IN (SELECT seq FROM main.runs)`);
        db.exec('INSERT INTO main.series SELECT * FROM store.series WHERE run_seq IN (SELECT seq FROM main.runs)');
        db.exec('INSERT INTO main.series_chunks SELECT * FROM store.series_chunks WHERE series_id IN (SELECT id FROM main.series)');
        const insert = db.prepare('INSERT INTO files (run_id, name, bytes) VALUES (?, ?, ?)');
        const runIds = db.prepare('SELECT id FROM main.runs ORDER BY seq').pluck().all() as string[];
        for (const { runId, name, bytes } of files(runIds)) insert.run(runId, name, bytes);
      })();
      db.exec('DETACH store');
      db.exec('VACUUM');
    } finally {
      db.close();
    }
    return new Uint8Array(readFileSync(target));
  });
}

/**
 * Takes an exported experiment into a store. Ids that are taken there get a new one from `renew`.
 * Runs that were not finished come in "interrupted". Nothing of the file is believed: what `portable-check` does not find is left to `verify`.
 * @param verify reads back what was taken in and throws where the studio cannot use it: then nothing is kept
 * @returns the experiment's id, and the files of its runs under the ids they have now
 * @throws DescentError `file-invalid` for anything but an experiment's file, `store-newer` for one of a later version
 */
export function importExperiment(db: Database.Database, bytes: Uint8Array, renew: (id: string) => string, verify: (experimentId: string) => void): { readonly experimentId: string; readonly files: PortableFile[] } {
  return inFolder((folder) => {
    const path = join(folder, 'import.sqlite');
    writeFileSync(path, bytes);
    const { files, runs, experiment } = readPortable(path);
    const taken = (table: string, id: string) => db.prepare(`SELECT 1 FROM main.${table} WHERE id = ?`).get(id) !== undefined;
    const fresh = (table: string, id: string) => {
      let next = id;
      while (taken(table, next)) next = renew(id);
      return next;
    };
    db.prepare('ATTACH ? AS portable').run(path);
    try {
      return db
        .transaction(() => {
          const experimentId = fresh('experiments', experiment);
          const { lastInsertRowid: seq } = db
            .prepare('INSERT INTO main.experiments (id, name, created_at, base_directory, document) SELECT ?, name, created_at, base_directory, document FROM portable.experiments')
            .run(experimentId);
          const ids = new Map(runs.map(({ id }) => [id, fresh('runs', id)]));
          for (const run of runs) importRun(db, Number(seq), run, ids);
          verify(experimentId);
          return { experimentId, files: files.flatMap((file) => [{ ...file, runId: ids.get(file.runId) ?? file.runId }]) };
        })
        .immediate();
    } catch (error) {
      throw error instanceof DescentError ? error : invalid({ en: 'a file with rows that do not fit together', zh: '内部各行互不相符的文件' }, error);
    } finally {
      db.exec('DETACH portable');
    }
  });
}

interface PortableRun {
  readonly seq: number;
  readonly id: string;
}

function importRun(db: Database.Database, experimentSeq: number, run: PortableRun, ids: ReadonlyMap<string, string>): void {
  const own = ['seq', 'id', 'experiment_seq', 'owner_id', 'revision', 'state', 'colour', 'forked_from'];
  const columns = columnsOf(db, 'main', 'runs', own);
  const { forked_from: forkedFrom, state } = db.prepare('SELECT forked_from, state FROM portable.runs WHERE seq = ?').get(run.seq) as { forked_from: string | null; state: string };
  const underWay = ['queued', 'running', 'paused'].includes(state);
  const { lastInsertRowid } = db
    .prepare(
      `INSERT INTO main.runs (${columns}, id, experiment_seq, revision, state, colour, forked_from)
       SELECT ${columns}, ?, ?, (SELECT ifnull(max(revision), 0) + 1 FROM main.runs), ?, (SELECT ifnull(max(seq), 0) FROM main.runs), ? FROM portable.runs WHERE seq = ?`,
    )
    .run(ids.get(run.id), experimentSeq, underWay ? 'interrupted' : state, forkedFrom && renamedFork(forkedFrom, ids), run.seq);
  const seq = Number(lastInsertRowid);
  for (const [table, key] of Object.entries(ofRuns)) {
    const others = columnsOf(db, 'main', table, [key, 'file']);
    // As the studio itself names them: a name from outside may lead anywhere.
    const file = table === 'checkpoints' ? ", ? || '/' || step || '.checkpoint'" : '';
    const into = table === 'checkpoints' ? `${others}, ${key}, file` : `${others}, ${key}`;
    db.prepare(`INSERT INTO main.${table} (${into}) SELECT ${others}, ?${file} FROM portable.${table} WHERE ${key} = ?`).run(...(file ? [seq, ids.get(run.id), run.seq] : [seq, run.seq]));
  }
  const chunkColumns = columnsOf(db, 'main', 'series_chunks', ['id', 'series_id']);
  const copyChunks = db.prepare(`INSERT INTO main.series_chunks (series_id, ${chunkColumns}) SELECT ?, ${chunkColumns} FROM portable.series_chunks WHERE series_id = ?`);
  for (const series of db.prepare('SELECT id, name, count FROM portable.series WHERE run_seq = ?').all(run.seq) as { id: number; name: string; count: number }[]) {
    const { lastInsertRowid: id } = db.prepare('INSERT INTO main.series (run_seq, name, count) VALUES (?, ?, ?)').run(seq, series.name, series.count);
    copyChunks.run(id, series.id);
  }
}

/** A fork points to its parent by id; one whose parent is not among the imported keeps what it says. */
function renamedFork(forkedFrom: string, ids: ReadonlyMap<string, string>): string {
  const fork = JSON.parse(forkedFrom) as { runId: string; step: number };
  return JSON.stringify({ ...fork, runId: ids.get(fork.runId) ?? fork.runId });
}

/** Opens, checks and (from an earlier version) brings up to date what somebody sent. */
function readPortable(path: string): { readonly experiment: string; readonly runs: PortableRun[]; readonly files: PortableFile[] } {
  let db: Database.Database | undefined;
  try {
    db = new Database(path);
    distrust(db);
    const version = db.pragma('user_version', { simple: true }) as number;
    if (db.pragma('application_id', { simple: true }) !== applicationId) throw invalid({ en: 'another kind of file', zh: '别的文件' });
    if (version > storeVersion) {
      throw refusal('store-newer', 'archive-newer', { version, known: storeVersion });
    }
    const foreign = foreignObject(db, version);
    if (foreign) throw invalid(foreign);
    const answer = db.pragma('integrity_check(1)', { simple: true });
    if (answer !== 'ok') throw invalid({ en: `a damaged one (${clipped(String(answer))})`, zh: `损坏的文件（${clipped(String(answer))}）` });
    migrate(db, migrations);
    const experiments = db.prepare('SELECT id FROM experiments').pluck().all() as string[];
    if (experiments.length !== 1) throw invalid({ en: `a file with ${experiments.length} experiments`, zh: `有 ${experiments.length} 个实验的文件` });
    const fault = rowFault(db);
    if (fault) throw invalid({ en: `one with ${fault.en}`, zh: `内容有误的文件（${fault.zh}）` });
    return {
      experiment: experiments[0],
      runs: db.prepare('SELECT seq, id FROM runs ORDER BY seq').all() as PortableRun[],
      files: db.prepare('SELECT run_id AS runId, name, bytes FROM files').all() as PortableFile[],
    };
  } catch (error) {
    throw error instanceof DescentError ? error : invalid({ en: 'another kind of file, or a damaged one', zh: '别的文件，或已损坏' }, error);
  } finally {
    db?.close();
  }
}

export function invalid(received: Localized, cause?: unknown): DescentError {
  return refusal('file-invalid', 'archive-invalid', { received }, { cause });
}

function columnsOf(db: Database.Database, schema: string, table: string, except: readonly string[] = []): string {
  const names = db.prepare('SELECT name FROM pragma_table_info(?, ?)').pluck().all(table, schema) as string[];
  return names.filter((name) => !except.includes(name)).join(', ');
}

function inFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'descent-portable-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
