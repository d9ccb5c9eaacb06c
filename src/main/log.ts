import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { inspect } from 'node:util';

/** A log is turned over once it is this long, in bytes; one older one is kept. */
const longest = 512 * 1024;

/**
 * Writes a line with its time, and the stack of an error, into a log that stays small. A log that can't be written is done without: what
 * went wrong before must not be followed by a second fault.
 */
export function writeLog(file: string, what: string, error?: unknown, now: Date = new Date()): void {
  const cause = error === undefined ? '' : `: ${error instanceof Error ? (error.stack ?? error.message) : inspect(error)}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > longest) renameSync(file, `${file}.1`);
    appendFileSync(file, `${now.toISOString()} ${what}${cause}\n`);
  } catch {
    process.stderr.write(`${what}${cause}\n`);
  }
}
