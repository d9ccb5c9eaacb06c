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

/** Whether the document as it stands does the assignment's work: with every locked setting as given, in all of its runs. */
export function keepsLocks(document: ExperimentDocument): boolean {
  return brokenLocks(document).length === 0 && !Object.entries(document.assignment?.locked ?? {}).some(([path, kept]) => variesAt(document, path, kept));
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
  const touches = (other: DocumentPath) => other === path || other.startsWith(`${path}.`) || path.startsWith(`${other}.`);
  if (Object.keys(document.search?.space ?? {}).some(touches)) return true;
  return (document.variants ?? []).some(({ set }) => {
    const own = Object.entries(set).filter(([other]) => touches(other));
    const varied = own.reduce<ExperimentDocument>((now, [other, value]) => setAt(now, other, value) ?? now, document);
    return own.length > 0 && !same(getAt(varied, path), kept);
  });
}

/** Left out and null say the same. */
const same = (a: unknown, b: unknown): boolean => canonicalJson(a ?? null) === canonicalJson(b ?? null);

/** A value that has room in a sentence. */
function short(value: unknown): string | undefined {
  const text = canonicalJson(value ?? null);
  return text.length <= 40 ? text : undefined;
}
