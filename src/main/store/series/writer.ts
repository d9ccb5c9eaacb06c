import type { Database } from 'better-sqlite3';
import { chunkEntries, decodeChunk, encodeChunk, fanOut, openChunk, summarize, type EncodedChunk, type OpenChunk } from './chunk.ts';

/** New points of one series, ascending by step. */
export interface NewPoints {
  readonly steps: readonly number[];
  readonly values: readonly number[];
}

/** One series being written: the last, unfinished chunk of each level is kept at hand. */
interface OpenSeries {
  readonly id: number;
  count: number;
  lastStep: number;
  readonly levels: OpenChunk[];
}

interface ChunkRow extends EncodedChunk {
  readonly chunk: number;
}

/**
 * Writes the series of one run. Call inside a transaction; where that fails, `forget()` what was kept at hand.
 * Only one writer may be open for a run: its owner's.
 */
export class SeriesWriter {
  readonly #runSeq: number;
  readonly #statements: ReturnType<typeof prepare>;
  readonly #open = new Map<string, OpenSeries>();

  constructor(db: Database, runSeq: number) {
    this.#runSeq = runSeq;
    this.#statements = prepare(db);
  }

  /** Adds points. Points at or before a series' last step are already there and are passed over. */
  append(points: Readonly<Record<string, NewPoints>>): void {
    for (const [name, { steps, values }] of Object.entries(points)) {
      const series = this.#series(name);
      const before = series.count;
      const touched = new Set<number>();
      for (let i = 0; i < steps.length; i++) {
        if (steps[i] > series.lastStep) this.#push(series, touched, 0, steps[i], values[i], values[i], values[i]);
      }
      for (const level of touched) if (series.levels[level].count > 0) this.#write(series, level);
      if (series.count !== before) this.#statements.setCount.run(series.count, series.id);
    }
  }

  /** Takes every point after `step` out again, so that a run goes on from there as if they had never been. */
  truncateAfter(step: number): void {
    this.forget();
    for (const { id, name } of this.#statements.all.all(this.#runSeq) as { id: number; name: string }[]) {
      const last = this.#statements.chunkOfStep.get(id, step) as ChunkRow | undefined;
      const inChunk = last ? upTo(decodeChunk(0, last).steps, step) : 0;
      let count = last ? last.chunk * chunkEntries + inChunk : 0;
      this.#statements.setCount.run(count, id);
      for (let level = 0; ; level++) {
        if (this.#cut(id, level, count) === 0 && count === 0 && level > 0) break;
        // Each full chunk below has given its buckets to the level above.
        count = Math.floor(count / chunkEntries) * (chunkEntries / fanOut);
      }
      this.#open.delete(name);
    }
  }

  /** Drops what is kept at hand; it is read again from the store when needed. */
  forget(): void {
    this.#open.clear();
  }

  #series(name: string): OpenSeries {
    let series = this.#open.get(name);
    if (!series) {
      this.#statements.create.run(this.#runSeq, name);
      const { id, count } = this.#statements.find.get(this.#runSeq, name) as { id: number; count: number };
      series = { id, count, lastStep: -Infinity, levels: [] };
      this.#load(series);
      this.#open.set(name, series);
    }
    return series;
  }

  /** The unfinished chunks of a series that exists. */
  #load(series: OpenSeries): void {
    for (let level = 0, count = series.count; ; level++, count = Math.floor(count / chunkEntries) * (chunkEntries / fanOut)) {
      const chunk = Math.floor(count / chunkEntries);
      const open = openChunk(level, chunk);
      const row = count % chunkEntries > 0 ? (this.#statements.chunk.get(series.id, level, chunk) as ChunkRow | undefined) : undefined;
      if (row) {
        const entries = decodeChunk(level, row);
        open.count = row.count;
        open.entries.steps.set(entries.steps);
        open.entries.last.set(entries.last);
        if (level > 0) {
          open.entries.min.set(entries.min);
          open.entries.max.set(entries.max);
        }
      }
      series.levels.push(open);
      if (level === 0) series.lastStep = this.#lastStep(series, open);
      if (count === 0) break;
    }
  }

