import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { DescentError } from '../../shared/api/errors.ts';

/** Endings of the files that the studio opens. */
const endings = ['.descent.json', '.descent', '.json', '.html', '.htm'];
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

/** @throws DescentError `io`, `file-invalid` for what is no file or too large */
export async function readOpened(path: string): Promise<File> {
  const name = basename(path);
  try {
    const status = await stat(path);
    if (!status.isFile()) throw new DescentError('file-invalid', `${path} is no file.`, { path });
    if (status.size > greatest) throw new DescentError('file-invalid', `${name} has ${status.size} bytes; at most ${greatest} are opened.`, { path });
    return new File([await readFile(path)], name);
  } catch (cause) {
    if (cause instanceof DescentError) throw cause;
    throw new DescentError('io', `${path} can't be read: ${cause instanceof Error ? cause.message : String(cause)}`, { path }, { cause });
  }
}
