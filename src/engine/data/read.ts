import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { gunzipIfNeeded } from './gzip.ts';
import type { NamedBytes } from './idx-dataset.ts';
import { dataLimits } from './limits.ts';
import { count, dataError } from './problem.ts';

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
    throw dataError({ file: path, expected: `at most ${count(dataLimits.fileBytes)} bytes`, received: count(size), suggestion: 'Use a part of the file' });
  } catch (cause) {
    throw readError(path, cause);
  }
}

function readError(path: string, cause: unknown): unknown {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return dataError({ code: 'dataset-missing', file: path, expected: 'a file', received: 'nothing there', suggestion: 'Check the path' }, cause);
    case 'EISDIR':
      return dataError({ code: 'dataset-missing', file: path, expected: 'a file', received: 'a folder', suggestion: 'Name the file itself' }, cause);
    case 'EACCES':
    case 'EPERM':
      return dataError({ code: 'io', file: path, expected: 'a file that may be read', received: 'no permission', suggestion: 'Change its permissions' }, cause);
    default:
      return cause;
  }
}
