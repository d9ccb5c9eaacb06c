import { brokenLocks } from '../experiment/assignment.ts';
import type { DocumentPath, ExperimentDocument } from '../experiment/document.ts';
import { getAt, setAt } from '../experiment/paths.ts';
import { canonicalJson } from '../text/canonical-json.ts';
import type { DesignProblem } from './analysis.ts';

/**
 * What an assignment keeps is kept here, for every way of editing alike: an edit is judged by the document it makes, not by
 * the control it came from.
 */

/**
 * The locked settings that an edit would change: those with another value after it, unless that is the value they are to keep, and
 * those that it would let variants or a search change. Empty where the edit is free.
 */
export function lockedChanges(before: ExperimentDocument, after: ExperimentDocument): DocumentPath[] {
  return Object.entries(before.assignment?.locked ?? {}).flatMap(([path, kept]) => {
    const is = getAt(after, path);
    const changed = !same(is, getAt(before, path)) && !same(is, kept);
    return changed || (variesAt(after, path, kept) && !variesAt(before, path, kept)) ? [path] : [];
  });
}

/**
 * Whether a run of the document keeps to the assignment: with every locked setting as given.
 * @param variant the run's; null where it has none
 */
export function keepsLocks(document: ExperimentDocument, variant: string | null = null): boolean {
  const set = document.variants?.find(({ name }) => name === variant)?.set ?? {};
  return brokenLocks(varied(document, set)).length === 0 && !Object.keys(document.assignment?.locked ?? {}).some((path) => searchedAt(document, path));
}

/** Locked settings with another value than they are to keep, each with the change that puts it back. */
export function lockProblems(document: ExperimentDocument): DesignProblem[] {
  return brokenLocks(document).map((path) => {
    const kept = document.assignment?.locked[path] ?? null;
    const [keeps, found] = [short(kept), short(getAt(document, path))];
    const values = keeps !== undefined && found !== undefined;
    return {
      path,
      severity: 'warning',
      message: values
        ? { en: `${path}: the assignment keeps ${keeps}, found ${found}`, zh: `${path}：作业规定为 ${keeps}，现在是 ${found}` }
        : { en: `${path}: the assignment keeps this as it was given, and it was changed`, zh: `${path}：作业规定这一项保持原样，现在已被改动` },
      mends: [{ label: { en: 'Put it back', zh: '改回来' }, set: { [path]: kept } }],
    };
  });
}

/** Whether a variant or the search gives a setting another value than it is to keep. */
function variesAt(document: ExperimentDocument, path: DocumentPath, kept: unknown): boolean {
  if (searchedAt(document, path)) return true;
  return (document.variants ?? []).some(({ set }) => Object.keys(set).some((other) => touch(path, other)) && !same(getAt(varied(document, set), path), kept));
}

const searchedAt = (document: ExperimentDocument, path: DocumentPath): boolean => Object.keys(document.search?.space ?? {}).some((other) => touch(path, other));

/** Whether a change at one path is one at the other: the same, or one holds the other. */
const touch = (a: DocumentPath, b: DocumentPath): boolean => a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);

const varied = (document: ExperimentDocument, set: Readonly<Record<DocumentPath, unknown>>): ExperimentDocument =>
  Object.entries(set).reduce((now, [path, value]) => setAt(now, path, value) ?? now, document);

/** Left out and null say the same. */
const same = (a: unknown, b: unknown): boolean => canonicalJson(a ?? null) === canonicalJson(b ?? null);

/** A value that has room in a sentence. */
function short(value: unknown): string | undefined {
  const text = canonicalJson(value ?? null);
  return text.length <= 40 ? text : undefined;
}
