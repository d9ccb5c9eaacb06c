import { fixed } from '../../ui/format.ts';

/** A value with about three digits that matter, whatever its size: `0.131`, `33.3`, `−0.42`. */
export function short(value: number): string {
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e6) return fixed(value, 0);
  return fixed(value, size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3);
}
