import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { DescentError } from '../../shared/api/errors.ts';
import { openedEndings } from '../../shared/api/opened-files.ts';
import { refusal } from '../../shared/api/reasons.ts';
import { namedFiles } from '../../shared/experiment/files.ts';
import { reportFactsFormat } from '../../shared/report/facts.ts';
import type { CatalogDescription } from '../../shared/schema/definition.ts';

const endings: readonly string[] = Object.values(openedEndings).flat();
/** The endings as a dialog's filter has them: the last part of a name alone. */
export const dialogEndings: string[] = [...new Set(endings.map((ending) => ending.slice(ending.lastIndexOf('.') + 1)))];
/** The greatest file that is opened, in bytes. */
const greatest = 256 * 2 ** 20;

/**
 * The files that a command line hands over. Electron's own arguments and the program's folder are passed by.
 * @param workingDirectory where relative paths start
 */
export function filesOf(argv: readonly string[], workingDirectory: string): string[] {
  return argv
    .slice(1)
    .filter((argument) => !argument.startsWith('-') && endings.some((ending) => argument.toLowerCase().endsWith(ending)))
    .map((argument) => resolve(workingDirectory, argument))
    .filter((path) => existsSync(path));
}

/**
 * A file as the page gets it. The page does not know where it lies, so the files that a document names by relative paths get whole ones.
 * @throws DescentError `io`, `file-invalid` for what is no file or too large
 */
export async function readOpened(path: string, catalog: CatalogDescription): Promise<File> {
  const name = basename(path);
  try {
    const status = await stat(path);
    if (!status.isFile()) throw refusal('file-invalid', 'no-file', { file: path });
    if (status.size > greatest) throw refusal('file-invalid', 'opened-too-large', { file: path, bytes: status.size, most: greatest });
    const bytes = await readFile(path);
    return new File([name.toLowerCase().endsWith('.json') ? besideItsFiles(bytes, path, catalog) : bytes], name);
  } catch (cause) {
    if (cause instanceof DescentError) throw cause;
    throw refusal('io', 'cannot-read', { file: path, why: cause instanceof Error ? cause.message : String(cause) }, { cause });
  }
}

/**
 * A document with whole paths to its files. Anything that is no document, or names no file, stays as it is to the byte: a report above all, whose
 * documents are facts.
 * @param path where the document lies
 */
export function besideItsFiles(bytes: Buffer<ArrayBuffer>, path: string, catalog: CatalogDescription): Buffer<ArrayBuffer> | string {
  let document: unknown;
  try {
    document = JSON.parse(bytes.toString());
  } catch {
    return bytes;
  }
  if (typeof document === 'object' && document !== null && 'format' in document && document.format === reportFactsFormat) return bytes;
  let changed = false;
  for (const { file, rename } of [...namedFiles(document, catalog)]) {
    const whole = resolve(dirname(path), file);
    changed ||= whole !== file;
    rename(whole);
  }
  return changed ? `${JSON.stringify(document, null, 2)}\n` : bytes;
}