  #lastStep(series: OpenSeries, open: OpenChunk): number {
    if (open.count > 0) return open.entries.steps[open.count - 1];
    if (open.chunk === 0) return -Infinity;
    const full = decodeChunk(0, this.#statements.chunk.get(series.id, 0, open.chunk - 1) as ChunkRow);
    return full.steps[full.steps.length - 1];
  }

  #push(series: OpenSeries, touched: Set<number>, level: number, step: number, min: number, max: number, last: number): void {
    if (series.levels.length <= level) series.levels.push(openChunk(level, 0));
    const open = series.levels[level];
    const { entries } = open;
    entries.steps[open.count] = step;
    entries.min[open.count] = min;
    entries.max[open.count] = max;
    entries.last[open.count] = last;
    open.count++;
    touched.add(level);
    if (level === 0) {
      series.count++;
      series.lastStep = step;
    }
    if (open.count < chunkEntries) return;
    this.#write(series, level);
    for (let from = 0; from < chunkEntries; from += fanOut) {
      const bucket = summarize(entries, from, from + fanOut);
      this.#push(series, touched, level + 1, bucket.step, bucket.min, bucket.max, bucket.last);
    }
    open.chunk++;
    open.count = 0;
  }

  #write(series: OpenSeries, level: number): void {
    const open = series.levels[level];
    const row = encodeChunk(level, open);
    this.#statements.write.run(series.id, level, open.chunk, row.count, row.first_step, row.stride, row.encoding, row.steps, row.entries);
  }

  /** Leaves the first `count` entries of a level; answers how many chunks were taken out or shortened. */
  #cut(id: number, level: number, count: number): number {
    const chunk = Math.floor(count / chunkEntries);
    const rest = count % chunkEntries;
    let changes = this.#statements.dropFrom.run(id, level, rest > 0 ? chunk + 1 : chunk).changes;
    const row = rest > 0 ? (this.#statements.chunk.get(id, level, chunk) as ChunkRow | undefined) : undefined;
    if (row && row.count > rest) {
      const entries = decodeChunk(level, row);
      const short = encodeChunk(level, { chunk, count: rest, entries });
      this.#statements.write.run(id, level, chunk, short.count, short.first_step, short.stride, short.encoding, short.steps, short.entries);
      changes++;
    }
    return changes;
  }
}

/** How many of the ascending steps are at most `step`. */
function upTo(steps: Float64Array, step: number): number {
  let count = steps.length;
  while (count > 0 && steps[count - 1] > step) count--;
  return count;
}

const columns = 'chunk, count, first_step, stride, encoding, steps, entries';

function prepare(db: Database) {
  return {
    all: db.prepare('SELECT id, name FROM series WHERE run_seq = ?'),
    create: db.prepare('INSERT INTO series (run_seq, name) VALUES (?, ?) ON CONFLICT DO NOTHING'),
    find: db.prepare('SELECT id, count FROM series WHERE run_seq = ? AND name = ?'),
    setCount: db.prepare('UPDATE series SET count = ? WHERE id = ?'),
    chunk: db.prepare(`SELECT ${columns} FROM series_chunks WHERE series_id = ? AND level = ? AND chunk = ?`),
    chunkOfStep: db.prepare(`SELECT ${columns} FROM series_chunks WHERE series_id = ? AND level = 0 AND first_step <= ? ORDER BY chunk DESC LIMIT 1`),
    write: db.prepare(`INSERT INTO series_chunks (series_id, level, chunk, count, first_step, stride, encoding, steps, entries) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (series_id, level, chunk) DO UPDATE
      SET count = excluded.count, first_step = excluded.first_step, stride = excluded.stride, encoding = excluded.encoding, steps = excluded.steps, entries = excluded.entries`),
    dropFrom: db.prepare('DELETE FROM series_chunks WHERE series_id = ? AND level = ? AND chunk >= ?'),
  };
}
