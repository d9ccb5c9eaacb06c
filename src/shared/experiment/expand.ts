import type { DescentError } from '../api/errors.ts';
import type { CatalogDescription } from '../schema/definition.ts';
import type { Language } from '../schema/localized.ts';
import { checkExperiment, documentError } from './check.ts';
import type { ExperimentDocument, RunDocument } from './document.ts';
import { setAt } from './paths.ts';

/** One run that a document asks for. */
export interface RunPlan {
  /** Name of the variant; undefined where the document has none. */
  readonly variant?: string;
  readonly seed: number;
  readonly document: RunDocument;
}

/** The document as one run: what all its variants have in common. */
export function runOf(document: ExperimentDocument): RunDocument {
  const { variants: _variants, search: _search, repeats: _repeats, editor: _editor, assignment: _assignment, ...run } = document;
  return run;
}

/** More runs than anybody trains at once are a slip of the keyboard. */
const mostRuns = 10_000;

/**
 * The runs of a document: every variant with every seed, variants outermost. All variants start from the same seed,
 * so that equal shapes meet equal initial weights and mini-batches. A search has no runs of its own here: its trials
 * are drawn one by one.
 * @throws {DescentError} `document-invalid` where a variant sets something that is not valid, with the variant's path; or where it makes too many runs.
 */
export function expand(document: ExperimentDocument, catalog: CatalogDescription, language: Language = 'en'): RunPlan[] {
  const { variants, repeats = 1 } = document;
  const base = runOf(document);
  const named = variants ?? [undefined];
  if (named.length * repeats > mostRuns) throw tooManyRuns(named.length * repeats, language);
  return named.flatMap((variant, index) => {
    const single = variant ? applySettings(base, variant.set, catalog, `variants.${index}.set`, language) : base;
    return Array.from({ length: repeats }, (_, repeat) => {
      const seed = document.seed + repeat;
      return { ...(variant ? { variant: variant.name } : {}), seed, document: { ...single, seed } };
    });
  });
}

/**
 * A run's document with values at dotted paths replaced, checked and with the defaults of what was put in.
 * @param at where the settings stand, for messages
 * @throws {DescentError} `document-invalid`
 */
export function applySettings(base: RunDocument, settings: Readonly<Record<string, unknown>>, catalog: CatalogDescription, at: string, language: Language = 'en'): RunDocument {
  let next: RunDocument = base;
  for (const [path, value] of Object.entries(settings)) {
    const replaced = setAt(next, path, value);
    if (replaced === undefined) throw noSuchPath(at, path, language);
    next = exclusive(replaced, path);
  }
  const { document, problems } = checkExperiment(next, catalog, language);
  if (document) return document;
  throw documentError(problems.map((problem) => ({ ...problem, message: `${at}: ${problem.message}` })));
}

/** Setting epochs takes iterations out, and the other way round: a document has exactly one of them. */
function exclusive(document: RunDocument, path: string): RunDocument {
  const other = path === 'training.epochs' ? 'iterations' : path === 'training.iterations' ? 'epochs' : undefined;
  if (!other) return document;
  const { [other]: _dropped, ...training } = document.training;
  return { ...document, training };
}

function noSuchPath(at: string, path: string, language: Language): DescentError {
  const message = language === 'en' ? `${at}: "${path}" leads nowhere in this document` : `${at}："${path}" 在本文档中不存在`;
  return documentError([{ path: path, message, expected: 'a path in the document', received: path }]);
}

function tooManyRuns(runs: number, language: Language): DescentError {
  const message = language === 'en' ? `repeats: expected at most ${mostRuns} runs in all, got ${runs}` : `repeats：应为总共最多 ${mostRuns} 次运行，得到 ${runs}`;
  return documentError([{ path: 'repeats', message, expected: `at most ${mostRuns} runs`, received: String(runs) }]);
}
