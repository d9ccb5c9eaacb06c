import { gunzip } from 'node:zlib';
import { promisify } from 'node:util';
import { dataLimits } from './limits.ts';
import { count, dataError } from './problem.ts';

const gunzipAsync = promisify(gunzip);
/** Bytes that come out at a time: with zlib's own 16 KiB half of the work on a large file is putting pieces together. */
const chunkSize = 1 << 18;

/** Whether bytes begin like a gzip file. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes.length >= 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * The decompressed contents: bytes that are not gzip come back as they are.
 * @param limit how many bytes may come out (a small file can hold gigabytes of zeros)
 * @throws DescentError `dataset-damaged`: cut short, flipped bits (the checksum at the end disagrees), or too large
 */
export async function gunzipIfNeeded(bytes: Uint8Array, file: string, limit: number = dataLimits.fileBytes): Promise<Uint8Array> {
  if (!isGzip(bytes)) return bytes;
  try {
    return await gunzipAsync(bytes, { maxOutputLength: limit, chunkSize });
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    throw dataError({ file, suggestion: 'Copy or download the file again', ...explain(code, bytes.length, limit) }, cause);
  }
}

function explain(code: string, length: number, limit: number): { expected: string; received: string } {
  switch (code) {
    case 'Z_BUF_ERROR':
      return { expected: 'a whole gzip file', received: `one that is cut short after ${count(length)} bytes` };
    case 'ERR_BUFFER_TOO_LARGE':
      return { expected: `at most ${count(limit)} bytes when decompressed`, received: 'more' };
    default:
      return { expected: 'an intact gzip file', received: `one whose contents are damaged (${code === '' ? 'unreadable' : code})` };
  }
}
