import { gunzip } from 'node:zlib';
import { promisify } from 'node:util';
import { dataLimits } from './limits.ts';
import { advice, count, dataError } from './problem.ts';
import type { ProblemWords } from './problem.ts';

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
    throw dataError({ file, ...explain(code, bytes.length, limit), suggestion: advice.copyAnew }, cause);
  }
}

function explain(code: string, length: number, limit: number): Pick<ProblemWords, 'expected' | 'received'> {
  switch (code) {
    case 'Z_BUF_ERROR':
      return { expected: { en: 'a whole gzip file', zh: '应为完整的 gzip 文件' }, received: { en: `one that is cut short after ${count(length)} bytes`, zh: `实际在 ${count(length)} 字节处就中断了` } };
    case 'ERR_BUFFER_TOO_LARGE':
      return { expected: { en: `at most ${count(limit)} bytes when decompressed`, zh: `解压后最多 ${count(limit)} 字节` }, received: { en: 'more', zh: '实际超出了' } };
    default:
      return {
        expected: { en: 'an intact gzip file', zh: '应为完好的 gzip 文件' },
        received: { en: `one whose contents are damaged (${code === '' ? 'unreadable' : code})`, zh: `实际内容已损坏（${code === '' ? '无法读取' : code}）` },
      };
  }
}
