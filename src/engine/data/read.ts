import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { gunzipIfNeeded } from './gzip.ts';
import type { NamedBytes } from './idx-dataset.ts';
import { dataLimits } from './limits.ts';
import { advice, dataError, tooManyBytes } from './problem.ts';

/**
 * A file's decompressed contents.
 * @throws DescentError `dataset-missing` where it is not there, `io` where it cannot be read, `dataset-damaged` where it is too large or damaged
 */
export async function readData(path: string, signal?: AbortSignal): Promise<NamedBytes> {
  signal?.throwIfAborted();
  const file = basename(path);
  const bytes = await readWhole(path);
  return { file, bytes: await gunzipIfNeeded(bytes, file) };
}

/**
 * A file's bytes as they are on disk.
 * @throws DescentError like `readData`
 */
export async function readWhole(path: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size <= dataLimits.fileBytes) return await readFile(path);
    throw dataError({ file: path, ...tooManyBytes(dataLimits.fileBytes, size), suggestion: advice.usePart });
  } catch (cause) {
    throw readError(path, cause);
  }
}

const aFile = { en: 'a file', zh: '应为一个文件' };

function readError(path: string, cause: unknown): unknown {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return dataError({ code: 'dataset-missing', file: path, expected: aFile, received: { en: 'nothing there', zh: '那里却什么也没有' }, suggestion: { en: 'Check the path', zh: '请检查路径' } }, cause);
    case 'EISDIR':
      return dataError({ code: 'dataset-missing', file: path, expected: aFile, received: { en: 'a folder', zh: '实际是文件夹' }, suggestion: { en: 'Name the file itself', zh: '请指明文件本身' } }, cause);
    case 'EACCES':
    case 'EPERM':
      return dataError({ code: 'io', file: path, expected: { en: 'a file that may be read', zh: '应为可以读取的文件' }, received: { en: 'no permission', zh: '实际没有权限' }, suggestion: { en: 'Change its permissions', zh: '请修改它的权限' } }, cause);
    default:
      return cause;
  }
}
