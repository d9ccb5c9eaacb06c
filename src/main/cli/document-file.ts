import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DescentError } from '../../shared/api/errors.ts';
import { documentError } from '../../shared/experiment/check.ts';
import { setAt } from '../../shared/experiment/paths.ts';

/** A document as it stands in a file, not yet checked, and the folder its paths start from. */
export interface DocumentFile {
  readonly document: unknown;
  readonly baseDirectory: string;
}

/**
 * Reads a document and replaces what `--set` says.
 * @throws DescentError `usage` for a file that cannot be read, `document-invalid` for one that is no JSON
 */
export function readDocument(file: string, settings: readonly string[] = []): DocumentFile {
  return { document: settings.reduce<unknown>(applySetting, parse(file, readText(file))), baseDirectory: dirname(resolve(file)) };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    const reason = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : code === 'EACCES' ? 'no permission' : String(cause);
    throw new DescentError('usage', `${file}: expected an experiment document (*.descent.json), but ${reason}. "descent recipes" lists ready-made ones.`, { file }, { cause });
  }
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `${file}: expected JSON, but ${reason}${place(reason, text)}`;
    throw documentError([{ path: '', message, expected: 'JSON', received: 'text that is not' }]);
  }
}

/** Where in the text a parser stopped, where it says so by position only. */
function place(reason: string, text: string): string {
  const position = /at position (\d+)(?! \(line)/.exec(reason)?.[1];
  if (position === undefined || /line \d+/.test(reason)) return '';
  const before = text.slice(0, Number(position)).split('\n');
  return ` (line ${before.length}, column ${before[before.length - 1].length + 1})`;
}

/** One `path=value`: the value is JSON where it can be read as such, else a text. */
function applySetting(document: unknown, setting: string): unknown {
  const at = setting.indexOf('=');
  if (at <= 0) throw new DescentError('usage', `--set ${setting}: expected path=value, such as optimizer.lr=0.01`, { setting });
  const path = setting.slice(0, at).trim();
  const replaced = setAt(document, path, readValue(setting.slice(at + 1)));
  if (replaced === undefined) {
    throw documentError([{ path, message: `--set ${path}: leads nowhere in this document`, expected: 'a path in the document', received: path }]);
  }
  return withoutRival(replaced, path);
}

function readValue(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** A document has either epochs or iterations: setting one takes the other out. */
function withoutRival(document: unknown, path: string): unknown {
  const rival = path === 'training.epochs' ? 'iterations' : path === 'training.iterations' ? 'epochs' : undefined;
  if (!rival || typeof document !== 'object' || document === null || !('training' in document)) return document;
  const { training } = document;
  if (typeof training !== 'object' || training === null) return document;
  const { [rival]: _rival, ...rest } = training as Record<string, unknown>;
  return { ...document, training: rest };
}
