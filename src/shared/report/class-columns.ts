import type { GoalMetric } from '../experiment/document.ts';
import type { Language } from '../schema/localized.ts';
import { csvText } from '../text/csv.ts';
import { classWords } from './class-words.ts';
import type { ClassRow, ClassTable } from './class-table.ts';
import { goalWords } from './goal-words.ts';
import { fill, reportWords } from './words.ts';

/** The columns of a class's table, the same on the screen, in the terminal and for spreadsheets. */

export interface ClassColumn {
  /** `goal:N` is the value of a goal. */
  readonly id: string;
  readonly title: string;
  readonly isNumber: boolean;
  /** Of a goal: its position, and what it asks about. */
  readonly goal?: number;
  readonly metric?: GoalMetric;
  /** What rows are sorted by, and spreadsheets get; null where there is nothing. */
  readonly value: (row: ClassRow) => string | number | null;
}

/** How a report's verification ended, in words; empty where it has not been verified. */
export type VerifiedWords = (row: ClassRow) => string;

export function classColumns({ assignment, rows }: ClassTable, language: Language, verified: VerifiedWords): ClassColumn[] {
  const words = classWords[language];
  const goals = assignment?.goals ?? [];
  const asked = new Set(goals.map(({ metric }) => metric));
  const text = (id: 'author' | 'file' | 'experiment' | 'locks' | 'remarks' | 'verified', value: ClassColumn['value']): ClassColumn => ({ id, title: words.column[id], isNumber: false, value });
  const number = (id: 'parameters' | 'testAccuracy' | 'seed' | 'runs'): ClassColumn => ({ id, title: words.column[id], isNumber: true, value: (row) => row[id] });
  return [
    text('author', ({ author }) => author),
    text('file', ({ file }) => file),
    text('experiment', ({ experiment }) => experiment),
    ...goals.map((goal, position): ClassColumn => ({ id: `goal:${position}`, title: goalWords(goal, reportWords[language]), isNumber: true, goal: position, metric: goal.metric, value: ({ goals: judged }) => judged[position]?.value ?? null })),
    // What a goal shows already stands there.
    ...(['parameters', 'testAccuracy'] as const).filter((metric) => !asked.has(metric)).map(number),
    text('locks', (row) => (assignment ? lockWords(row, language) : '')),
    number('seed'),
    number('runs'),
    text('verified', verified),
    text('remarks', (row) => remarks(row, rows, language).join(words.semicolon)),
  ];
}

/** Rows in the order of a column; what has no value stands last, whichever way. Equal ones keep the order in which they were given. */
export function sortedRows(rows: readonly ClassRow[], column: ClassColumn | undefined, direction: 'ascending' | 'descending', language: Language): ClassRow[] {
  if (!column) return [...rows];
  const collator = new Intl.Collator(language === 'zh' ? 'zh-CN' : 'en', { numeric: true, sensitivity: 'base' });
  const sign = direction === 'ascending' ? 1 : -1;
  return rows
    .map((row) => ({ row, value: column.value(row) }))
    .sort(({ row: a, value: x }, { row: b, value: y }) => {
      const [noX, noY] = [x === null || x === '', y === null || y === ''];
      if (noX || noY) return Number(noX) - Number(noY) || a.at - b.at;
      const order = typeof x === 'number' && typeof y === 'number' ? x - y : collator.compare(String(x), String(y));
      return sign * order || a.at - b.at;
    })
    .map(({ row }) => row);
}

/** Broken locks that are named; the others are counted. */
const mostPaths = 6;

/** Whether the locks were kept; where not, the paths. @param label what a path is called */
export function lockWords({ broken }: ClassRow, language: Language, label: (path: string) => string = (path) => path): string {
  const words = classWords[language];
  if (broken.length === 0) return words.kept;
  const paths = broken.slice(0, mostPaths).map(({ path }) => label(path)).join(words.comma);
  return fill(broken.length > mostPaths ? words.brokenMore : words.broken, { paths, count: broken.length - mostPaths });
}

/** What else is to be said of a report: how its assignment stands to the class's, and which others came to the same result. */
export function remarks(row: ClassRow, rows: readonly ClassRow[], language: Language): string[] {
  const words = classWords[language];
  const standing = row.standing === 'same' ? [] : [words.standing[row.standing]];
  return [...standing, ...sameAsWords(row, rows, language)];
}

/** Others with the same result, by name; empty where there is none. */
export function sameAsWords({ sameAs }: ClassRow, rows: readonly ClassRow[], language: Language): string[] {
  if (sameAs.length === 0) return [];
  const words = classWords[language];
  const names = sameAs.slice(0, 3).map((at) => nameIn(rows, at));
  return [fill(sameAs.length > 3 ? words.sameAsMore : words.sameAs, { names: names.join(words.comma), count: sameAs.length - 3 })];
}

/** The author, else the file: also where several reports name the same author. */
function nameIn(rows: readonly ClassRow[], at: number): string {
  const row = rows.find((other) => other.at === at);
  const own = row?.author ?? '';
  return own !== '' && rows.filter(({ author }) => author === own).length === 1 ? own : (row?.file ?? '');
}

/** The table for spreadsheets: numbers with every digit, beside each goal whether it was reached. Begins with the mark without which they take anything but ASCII for something else. */
export function classCsv(table: ClassTable, language: Language, verified: VerifiedWords, rows: readonly ClassRow[] = table.rows): string {
  const words = classWords[language];
  const columns = classColumns(table, language, verified).flatMap((column) => {
    const { goal } = column;
    if (goal === undefined) return [column];
    const state = { title: fill(words.reachedColumn, { goal: column.title }), value: ({ goals }: ClassRow) => words.state[goals[goal]?.state ?? 'open'] };
    return [column, state];
  });
  return `\uFEFF${csvText([columns.map(({ title }) => title), ...rows.map((row) => columns.map(({ value }) => value(row) ?? ''))])}`;
}
