import type { Localized } from '../../shared/schema/localized.ts';
import { actualValue, dataError, somethingElse, type ProblemWords } from '../data/problem.ts';

/**
 * The safetensors format (https://huggingface.co/docs/safetensors): eight bytes with the length of a JSON header, the header, then the
 * tensors' bytes one after the other, little-endian, without gaps.
 */

export type StoredArray = Float32Array | Float64Array | Int32Array | Uint8Array;

export interface StoredTensor {
  readonly shape: readonly number[];
  readonly data: StoredArray;
}

export interface SafetensorsFile {
  readonly tensors: Readonly<Record<string, StoredTensor>>;
  /** Free texts that travel with the tensors. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Bytes of one element, and how it becomes a number. */
const types = {
  F64: { bytes: 8, read: (view: DataView, at: number) => view.getFloat64(at, true) },
  F32: { bytes: 4, read: (view: DataView, at: number) => view.getFloat32(at, true) },
  F16: { bytes: 2, read: (view: DataView, at: number) => halfToNumber(view.getUint16(at, true)) },
  BF16: { bytes: 2, read: (view: DataView, at: number) => bfloatToNumber(view.getUint16(at, true)) },
  I64: { bytes: 8, read: (view: DataView, at: number) => Number(view.getBigInt64(at, true)) },
  I32: { bytes: 4, read: (view: DataView, at: number) => view.getInt32(at, true) },
  I16: { bytes: 2, read: (view: DataView, at: number) => view.getInt16(at, true) },
  I8: { bytes: 1, read: (view: DataView, at: number) => view.getInt8(at) },
  U8: { bytes: 1, read: (view: DataView, at: number) => view.getUint8(at) },
  BOOL: { bytes: 1, read: (view: DataView, at: number) => view.getUint8(at) },
} as const;

/**
 * The bytes of a file. The same tensors in the same order give the same bytes.
 */
export function writeSafetensors({ tensors, metadata }: SafetensorsFile): Uint8Array {
  const header: Record<string, unknown> = Object.keys(metadata).length > 0 ? { __metadata__: metadata } : {};
  let end = 0;
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    const elements = shape.reduce((product, side) => product * side, 1);
    if (elements !== data.length) throw new RangeError(`${name}: a shape of ${shape.join(' × ')} needs ${elements} values, got ${data.length}`);
    header[name] = { dtype: typeName(data), shape, data_offsets: [end, (end += data.byteLength)] };
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  // Spaces bring the tensors to a multiple of eight, as the format recommends.
  const headerLength = Math.ceil(json.length / 8) * 8;
  const out = new Uint8Array(8 + headerLength + end).fill(0x20, 8 + json.length, 8 + headerLength);
  new DataView(out.buffer).setBigUint64(0, BigInt(headerLength), true);
  out.set(json, 8);
  let at = 8 + headerLength;
  for (const { data } of Object.values(tensors)) {
    out.set(littleEndianBytes(data), at);
    at += data.byteLength;
  }
  return out;
}

/**
 * Reads a file; every tensor becomes float64, bytes stay bytes, int32 stays int32, float32 stays float32.
 * @param file its name, for messages
 * @throws {DescentError} `file-invalid`: cut short, no header, an unknown element type, or tensors that do not lie where the header says
 */
export function readSafetensors(bytes: Uint8Array, file: string | Localized): SafetensorsFile {
  const fail = (words: Pick<ProblemWords, 'expected' | 'received'>): never => {
    throw dataError({ code: 'file-invalid', file, ...words, suggestion: { en: 'Save the tensors again as safetensors', zh: '请重新保存为 safetensors 文件' } });
  };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8) fail(problems.noFile(bytes.length));
  const headerLength = Number(view.getBigUint64(0, true));
  if (headerLength > bytes.length - 8) fail(problems.shortHeader(headerLength, bytes.length - 8));
  const header = parseHeader(bytes.subarray(8, 8 + headerLength)) ?? fail(problems.noHeader());
  const start = 8 + headerLength;
  const tensors: Record<string, StoredTensor> = {};
  const metadata: Record<string, string> = {};
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') {
      for (const [key, value] of Object.entries(entry as object)) metadata[key] = String(value);
      continue;
    }
    const { dtype, shape, data_offsets: offsets } = entry as { dtype?: unknown; shape?: unknown; data_offsets?: unknown };
    if (!isTypeName(dtype)) return fail(problems.elementType(name, dtype));
    if (!isCounts(shape) || !isCounts(offsets)) return fail(problems.entry(name, entry));
    const [from, to] = offsets;
    const elements = shape.reduce((product, side) => product * side, 1);
    if (to - from !== elements * types[dtype].bytes) fail(problems.tensorBytes(name, shape, elements * types[dtype].bytes, to - from));
    if (start + to > bytes.length) fail(problems.cutShort(start + to, bytes.length));
    tensors[name] = { shape, data: decode(view, start + from, elements, dtype) };
  }
  return { tensors, metadata };
}

