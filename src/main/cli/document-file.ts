import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DescentError } from '../../shared/api/errors.ts';
import { checkExperiment, documentError } from '../../shared/experiment/check.ts';
import { getAt, setAt } from '../../shared/experiment/paths.ts';
import { slots, type CatalogDescription } from '../../shared/schema/definition.ts';

/** A document as it stands in a file, not yet checked, and the folder its paths start from. */
export interface DocumentFile {
  readonly document: unknown;
  readonly baseDirectory: string;
}

/**
 * Reads a document and replaces what `--set` says.
 * @throws DescentError `usage` for a file that cannot be read, `document-invalid` for one that is no JSON
 */
export function readDocument(file: string, settings: readonly string[], catalog: CatalogDescription): DocumentFile {
  const written = parseDocument(file, readText(file));
  const complete = settings.length > 0 ? checkExperiment(written, catalog).document : undefined;
  return { document: settings.reduce<unknown>((document, setting) => applySetting(document, setting, complete), written), baseDirectory: dirname(resolve(file)) };
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

/** @throws DescentError `document-invalid` for a text that is no JSON */
export function parseDocument(file: string, text: string): unknown {
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

/**
 * One `path=value`: the value is JSON where it can be read as such, else a text.
 * @param complete the document with its defaults, where it was valid as written
 */
function applySetting(document: unknown, setting: string, complete: unknown): unknown {
  const at = setting.indexOf('=');
  if (at <= 0) throw new DescentError('usage', `--set ${setting}: expected path=value, such as optimizer.lr=0.01`, { setting });
  const path = setting.slice(0, at).trim();
  const replaced = setAt(withImplied(document, path, complete), path, readValue(setting.slice(at + 1)));
  if (replaced === undefined) {
    throw documentError([{ path, message: `--set ${path}: leads nowhere in this document`, expected: 'a path in the document', received: path }]);
  }
  return withoutRival(replaced, path);
}

/**
 * The document with the objects on the way to a path that were left out: `optimizer.lr` of a document that names no optimizer is that of the
 * optimizer it gets. Only its type is written; its other parameters keep their defaults.
 */
function withImplied(document: unknown, path: string, complete: unknown): unknown {
  const keys = path.split('.').slice(0, -1);
  const prefix = keys.map((_, i) => keys.slice(0, i + 1).join('.')).find((at) => getAt(document, at) === undefined);
  const implied = prefix === undefined ? undefined : getAt(complete, prefix);
  if (prefix === undefined || typeof implied !== 'object' || implied === null || Array.isArray(implied)) return document;
  const names = new Set<string>(Object.values(slots).map(({ discriminator }) => discriminator));
  return setAt(document, prefix, Object.fromEntries(Object.entries(implied).filter(([key]) => names.has(key))));
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
