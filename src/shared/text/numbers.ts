/** Numbers as people read them: minus U+2212, thousands with comma, tabular width where they change. */

const minus = (text: string): string => text.replaceAll('-', '−');
/** `1.2e−5`, `2e35`. */
const power = (value: number, digits?: number): string => minus(value.toExponential(digits).replace('e+', 'e'));
const grouping = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** `12,345`. */
export function count(value: number): string {
  return minus(grouping.format(value));
}

/** With a fixed number of digits after the point; very small and very large values as `1.2e−5`. */
export function fixed(value: number | null | undefined, digits = 4): string {
  if (value === null || value === undefined) return '–';
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return minus(value > 0 ? '∞' : '-∞');
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.5 * 10 ** -digits || size >= 1e6)) return power(value, 1);
  return minus(value.toFixed(digits));
}

/** As few digits as tell the value: parameters such as `0.001`, `1e−6`. */
export function plain(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e7)) return power(value);
  return minus(Number.isInteger(value) ? grouping.format(value) : String(Number(value.toPrecision(6))));
}

/** `31 %`, never rounded up to 100 or down to 0. */
export function percent(share: number, digits = 0): string {
  const shown = (share * 100).toFixed(digits);
  if (digits === 0 && shown === '100' && share < 1) return '99 %';
  if (digits === 0 && shown === '0' && share > 0) return '1 %';
  return `${minus(shown)} %`;
}

/** A learning rate keeps four digits that matter: `0.0100`, `0.00095`. */
export function rate(value: number | null): string {
  if (value === null) return '–';
  if (value !== 0 && Math.abs(value) < 0.0001) return power(value, 1);
  return fixed(value, Math.abs(value) < 0.001 ? 6 : 4);
}

/** `784-100×4-10`: three and more equal widths in a row are written once. */
export function networkShape(network: string): string {
  const widths = network.split('-');
  const parts: string[] = [];
  for (let i = 0; i < widths.length; ) {
    let end = i;
    while (end < widths.length && widths[end] === widths[i]) end++;
    const times = end - i;
    if (times > 2) parts.push(`${widths[i]}×${times}`);
    else parts.push(...widths.slice(i, end));
    i = end;
  }
  return parts.join('-');
}
