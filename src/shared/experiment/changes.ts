import type { ExperimentDocument } from './document.ts';
import { setAt } from './paths.ts';

/** A suggested change of a document: values replaced at dotted paths, layer types replaced wherever they stand. */
export interface Change {
  readonly set: Readonly<Record<string, unknown>>;
  readonly swap?: Readonly<Record<string, string>> | undefined;
}

/**
 * A copy of the document with the change made. A value of `null` at a path takes the key's meaning of "left out".
 * @throws {RangeError} where a path leads nowhere: a change that does nothing must not pass for one
 */
export function applyChange(document: ExperimentDocument, { set, swap }: Change): ExperimentDocument {
  let changed = document;
  for (const [path, value] of Object.entries(set)) {
    const next = setAt(changed, path, value);
    if (next === undefined) throw new RangeError(`"${path}" leads nowhere in "${document.name}"`);
    changed = next;
  }
  return swap ? (swapTypes(changed, swap) as ExperimentDocument) : changed;
}

function swapTypes(value: unknown, swap: Readonly<Record<string, string>>): unknown {
  if (Array.isArray(value)) return value.map((item) => swapTypes(item, swap));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, key === 'type' && typeof item === 'string' && Object.hasOwn(swap, item) ? swap[item] : swapTypes(item, swap)]),
  );
}
