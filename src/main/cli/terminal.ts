/** Words on a terminal: results on standard output, everything else on standard error. */
export interface Terminal {
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
}

/** The minus sign of displayed numbers. */
const minus = '\u2212';

/** A number for people: thousands with commas, a real minus sign, `digits` decimals. */
export function number(value: number | null | undefined, digits = 0): string {
  if (value === null || value === undefined) return '–';
  if (!Number.isFinite(value)) return String(value);
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits }).replace('-', minus);
}

/** A loss or rate to four significant digits. */
export function measure(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  return (size !== 0 && (size < 0.001 || size >= 100_000) ? value.toExponential(3) : value.toPrecision(4)).replace('-', minus);
}

/** A share as a percentage, such as "97.03 %". */
export function percent(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : `${number(100 * value, 2)} %`;
}

/** A time such as "3 s", "2 min 05 s" or "1 h 12 min". */
export function duration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return '–';
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} min`;
}

/** Columns of a table on a terminal, the first to the left, numbers (`right`) to the right. */
export interface TableColumn {
  readonly title: string;
  readonly right?: boolean;
}

/** A table as lines of text, without frames. */
export function table(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({ title }, i) => Math.max(width(title), ...rows.map((row) => width(row[i] ?? ''))));
  const line = (cells: readonly string[]) =>
    columns
      .map(({ right }, i) => {
        const room = ' '.repeat(widths[i] - width(cells[i] ?? ''));
        return right ? room + (cells[i] ?? '') : (cells[i] ?? '') + room;
      })
      .join('  ')
      .trimEnd();
  return [line(columns.map(({ title }) => title)), ...rows.map(line)].join('\n');
}

/** Columns a text takes: Chinese characters take two. */
function width(text: string): number {
  let columns = 0;
  for (const character of text) columns += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(character) ? 2 : 1;
  return columns;
}

/** A text from somebody else's file without anything that steers a terminal. */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '');
}
