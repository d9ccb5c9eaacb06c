import type { RecipeResults } from '../../../shared/api/learn.ts';
import type { ExpectedRow, RecipeText } from '../../../shared/experiment/recipe.ts';
import { tolerance } from '../../../shared/labs/expected.ts';
import type { Language } from '../../../shared/schema/localized.ts';

export interface ExpectedCell {
  readonly row: ExpectedRow;
  readonly result: RecipeResults['rows'][number] | undefined;
  readonly tolerance: number;
  /** On the column's ruler, 0 to 1. */
  readonly band: { readonly from: number; readonly to: number };
  readonly mark: number | null;
}

export interface ExpectedLine {
  readonly key: string;
  readonly name: string;
  readonly cells: readonly (ExpectedCell | undefined)[];
  /** All cells agree; null where one is to come. */
  readonly agrees: boolean | null;
}

export interface ExpectedTable {
  readonly columns: readonly string[];
  readonly lines: readonly ExpectedLine[];
  readonly agree: number;
  readonly judged: number;
  readonly total: number;
}

/** The expected rows laid out as a table: a line per key, a column per label, with what came of the runs. */
export function expectedTable({ expected }: RecipeText, results: RecipeResults | undefined, language: Language, all: boolean): ExpectedTable {
  const paired = expected.rows.map((row, index) => ({ row, result: results?.rows[index] })).filter(({ row }) => all || !row.minor);
  const columns = [...new Set(paired.map(({ row }) => columnOf(row, expected.lines, language)))];
  const keys = [...new Set(paired.map(({ row }) => row.line ?? row.variant ?? ''))];
  const rulers = new Map(columns.map((column) => [column, ruler(paired.filter(({ row }) => columnOf(row, expected.lines, language) === column))]));
  const lines = keys.map((key): ExpectedLine => {
    const own = paired.filter(({ row }) => (row.line ?? row.variant ?? '') === key);
    const cells = columns.map((column): ExpectedCell | undefined => {
      const found = own.find(({ row }) => columnOf(row, expected.lines, language) === column);
      if (!found) return undefined;
      const place = rulers.get(column) as (value: number) => number;
      const width = tolerance(found.row);
      return { ...found, tolerance: width, band: { from: place(found.row.mean - width), to: place(found.row.mean + width) }, mark: found.result?.value == null ? null : place(found.result.value) };
    });
    const verdicts = cells.flatMap((cell) => (cell ? [cell.result?.agrees ?? null] : []));
    return { key, name: expected.lines?.[key]?.[language] ?? key, cells, agrees: verdicts.some((verdict) => verdict === false) ? false : verdicts.every((verdict) => verdict === true) ? true : null };
  });
  const verdicts = paired.map(({ result }) => result?.agrees ?? null);
  return { columns, lines, agree: verdicts.filter((verdict) => verdict === true).length, judged: verdicts.filter((verdict) => verdict !== null).length, total: verdicts.length };
}

/** "Training, epoch 4" on the line "epoch 4" belongs to the column "Training": what the line says already is left out. */
function columnOf(row: ExpectedRow, lines: RecipeText['expected']['lines'], language: Language): string {
  const label = row.label[language];
  const line = row.line === undefined ? undefined : (lines?.[row.line]?.[language] ?? row.line);
  return line !== undefined && label.endsWith(line) && label !== line ? label.slice(0, -line.length).replace(/[，,\s]+$/, '') : label;
}

/** From values of a column to places on its ruler: all bands and marks with a little room. */
function ruler(rows: readonly { row: ExpectedRow; result: RecipeResults['rows'][number] | undefined }[]): (value: number) => number {
  const ends = rows.flatMap(({ row, result }) => [row.mean - tolerance(row), row.mean + tolerance(row), ...(result?.value == null ? [] : [result.value])]);
  const low = Math.min(...ends);
  const high = Math.max(...ends);
  const room = (high - low || 1) * 0.04;
  return (value) => Math.max(0, Math.min(1, (value - low + room) / (high - low + 2 * room || 1)));
}
