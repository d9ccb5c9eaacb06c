import { fixed } from '../../ui/format.ts';

/** A mean that is zero but for rounding: a millionth of the spread of what was averaged. */
export function shortMean(mean: number, std: number): string {
  return short(Math.abs(mean) < 1e-6 * std ? 0 : mean);
}

/** Values of one column with as many digits as the longest of them needs, four at most, so that their points stand in a line. */
export function column(values: readonly number[]): string[] {
  const digits = Math.min(4, Math.max(0, ...values.map((value) => (String(Number(value.toPrecision(4))).split('.')[1] ?? '').length)));
  return values.map((value) => fixed(value, digits));
}

/** A value with about three digits that matter, whatever its size: `0.131`, `33.3`, `−0.42`. */
export function short(value: number): string {
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e6) return fixed(value, 0);
  return fixed(value, size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3);
}
