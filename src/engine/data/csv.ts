/**
 * Tables of numbers with a label column, as comma-separated values (RFC 4180; also semicolons and tabs).
 *
 * The parser is csv-parse; this file checks what came out, cell by cell, and says the line of what is wrong.
 */
import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import type { Localized } from '../../shared/schema/localized.ts';
import { csvPlace, csvProblems } from './csv-problems.ts';
import { dataLimits } from './limits.ts';
import { advice, dataError, tooManyBytes } from './problem.ts';
import type { ProblemWords } from './problem.ts';

export interface CsvOptions {
  /** Name of the label column, or its position counted from 1; left out = the last column. */
  readonly label?: string | number;
  /** Whether the first row names the columns; left out = found out. */
  readonly header?: boolean;
  /** What the labels are; left out = classes where they are words or few whole numbers, else values. */
  readonly task?: 'classification' | 'regression';
}

export interface CsvTable {
  readonly rows: number;
  readonly featureNames: readonly string[];
  readonly labelName: string;
  /** `rows` × number of features. */
  readonly features: Float32Array;
  readonly labels:
    | { readonly kind: 'classes'; readonly names: readonly string[]; readonly values: Int32Array }
    | { readonly kind: 'values'; readonly values: Float32Array };
}

/** Whole-number labels count as classes up to this many different ones (of which each occurs twice on average). */
const autoClasses = 100;

/**
 * Reads a table: every column but the label's must hold numbers.
 * Class names are in numeric or alphabetical order, whatever the order of the rows.
 * @param bytes the file's contents, UTF-8
 * @throws DescentError `dataset-damaged` with the file and line, or `document-invalid` for a label column that is not there
 */
export function readCsv(bytes: Uint8Array, file: string, options: CsvOptions = {}): CsvTable {
  checkIsText(bytes, file);
  const table = new TableBuilder(file, options);
  try {
    parse(bytes, {
      bom: true,
      delimiter: guessDelimiter(bytes),
      relax_column_count: true, // counted below, with a plainer message
      skip_empty_lines: true,
      trim: true,
      max_record_size: dataLimits.csv.rowBytes,
      // Records are taken one at a time and dropped, so that memory holds the numbers alone.
      on_record: (record: string[], { lines }) => {
        table.add(record, lines);
        return null;
      },
    });
  } catch (cause) {
    if (cause instanceof CsvError) throw explainCsvError(cause, file);
    throw cause;
  }
  return table.finish();
}

/** Collects the rows of a table. */
class TableBuilder {
  private readonly file: string;
  private readonly options: CsvOptions;
  /** The first row, until the second tells whether it was a header. */
  private first: { record: string[]; line: number } | undefined;
  private columns = 0;
  private label = -1;
  private names: string[] | undefined;
  private features = new Float32Array(1 << 12);
  private rows = 0;
  private numbers: number[] | undefined = [];
  private firstWord: { text: string; line: number } | undefined;
  /** Label texts and their codes in order of appearance; undefined once there were too many for classes. */
  private texts: Map<string, number> | undefined = new Map<string, number>();
  private codes: number[] = [];

  constructor(file: string, options: CsvOptions) {
    this.file = file;
    this.options = options;
  }

  add(record: string[], line: number): void {
    if (this.columns === 0) {
      this.begin(record, line);
      return;
    }
    if (record.length !== this.columns) {
      throw dataError({ file: csvPlace(this.file, { line }), ...csvProblems.columnCount(this.columns, record.length) });
    }
    if (this.first !== undefined) this.settleHeader(record);
    this.addRow(record, line);
  }

  finish(): CsvTable {
    if (this.first !== undefined) this.settleHeader(undefined);
    if (this.rows === 0) {
      throw dataError({ file: this.file, ...csvProblems.noRows(this.columns) });
    }
    const names = this.names ?? Array.from({ length: this.columns }, (_, column) => `column ${column + 1}`);
    return {
      rows: this.rows,
      featureNames: names.filter((_, column) => column !== this.label),
      labelName: names[this.label],
      features: this.features.slice(0, this.rows * (this.columns - 1)),
      labels: this.finishLabels(),
    };
  }

  private begin(record: string[], line: number): void {
    if (record.length < 2) {
      throw dataError({ file: csvPlace(this.file, { line }), ...csvProblems.oneColumn() });
    }
    if (record.length > dataLimits.csv.columns) {
      throw dataError({ file: this.file, ...csvProblems.tooManyColumns(record.length) });
    }
    this.columns = record.length;
    this.first = { record, line };
  }

  /** Decides whether the first row is a header, now that the second (if any) is known, and which column is the label. */
  private settleHeader(second: string[] | undefined): void {
    const { record, line } = this.first ?? { record: [], line: 0 };
    this.first = undefined;
    const { header = this.looksLikeHeader(record, second) } = this.options;
    this.names = header ? record : undefined;
    this.label = this.labelColumn(record, header);
    if (!header) this.addRow(record, line);
  }

  /**
   * A first row is a header when it holds words where numbers belong: in any column but the label's, or in the label's where the second
   * row has a number there. A label column given by a name that stands in the first row makes it one, too.
   */
  private looksLikeHeader(record: string[], second: string[] | undefined): boolean {
    const { label } = this.options;
    if (typeof label === 'string' && record.includes(label)) return true;
    const labelColumn = typeof label === 'number' ? label - 1 : this.columns - 1;
    const isWord = (cell: string): boolean => cell !== '' && Number.isNaN(Number(cell));
    return record.some((cell, column) => isWord(cell) && (column !== labelColumn || (second !== undefined && !isWord(second[column]))));
  }

