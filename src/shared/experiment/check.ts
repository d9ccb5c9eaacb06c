import { closest, distance } from 'fastest-levenshtein';
import type { z } from 'zod';
import { DescentError, type Problem } from '../api/errors.ts';
import type { CatalogDescription } from '../schema/definition.ts';
import type { Language } from '../schema/localized.ts';
import { fillLocks } from './assignment.ts';
import type { ExperimentDocument } from './document.ts';
import { extentProblem } from './extent.ts';
import { getAt } from './paths.ts';
import { experimentSchema, keySeparator } from './schema.ts';

export type Checked = { readonly document: ExperimentDocument; readonly problems: readonly [] } | { readonly document?: undefined; readonly problems: readonly Problem[] };

/**
 * Checks a document and fills in the defaults. Variants and searches are checked by their form only;
 * `expand` checks each run they make.
 */
export function checkExperiment(value: unknown, catalog: CatalogDescription, language: Language = 'en'): Checked {
  const extent = extentProblem(value, language);
  if (extent) return { problems: [extent] };
  const schema = experimentSchema(catalog, language).experiment;
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return { document: fillLocks(result.data as unknown as ExperimentDocument, (other) => schema.safeParse(other).data as ExperimentDocument | undefined), problems: [] };
  return { problems: result.error.issues.flatMap((issue) => toProblems(issue, value, language)) };
}

/**
 * The same, as an error with one line per problem (code `document-invalid`, exit code 2).
 * @throws DescentError
 */
export function parseExperiment(value: unknown, catalog: CatalogDescription, language: Language = 'en'): ExperimentDocument {
  const { document, problems } = checkExperiment(value, catalog, language);
  if (document) return document;
  throw documentError(problems);
}

/** One error for a list of problems. @param inBoth gives them in each language, where who reads it is not known when it is thrown */
export function documentError(problems: readonly Problem[], inBoth?: (language: Language) => readonly Problem[]): DescentError {
  const lines = (list: readonly Problem[]) => list.map(({ message }) => message).join('\n');
  return new DescentError('document-invalid', lines(problems), { problems, ...(inBoth && { localized: { en: lines(inBoth('en')), zh: lines(inBoth('zh')) } }) });
}

function toProblems(issue: z.core.$ZodIssue, root: unknown, language: Language): Problem[] {
  const path = issue.path.join('.');
  const say = (en: string, zh: string) => (language === 'en' ? en : zh);
  if (issue.code === 'unrecognized_keys') {
    const valid = issue.message.split(keySeparator);
    return issue.keys.map((key) => {
      const at = path ? `${path}.${key}` : key;
      const suggestion = nearest(key, valid);
      const message = say(`${at}: no such key; expected one of ${valid.join(', ')}`, `${at}：没有这个键；应为 ${valid.join('、')} 之一`);
      return { path: at, message: message + hint(suggestion, language), expected: valid.join(', '), received: key, ...(suggestion === undefined ? {} : { suggestion }) };
    });
  }
  const value = path ? getAt(root, path) : root;
  const names = validNames(issue);
  const suggestion = typeof value === 'string' ? nearest(value, names) : undefined;
  const received = show(value, language);
  const where = path || say('document', '文档');
  const message = say(`${where}: expected ${issue.message}, got ${received}`, `${where}：应为${issue.message}，得到${received}`);
  return [{ path, message: message + hint(suggestion, language), expected: issue.message, received, ...(suggestion === undefined ? {} : { suggestion }) }];
}

/** The names that would have been valid, where the issue is about a name. */
function validNames(issue: z.core.$ZodIssue): string[] {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  if (issue.code === 'invalid_union' && 'options' in issue && Array.isArray(issue.options)) return issue.options.map(String);
  return [];
}

function hint(suggestion: string | undefined, language: Language): string {
  if (suggestion === undefined) return '';
  return language === 'en' ? `; did you mean "${suggestion}"?` : `；是否想写 "${suggestion}"？`;
}

function show(value: unknown, language: Language): string {
  if (value === undefined) return language === 'en' ? 'nothing' : '空';
  // The connection to a screen carries more kinds of values than JSON has.
  const text = JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? String(item) : item)) ?? typeof value;
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** The nearest valid name, where one is near enough to be meant: at most half of it differs. */
export function nearest(name: string, valid: readonly string[]): string | undefined {
  if (valid.length === 0) return undefined;
  const best = closest(name, [...valid]);
  return distance(name, best) <= Math.ceil(Math.max(name.length, best.length) / 2) ? best : undefined;
}
