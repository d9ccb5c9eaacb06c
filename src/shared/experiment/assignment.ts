import { canonicalJson } from '../text/canonical-json.ts';
import type { AssignmentSection, DocumentPath, ExperimentDocument, Goal } from './document.ts';
import { getAt, setAt } from './paths.ts';

/** What became of a goal: `open` where there is no value yet. */
export type GoalState = 'reached' | 'missed' | 'open';

/** @param value of the goal's metric; null or undefined where there is none yet */
export function judgeGoal({ atLeast = -Infinity, atMost = Infinity }: Goal, value: number | null | undefined): GoalState {
  if (value === null || value === undefined) return 'open';
  return value >= atLeast && value <= atMost ? 'reached' : 'missed';
}

/** The locks of an assignment for these paths, with the values that the document has there now. */
export function lockedAt(document: ExperimentDocument, paths: readonly DocumentPath[]): AssignmentSection['locked'] {
  return Object.fromEntries(paths.map((path) => [path, getAt(document, path) ?? null]));
}

/**
 * The document with locks as full as itself: what a lock that was written by hand leaves out of a section has its default there, as the
 * section has. A lock that no document can keep stays as it is, and is found broken.
 * @param check gives a document with its defaults; undefined where it is not valid
 */
export function fillLocks(document: ExperimentDocument, check: (value: unknown) => ExperimentDocument | undefined): ExperimentDocument {
  const { assignment, variants: _variants, search: _search, ...rest } = document;
  const sections = Object.entries(assignment?.locked ?? {}).filter(([, value]) => typeof value === 'object' && value !== null);
  if (!assignment || sections.length === 0) return document;
  const kept = check(sections.reduce<object>((now, [path, value]) => setAt(now, path, value) ?? now, rest));
  if (!kept) return document;
  return { ...document, assignment: { ...assignment, locked: { ...assignment.locked, ...lockedAt(kept, sections.map(([path]) => path)) } } };
}

/** The locked path that forbids a change at `path`: itself, one that holds it, or one that it holds; undefined where it is free. */
export function lockOver(assignment: AssignmentSection | undefined, path: DocumentPath): DocumentPath | undefined {
  return Object.keys(assignment?.locked ?? {}).find((locked) => path === locked || path.startsWith(`${locked}.`) || locked.startsWith(`${path}.`));
}

/** The locked paths where the document no longer has the value it was to keep. Left out and null say the same. */
export function brokenLocks(document: ExperimentDocument): DocumentPath[] {
  return Object.entries(document.assignment?.locked ?? {}).flatMap(([path, value]) => (canonicalJson(getAt(document, path) ?? null) === canonicalJson(value ?? null) ? [] : [path]));
}

/** Whether two documents hold the same task, whatever the learner made of the rest. */
export function sameAssignment(a: ExperimentDocument, b: ExperimentDocument): boolean {
  return canonicalJson(a.assignment ?? null) === canonicalJson(b.assignment ?? null);
}
