/** The numbers that a report's page shows to its readers, held against its facts: a page could be changed and its facts left as they were. */

/** A number on the page, and where its facts hold it. */
export interface ShownNumber {
  /** Such as `runs.0.final.testAccuracy`. */
  readonly path: string;
  readonly text: string;
}

const mark = ' data-fact="';

/** Every cell of a page that says which fact it shows, in the order of the page. Looked for without a parser: the page may be anything. */
export function shownNumbers(html: string): ShownNumber[] {
  const found: ShownNumber[] = [];
  for (let at = html.indexOf(mark); at >= 0; at = html.indexOf(mark, at + mark.length)) {
    const quote = html.indexOf('"', at + mark.length);
    const open = html.indexOf('>', quote);
    const close = html.indexOf('</td', open);
    if (quote < 0 || open < 0 || close < 0) break;
    found.push({ path: html.slice(at + mark.length, quote), text: plainText(html.slice(open + 1, Math.min(close, open + 2000))) });
  }
  return found;
}

function plainText(html: string): string {
  const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: ' ' };
  return html
    .replace(/<[^>]*>/g, '')
    .replace(/&(#?\w+);/g, (whole, name: string) => entities[name] ?? whole)
    .trim();
}

/** Whether a text is this value as people read it: rounded to the digits that it shows, as a share or a percentage. */
export function shows(text: string, value: unknown): boolean {
  if (value === null || value === undefined) return /^[-–—]?$/.test(text);
  if (typeof value === 'string' || typeof value === 'boolean') return text === String(value);
  if (typeof value !== 'number') return false;
  const match = /^(-?\d+(?:\.(\d+))?)(?:e([+-]?\d+))?( ?%)?$/.exec(text.replaceAll('−', '-').replaceAll(/(?<=\d),(?=\d{3})/g, ''));
  if (!match) return false;
  const [, digits = '', decimals = '', exponent = '0', percent] = match;
  const scale = 10 ** Number(exponent) * (percent ? 0.01 : 1);
  // Half of the last digit, and a hair for the conversion to binary.
  const reach = 0.5 * 10 ** -decimals.length * scale;
  return Math.abs(Number(digits) * scale - value) <= reach * (1 + 1e-9) + Number.EPSILON * Math.abs(value);
}
