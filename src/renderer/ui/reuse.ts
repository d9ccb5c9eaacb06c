/**
 * What came, with every part that equals the part before it replaced by that one: who shows a part that did not change sees the same
 * object and draws nothing. For plain data (JSON); of other objects only the identity counts.
 */
export function reuse<T>(before: unknown, after: T): T {
  if (before === after || !isPlain(before) || !isPlain(after) || Array.isArray(before) !== Array.isArray(after)) return after;
  const [old, now] = [before as Record<string, unknown>, after as Record<string, unknown>];
  const keys = Object.keys(now);
  const merged: Record<string, unknown> | unknown[] = Array.isArray(after) ? [] : {};
  let same = keys.length === Object.keys(old).length;
  for (const key of keys) {
    const part = reuse(old[key], now[key]);
    (merged as Record<string, unknown>)[key] = part;
    same &&= Object.hasOwn(old, key) && Object.is(part, old[key]);
  }
  return (same ? before : merged) as T;
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === Array.prototype || prototype === null;
}
