import type { RunDocument } from './document.ts';

/** What a parameter of a document may be once it is taken apart: lists of numbers are written out. */
export type ParameterValue = string | number | boolean | null;

/** Keys that name a document or keep an editor's state, and settle nothing about the training. */
const notSettings = new Set(['format', 'name', 'description', 'seed', 'editor', 'assignment']);

/**
 * The parameters of a run as flat dotted paths, such as `optimizer.lr` or `network.layers.2.rate`, in the document's order.
 * The seed is left out: it tells repeats apart, not settings.
 */
export function parametersOf(document: RunDocument): Record<string, ParameterValue> {
  const parameters: Record<string, ParameterValue> = {};
  for (const [key, value] of Object.entries(document)) {
    if (!notSettings.has(key)) collect(parameters, key, value);
  }
  return parameters;
}

function collect(into: Record<string, ParameterValue>, path: string, value: unknown): void {
  if (value === undefined) return;
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object' || item === null)) {
    into[path] = value.join(', ');
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) collect(into, `${path}.${key}`, item);
  } else {
    into[path] = value as ParameterValue;
  }
}

/** Paths whose values are not the same in all of several sets of parameters, in the order in which they first occur. */
export function differingPaths(sets: readonly Readonly<Record<string, ParameterValue>>[]): string[] {
  const paths = new Set(sets.flatMap((set) => Object.keys(set)));
  return [...paths].filter((path) => sets.some((set) => normal(set[path]) !== normal(sets[0]?.[path])));
}

/** Left out and null say the same. */
function normal(value: ParameterValue | undefined): ParameterValue {
  return value ?? null;
}
