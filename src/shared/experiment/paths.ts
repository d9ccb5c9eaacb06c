/** Reading and replacing values at dotted paths such as `network.layers.2.rate`; documents are never changed in place. */

/** The value at a path, or undefined. */
export function getAt(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((at, key) => (isContainer(at) && Object.hasOwn(at, key) ? (at as Record<string, unknown>)[key] : undefined), value);
}

/**
 * A copy of `value` with the value at `path` replaced; the rest is shared with the original.
 * Returns undefined where the path leads through something that is no object or list, or past the end of a list.
 */
export function setAt<T>(value: T, path: string, replacement: unknown): T | undefined {
  return replace(value, path.split('.'), replacement) as T | undefined;
}

function replace(value: unknown, [key, ...rest]: string[], replacement: unknown): unknown {
  if (key === undefined || key === '__proto__') return undefined;
  if (!isContainer(value)) return undefined;
  if (Array.isArray(value) && (!/^\d+$/.test(key) || Number(key) >= value.length)) return undefined;
  const current = Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
  const next = rest.length === 0 ? replacement : replace(current ?? {}, rest, replacement);
  if (next === undefined && rest.length > 0) return undefined;
  if (Array.isArray(value)) return value.with(Number(key), next);
  return { ...value, [key]: next };
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