  private labelColumn(record: string[], header: boolean): number {
    const { label } = this.options;
    if (label === undefined) return this.columns - 1;
    const refuse = (words: ProblemWords): Error => dataError({ code: 'document-invalid', file: this.file, ...words });
    if (header && typeof label === 'string') {
      const column = record.indexOf(label);
      if (column >= 0 && record.lastIndexOf(label) !== column) throw refuse(csvProblems.labelColumnTwice(label, this.columns, record));
      if (column >= 0) return column;
    }
    const position = Number(label);
    if (Number.isInteger(position) && position >= 1 && position <= this.columns) return position - 1;
    throw refuse(csvProblems.labelColumn(label, this.columns, header ? record : undefined));
  }

  private addRow(record: string[], line: number): void {
    const width = this.columns - 1;
    if (this.rows >= dataLimits.examples || (this.rows + 1) * width > dataLimits.csv.cells) {
      throw dataError({ file: this.file, ...csvProblems.tooManyRows() });
    }
    const start = this.rows * width;
    if (start + width > this.features.length) this.grow(start + width);
    let at = start;
    for (let column = 0; column < this.columns; column++) {
      if (column === this.label) continue;
      const value = Math.fround(Number(record[column]));
      if (record[column] === '' || !Number.isFinite(value)) throw this.notANumber(record[column], column, line);
      this.features[at++] = value;
    }
    this.addLabel(record[this.label], line);
    this.rows += 1;
  }

  private addLabel(text: string, line: number): void {
    if (text === '') throw this.notANumber(text, this.label, line, { en: 'a label', zh: '应为标签' });
    const value = Number(text);
    if (Number.isFinite(Math.fround(value))) this.numbers?.push(value);
    else {
      this.firstWord ??= { text, line };
      this.numbers = undefined;
    }
    if (this.texts !== undefined) {
      let code = this.texts.get(text);
      if (code === undefined) {
        code = this.texts.size;
        this.texts.set(text, code);
      }
      this.codes.push(code);
      if (this.texts.size > dataLimits.csv.classes) {
        this.texts = undefined;
        this.codes = [];
      }
    }
    if (this.texts === undefined && this.numbers === undefined) {
      throw dataError({ file: this.labelPlace(), ...csvProblems.tooManyWords(this.firstWord?.text ?? text, this.firstWord?.line ?? line) });
    }
  }

  private finishLabels(): CsvTable['labels'] {
    const { task = this.guessTask() } = this.options;
    if (task === 'regression') {
      if (this.numbers === undefined) throw this.notANumber(this.firstWord?.text ?? '', this.label, this.firstWord?.line ?? 0, { en: 'a target value (a number)', zh: '应为目标值（数字）' });
      return { kind: 'values', values: Float32Array.from(this.numbers) };
    }
    if (this.texts === undefined) {
      throw dataError({ file: this.labelPlace(), ...csvProblems.tooManyClasses() });
    }
    // Numbers are one class however they are written: 1, 1.0 and 01.
    const nameOf = (text: string): string => (this.numbers === undefined ? text : String(Number(text)));
    const names = [...new Set([...this.texts.keys()].map(nameOf))].sort((a, b) => (this.numbers === undefined ? 0 : Number(a) - Number(b)) || (a < b ? -1 : 1));
    const classOfCode = Int32Array.from(this.texts.keys(), (text) => names.indexOf(nameOf(text)));
    return { kind: 'classes', names, values: Int32Array.from(this.codes, (code) => classOfCode[code]) };
  }

  private guessTask(): 'classification' | 'regression' {
    if (this.numbers === undefined) return 'classification';
    const different = new Set(this.numbers).size;
    const few = this.texts !== undefined && different <= autoClasses && 2 * different <= this.rows;
    return few && this.numbers.every((value) => Number.isInteger(value)) ? 'classification' : 'regression';
  }

  private grow(needed: number): void {
    const larger = new Float32Array(Math.max(needed, 2 * this.features.length));
    larger.set(this.features);
    this.features = larger;
  }

  private notANumber(text: string, column: number, line: number, expected: Localized = { en: 'a number', zh: '应为数字' }): Error {
    return dataError({ file: csvPlace(this.file, { line, column: this.columnName(column) }), ...csvProblems.notANumber(text, expected) });
  }

  private labelPlace(): Localized {
    return csvPlace(this.file, { column: this.columnName(this.label) });
  }

  /** Its name, or its position counted from 1 in a table that names none. */
  private columnName(column: number): string | number {
    return this.names === undefined ? column + 1 : this.names[column];
  }
}

function checkIsText(bytes: Uint8Array, file: string): void {
  if (bytes.length > dataLimits.fileBytes) {
    throw dataError({ file, ...tooManyBytes(dataLimits.fileBytes, bytes.length), suggestion: advice.usePart });
  }
  const zero = bytes.subarray(0, 4096).indexOf(0);
  if (zero >= 0) throw dataError({ file, ...csvProblems.notText(zero) });
}

/** The separator that occurs most often in the first line. */
function guessDelimiter(bytes: Uint8Array): string {
  const end = bytes.indexOf(10);
  const line = new TextDecoder().decode(bytes.subarray(0, Math.min(end < 0 ? bytes.length : end, 1 << 16)));
  const occurrences = (separator: string): number => line.split(separator).length;
  return [',', ';', '\t'].reduce((best, separator) => (occurrences(separator) > occurrences(best) ? separator : best));
}

function explainCsvError(cause: CsvError, file: string): Error {
  const place = csvPlace(file, { line: typeof cause.lines === 'number' ? cause.lines : undefined });
  switch (cause.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return dataError({ file: place, ...csvProblems.openQuotation() }, cause);
    case 'CSV_MAX_RECORD_SIZE':
      return dataError({ file: place, ...csvProblems.longRow() }, cause);
    default:
      return dataError({ file: place, ...csvProblems.misplacedQuotation() }, cause);
  }
}
