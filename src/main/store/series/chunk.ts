/**
 * A chunk is up to 512 consecutive entries of one level of a series, as bytes.
 *
 * Level 0 holds points: a step and a value. Each level above holds buckets, one for 32 entries of the level below: their last
 * step, minimum, maximum and last value. Minimum and maximum pass over values that are not finite; a bucket of such alone has NaN.
 *
 * Steps that advance evenly (nearly all do) cost nothing: `stride` tells them. Others are kept as float64. Values cost eight bytes, four where
 * float32 holds them exactly, and none beside the first where all are the same. Numbers are in the machine's order, little-endian
 * wherever Node runs.
 */

export const chunkEntries = 512;
/** Full chunks of one level that fill a chunk of the next. */
export const fanOut = 32;

const encodings = { float64: 0, float32: 1, constant: 2 } as const;

/** Entries of one level, ascending by step. At level 0 the three are one and the same array. */
export interface Entries {
  readonly steps: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly last: Float64Array;
}

/** The columns of `series_chunks` that hold entries. */
export interface EncodedChunk {
  readonly count: number;
  readonly first_step: number;
  readonly stride: number;
  readonly encoding: number;
  readonly steps: Uint8Array | null;
  readonly entries: Uint8Array;
}

/** A growing chunk of one level. */
export interface OpenChunk {
  /** Position among the level's chunks. */
  chunk: number;
  count: number;
  readonly entries: Entries;
}

export function openChunk(level: number, chunk: number): OpenChunk {
  const last = new Float64Array(chunkEntries);
  const extremes = level === 0 ? { min: last, max: last } : { min: new Float64Array(chunkEntries), max: new Float64Array(chunkEntries) };
  return { chunk, count: 0, entries: { steps: new Float64Array(chunkEntries), last, ...extremes } };
}

export function encodeChunk(level: number, { count, entries }: OpenChunk): EncodedChunk {
  const stride = evenStride(entries.steps, count);
  const columns = level === 0 ? [entries.last] : [entries.min, entries.max, entries.last];
  const values = columns.length === 1 ? columns[0].subarray(0, count) : joined(columns, count);
  return {
    count,
    first_step: entries.steps[0],
    stride,
    steps: stride > 0 ? null : bytesOf(entries.steps.slice(0, count)),
    ...encodeValues(values),
  };
}

/** A chunk's entries. One whose bytes are not as long as it says, on a disk that failed, is a gap. */
export function decodeChunk(level: number, row: EncodedChunk): Entries {
  const count = Math.min(chunkEntries, Math.max(0, row.count));
  const values = count === row.count ? decodeValues(row, level === 0 ? count : 3 * count) : undefined;
  const steps = row.steps?.byteLength === 8 * count ? floats(row.steps) : evenSteps(row.first_step, row.stride, count);
  if (!values) {
    const gap = new Float64Array(count).fill(NaN);
    return { steps, min: gap, max: gap, last: gap };
  }
  if (level === 0) return { steps, min: values, max: values, last: values };
  return { steps, min: values.subarray(0, count), max: values.subarray(count, 2 * count), last: values.subarray(2 * count) };
}

/** The bucket for entries `from` up to `to`. */
export function summarize(entries: Entries, from: number, to: number): { step: number; min: number; max: number; last: number } {
  let min = NaN;
  let max = NaN;
  for (let i = from; i < to; i++) {
    const low = entries.min[i];
    const high = entries.max[i];
    // Written so that NaN on either side gives way.
    if (Number.isFinite(low) && !(min <= low)) min = low;
    if (Number.isFinite(high) && !(max >= high)) max = high;
  }
  return { step: entries.steps[to - 1], min, max, last: entries.last[to - 1] };
}

/** The distance between any two neighbours, or 0 where it varies. One entry has a stride of 1. */
function evenStride(steps: Float64Array, count: number): number {
  if (count < 2) return 1;
  const stride = steps[1] - steps[0];
  for (let i = 2; i < count; i++) if (steps[i] - steps[i - 1] !== stride) return 0;
  return stride;
}

function evenSteps(first: number, stride: number, count: number): Float64Array {
  const steps = new Float64Array(count);
  for (let i = 0; i < count; i++) steps[i] = first + i * stride;
  return steps;
}

function encodeValues(values: Float64Array): Pick<EncodedChunk, 'encoding' | 'entries'> {
  let same = true;
  let single = true;
  for (const value of values) {
    if (same && !Object.is(value, values[0])) same = false;
    if (single && !Object.is(Math.fround(value), value)) single = false;
    if (!same && !single) break;
  }
  if (same) return { encoding: encodings.constant, entries: bytesOf(values.slice(0, 1)) };
  if (single) return { encoding: encodings.float32, entries: bytesOf(Float32Array.from(values)) };
  return { encoding: encodings.float64, entries: bytesOf(values.slice()) };
}

/** The values, or undefined where there are not `length` of them. */
function decodeValues(row: EncodedChunk, length: number): Float64Array | undefined {
  const { encoding, entries } = row;
  switch (encoding) {
    case encodings.constant:
      return entries.byteLength === 8 ? new Float64Array(length).fill(floats(entries)[0]) : undefined;
    case encodings.float32:
      return entries.byteLength === 4 * length ? Float64Array.from(new Float32Array(aligned(entries, 4).buffer)) : undefined;
    default:
      return entries.byteLength === 8 * length ? floats(entries) : undefined;
  }
}

function joined(columns: readonly Float64Array[], count: number): Float64Array {
  const values = new Float64Array(columns.length * count);
  columns.forEach((column, i) => values.set(column.subarray(0, count), i * count));
  return values;
}

const bytesOf = (values: Float64Array | Float32Array): Uint8Array => new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

function floats(bytes: Uint8Array): Float64Array {
  const whole = aligned(bytes, 8);
  return new Float64Array(whole.buffer, whole.byteOffset, whole.byteLength / 8);
}

/** SQLite's bytes may begin anywhere in a pool; a copy begins at zero. */
function aligned(bytes: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const own = bytes.buffer instanceof ArrayBuffer && bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength && bytes.byteLength % size === 0;
  return own ? (bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(bytes);
}
