import { aggregates, curveNames, metricKey, parameterKey, readField, recordFields, type FieldKey, type FieldValue, type RunRow } from './fields.ts';

/**
 * The query box: words, and conditions such as `optimizer=adam`, `lr<0.01`, `testAccuracy>=0.97`, `best.testLoss<0.1`, `tag:keep`, `-state:failed`.
 * Words are looked for in names, network, data, tags and notes. All must hold.
 */
export interface Query {
  readonly accepts: (row: RunRow) => boolean;
  /** Names that stand for nothing here. */
  readonly unknown: readonly string[];
}

const condition = /^(-?)([\p{L}][\p{L}\p{N}._-]*)(>=|<=|!=|=|:|>|<)(.*)$/u;
const aliases: Readonly<Record<string, FieldKey>> = { tag: 'tags', data: 'dataset', accuracy: metricKey('testAccuracy', 'last'), acc: metricKey('testAccuracy', 'last'), steps: 'step', optimizer: parameterKey('optimizer.type'), init: parameterKey('network.init.scheme') };

export function parseQuery(text: string, paths: readonly string[]): Query {
  const unknown: string[] = [];
  const tests = tokens(text).map((token) => {
    const [, minus, name, operator, raw] = condition.exec(token) ?? [];
    if (name === undefined || operator === undefined) return wordTest(token);
    const keys = fieldsCalled(name, paths);
    if (keys.length === 0) {
      unknown.push(name);
      return () => true;
    }
    const wanted = unquote(raw ?? '');
    const test = (row: RunRow) => keys.some((key) => holds(readField(row, key), operator, wanted));
    return minus ? (row: RunRow) => !test(row) : test;
  });
  return { unknown, accepts: (row) => tests.every((test) => test(row)) };
}

/** Splits at spaces, except inside quotes. */
function tokens(text: string): string[] {
  return text.match(/(?:[^\s"]+|"[^"]*"?)+/g) ?? [];
}

function unquote(text: string): string {
  return text.replaceAll('"', '');
}

function wordTest(token: string): (row: RunRow) => boolean {
  const minus = token.startsWith('-') && token.length > 1;
  const word = unquote(minus ? token.slice(1) : token).toLowerCase();
  return ({ run }) => {
    const found = [run.id, run.name, run.experimentName, run.network, run.dataset ?? '', run.tags.join(' '), run.notes].some((text) => text.toLowerCase().includes(word));
    return found !== minus;
  };
}

/** Fields by name: exact ones first, then parameters whose path ends so (`lr`, `units`). */
function fieldsCalled(name: string, paths: readonly string[]): FieldKey[] {
  const lower = name.toLowerCase();
  const alias = aliases[lower];
  if (alias) return [alias];
  const record = recordFields.find((field) => field.toLowerCase() === lower);
  if (record) return [record];
  const [first, second] = lower.includes('.') ? lower.split('.') : ['last', lower];
  const aggregate = aggregates.find((one) => one === first);
  const curve = curveNames.find((one) => one.toLowerCase() === second);
  if (aggregate && curve) return [metricKey(curve, aggregate)];
  const exact = paths.filter((path) => path.toLowerCase() === lower);
  return (exact.length > 0 ? exact : paths.filter((path) => path.toLowerCase().endsWith(`.${lower}`))).map(parameterKey);
}

function holds(value: FieldValue, operator: string, wanted: string): boolean {
  if (value === undefined || value === null) return operator === '!=';
  const number = Number(wanted);
  if (typeof value === 'number' && wanted !== '' && Number.isFinite(number)) {
    switch (operator) {
      case '>':
        return value > number;
      case '>=':
        return value >= number;
      case '<':
        return value < number;
      case '<=':
        return value <= number;
      case '!=':
        return value !== number;
      default:
        return value === number;
    }
  }
  const text = String(value).toLowerCase();
  const other = wanted.toLowerCase();
  if (operator === ':') return text.includes(other);
  if (operator === '=') return text === other;
  if (operator === '!=') return text !== other;
  return false;
}