/** What can be wrong with a file, in words. */
const problems = {
  noFile: (bytes: number) => ({ expected: { en: 'a safetensors file', zh: '应为 safetensors 文件' }, received: { en: `${bytes} bytes`, zh: `实际只有 ${bytes} 字节` } }),
  shortHeader: (length: number, bytes: number) => ({ expected: { en: `a header of ${length} bytes`, zh: `文件头应有 ${length} 字节` }, received: { en: `${bytes} bytes in all`, zh: `实际总共只有 ${bytes} 字节` } }),
  noHeader: () => ({ expected: { en: 'a JSON header', zh: '文件头应为 JSON' }, received: somethingElse }),
  elementType: (tensor: string, type: unknown) => ({
    expected: { en: `the element type of ${tensor} to be one of ${Object.keys(types).join(', ')}`, zh: `${tensor} 的元素类型应为 ${Object.keys(types).join('、')} 之一` },
    received: actualValue(type),
  }),
  entry: (tensor: string, entry: unknown) => ({ expected: { en: `shape and offsets of ${tensor}`, zh: `应有 ${tensor} 的形状和位置` }, received: actualValue(entry) }),
  tensorBytes: (tensor: string, shape: readonly number[], bytes: number, received: number) => ({
    expected: { en: `${bytes} bytes for ${tensor} of shape ${JSON.stringify(shape)}`, zh: `形状为 ${JSON.stringify(shape)} 的 ${tensor} 应占 ${bytes} 字节` },
    received: { en: String(received), zh: `实际占 ${received} 字节` },
  }),
  cutShort: (bytes: number, received: number) => ({ expected: { en: `${bytes} bytes`, zh: `应有 ${bytes} 字节` }, received: { en: `${received}: the file is cut short`, zh: `实际只有 ${received} 字节，文件不完整` } }),
} satisfies Record<string, (...values: never[]) => Pick<ProblemWords, 'expected' | 'received'>>;

function parseHeader(bytes: Uint8Array): Record<string, unknown> | undefined {
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    const isTable = typeof header === 'object' && header !== null && Object.values(header).every((entry) => typeof entry === 'object' && entry !== null);
    return isTable ? (header as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function isTypeName(value: unknown): value is keyof typeof types {
  return typeof value === 'string' && Object.hasOwn(types, value);
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && Number(item) >= 0);
}

function typeName(data: StoredArray): keyof typeof types {
  if (data instanceof Float32Array) return 'F32';
  if (data instanceof Float64Array) return 'F64';
  return data instanceof Int32Array ? 'I32' : 'U8';
}

function decode(view: DataView, at: number, elements: number, dtype: keyof typeof types): StoredArray {
  const { bytes, read } = types[dtype];
  const out = dtype === 'F32' ? new Float32Array(elements) : dtype === 'I32' ? new Int32Array(elements) : dtype === 'U8' ? new Uint8Array(elements) : new Float64Array(elements);
  for (let i = 0; i < elements; i++) out[i] = read(view, at + i * bytes);
  return out;
}

const machineIsLittleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

function littleEndianBytes(data: StoredArray): Uint8Array {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (machineIsLittleEndian || data.BYTES_PER_ELEMENT === 1) return bytes;
  const swapped = Uint8Array.from(bytes);
  for (let i = 0; i < swapped.length; i += data.BYTES_PER_ELEMENT) swapped.subarray(i, i + data.BYTES_PER_ELEMENT).reverse();
  return swapped;
}

/** Half precision: 1 sign, 5 exponent and 10 fraction bits. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** bfloat16: the upper half of a float32. */
function bfloatToNumber(bits: number): number {
  const scratch = new DataView(new ArrayBuffer(4));
  scratch.setUint32(0, bits << 16);
  return scratch.getFloat32(0);
}
