import type { Database } from 'better-sqlite3';
import { chunkEntries, decodeChunk, fanOut, type EncodedChunk, type Entries } from './chunk.ts';

/** A stretch of a series, down-sampled: see `seriesSchema` of the contract. Values may be NaN or infinite here. */
export interface SeriesStretch {
  readonly name: string;
  readonly steps: number[];
  readonly min: number[];
  readonly max: number[];
  readonly last: number[];
  readonly total: number;
}

export interface StretchRequest {
  /** First and last step of the stretch, both included. */
  readonly from?: number;
  readonly to?: number;
  /** At most this many buckets. */
  readonly points: number;
}

interface ChunkRow extends EncodedChunk {
  readonly chunk: number;
}

/** Reads series of any run, at any resolution, touching about as much as it gives back. */
export class SeriesReader {
  readonly #statements: ReturnType<typeof prepare>;

  constructor(db: Database) {
    this.#statements = prepare(db);
  }

  /** Names of a run's series, and how many points each has. */
  counts(runSeq: number): Record<string, number> {
    const rows = this.#statements.counts.all(runSeq) as { name: string; count: number }[];
    return Object.fromEntries(rows.filter(({ count }) => count > 0).map(({ name, count }) => [name, count]));
  }

  /** A stretch of a series, or undefined where the run has no such series. */
  read(runSeq: number, name: string, request: StretchRequest): SeriesStretch | undefined {
    const series = this.#statements.find.get(runSeq, name) as { id: number; count: number } | undefined;
    if (!series || series.count === 0) return undefined;
    const begin = request.from === undefined ? 0 : this.#position(series, request.from, false);
    const end = request.to === undefined ? series.count : this.#position(series, request.to, true);
    const total = Math.max(0, end - begin);
    const buckets = new Buckets(begin, total, Math.min(total, request.points));
    if (total > 0) this.#walk(series, levelFor(total, request.points), begin, end, buckets);
    return { name, ...buckets.result(), total };
  }

  /** Every point between two positions, in order, a chunk at a time: for files. */
  *points(runSeq: number, name: string): Generator<{ readonly steps: Float64Array; readonly values: Float64Array }> {
    const series = this.#statements.find.get(runSeq, name) as { id: number; count: number } | undefined;
    if (!series) return;
    for (let chunk = 0; chunk * chunkEntries < series.count; chunk++) {
      const row = this.#statements.chunk.get(series.id, 0, chunk) as ChunkRow | undefined;
      if (!row) return;
      const { steps, last } = decodeChunk(0, row);
      yield { steps, values: last };
    }
  }

  /** How many points come before `step` (or up to it, where `after`). */
  #position(series: { id: number; count: number }, step: number, after: boolean): number {
    const row = this.#chunkAt(series, step);
    if (!row) return 0;
    const { steps } = decodeChunk(0, row);
    let inChunk = 0;
    while (inChunk < steps.length && (after ? steps[inChunk] <= step : steps[inChunk] < step)) inChunk++;
    return row.chunk * chunkEntries + inChunk;
  }

  /** The last chunk that begins at or before a step. */
  #chunkAt(series: { id: number; count: number }, step: number): ChunkRow | undefined {
    let low = 0;
    let high = Math.ceil(series.count / chunkEntries);
    while (low < high) {
      const middle = (low + high) >> 1;
      const first = this.#statements.firstStep.get(series.id, 0, middle) as number;
      if (first <= step) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? undefined : (this.#statements.chunk.get(series.id, 0, low - 1) as ChunkRow);
  }

  /** Gives the points at positions [begin, end) to the buckets: at `level` where whole entries lie inside, finer at the edges. */
  #walk(series: { id: number; count: number }, level: number, begin: number, end: number, buckets: Buckets): void {
    if (begin >= end) return;
    const span = fanOut ** level;
    const first = Math.ceil(begin / span);
    const last = Math.min(Math.floor(end / span), level === 0 ? series.count : entriesAt(series.count, level));
    if (level > 0 && first >= last) {
      this.#walk(series, level - 1, begin, end, buckets);
      return;
    }
    if (level > 0) this.#walk(series, level - 1, begin, first * span, buckets);
    const rows = this.#statements.chunks.iterate(series.id, level, Math.floor(first / chunkEntries), Math.floor((last - 1) / chunkEntries)) as IterableIterator<ChunkRow>;
    for (const row of rows) {
      const offset = row.chunk * chunkEntries;
      buckets.add(decodeChunk(level, row), offset, span, Math.max(0, first - offset), Math.min(row.count, last - offset));
    }
    if (level > 0) this.#walk(series, level - 1, last * span, end, buckets);
  }
}

/** Entries of a level above 0: the full chunks below it have given theirs. */
function entriesAt(count: number, level: number): number {
  let entries = count;
  for (let i = 0; i < level; i++) entries = Math.floor(entries / chunkEntries) * (chunkEntries / fanOut);
  return entries;
}

/** The coarsest level that still has at least two entries for each bucket. */
function levelFor(total: number, points: number): number {
  let level = 0;
  while (total / fanOut ** (level + 1) >= 2 * points) level++;
  return level;
}

/** Gathers entries into equally wide buckets by position. */
class Buckets {
  readonly #begin: number;
  readonly #total: number;
  readonly #count: number;
  readonly #steps: number[] = [];
  readonly #min: number[] = [];
  readonly #max: number[] = [];
  readonly #last: number[] = [];
  #current = -1;

  constructor(begin: number, total: number, count: number) {
    this.#begin = begin;
    this.#total = total;
    this.#count = count;
  }

  /** Entries `from` to `to` of a chunk whose first entry is number `offset` of its level; an entry spans `span` positions. */
  add(entries: Entries, offset: number, span: number, from: number, to: number): void {
    for (let i = from; i < to; i++) {
      const bucket = Math.floor((((offset + i) * span - this.#begin) * this.#count) / this.#total);
      if (bucket !== this.#current) {
        this.#current = bucket;
        this.#steps.push(entries.steps[i]);
        this.#min.push(finite(entries.min[i]));
        this.#max.push(finite(entries.max[i]));
        this.#last.push(entries.last[i]);
        continue;
      }
      const at = this.#steps.length - 1;
      const low = entries.min[i];
      const high = entries.max[i];
      this.#steps[at] = entries.steps[i];
      if (Number.isFinite(low) && !(this.#min[at] <= low)) this.#min[at] = low;
      if (Number.isFinite(high) && !(this.#max[at] >= high)) this.#max[at] = high;
      this.#last[at] = entries.last[i];
    }
  }

  result() {
    return { steps: this.#steps, min: this.#min, max: this.#max, last: this.#last };
  }
}

const finite = (value: number): number => (Number.isFinite(value) ? value : NaN);

const columns = 'chunk, count, first_step, stride, encoding, steps, entries';

function prepare(db: Database) {
  return {
    counts: db.prepare('SELECT name, count FROM series WHERE run_seq = ?'),
    find: db.prepare('SELECT id, count FROM series WHERE run_seq = ? AND name = ?'),
    chunk: db.prepare(`SELECT ${columns} FROM series_chunks WHERE series_id = ? AND level = ? AND chunk = ?`),
    firstStep: db.prepare('SELECT first_step FROM series_chunks WHERE series_id = ? AND level = ? AND chunk = ?').pluck(),
    chunks: db.prepare(`SELECT ${columns} FROM series_chunks WHERE series_id = ? AND level = ? AND chunk BETWEEN ? AND ? ORDER BY chunk`),
  };
}
