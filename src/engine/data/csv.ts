/**
 * Tables of numbers with a label column, as comma-separated values (RFC 4180; also semicolons and tabs).
 *
 * The parser is csv-parse; this file checks what came out, cell by cell, and says the line of what is wrong.
 */
import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import { dataLimits } from './limits.ts';
import { count, dataError } from './problem.ts';

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
      throw dataError({ file: `${this.file}, line ${count(line)}`, expected: `${count(this.columns)} columns, as in the first row`, received: count(record.length), suggestion: 'Check that line for a missing or extra separator' });
    }
    if (this.first !== undefined) this.settleHeader(record);
    this.addRow(record, line);
  }

  finish(): CsvTable {
    if (this.first !== undefined) this.settleHeader(undefined);
    if (this.rows === 0) {
      throw dataError({ file: this.file, expected: 'at least one row of numbers', received: this.columns === 0 ? 'an empty file' : 'only a header', suggestion: 'Check that this is the right file' });
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
      throw dataError({ file: `${this.file}, line ${count(line)}`, expected: 'at least two columns (a feature and the label), separated by commas, semicolons or tabs', received: 'one', suggestion: 'Check that this is a CSV file' });
    }
    if (record.length > dataLimits.csv.columns) {
      throw dataError({ file: this.file, expected: `at most ${count(dataLimits.csv.columns)} columns`, received: count(record.length), suggestion: 'Leave out columns that are not needed' });
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
    const refuse = (received: string): Error =>
      dataError({
        code: 'document-invalid',
        file: this.file,
        expected: header ? `a label column among ${record.slice(0, 20).join(', ')}${record.length > 20 ? ', …' : ''}, or a position from 1 to ${this.columns}` : `a label column from 1 to ${this.columns} (the file has no header)`,
        received,
        suggestion: 'Set "label" to a column that is there',
      });
    if (header && typeof label === 'string') {
      const column = record.indexOf(label);
      if (column >= 0 && record.lastIndexOf(label) !== column) throw refuse(`"${label}", which names several columns`);
      if (column >= 0) return column;
    }
    const position = Number(label);
    if (Number.isInteger(position) && position >= 1 && position <= this.columns) return position - 1;
    throw refuse(JSON.stringify(label));
  }

  private addRow(record: string[], line: number): void {
    const width = this.columns - 1;
    if (this.rows >= dataLimits.examples || (this.rows + 1) * width > dataLimits.csv.cells) {
      throw dataError({ file: this.file, expected: `at most ${count(dataLimits.examples)} rows and ${count(dataLimits.csv.cells)} numbers`, received: 'more', suggestion: 'Use a part of the file' });
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
    if (text === '') throw this.notANumber(text, this.label, line, 'a label');
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
      throw dataError({ file: `${this.file}, column ${this.columnName(this.label)}`, expected: `at most ${count(dataLimits.csv.classes)} classes, or numbers`, received: `more different words, such as "${shorten(this.firstWord?.text ?? text)}" in line ${count(this.firstWord?.line ?? line)}`, suggestion: 'Set "label" to the column that holds the classes' });
    }
  }

  private finishLabels(): CsvTable['labels'] {
    const { task = this.guessTask() } = this.options;
    if (task === 'regression') {
      if (this.numbers === undefined) throw this.notANumber(this.firstWord?.text ?? '', this.label, this.firstWord?.line ?? 0, 'a target value (a number)');
      return { kind: 'values', values: Float32Array.from(this.numbers) };
    }
    if (this.texts === undefined) {
      throw dataError({ file: `${this.file}, column ${this.columnName(this.label)}`, expected: `at most ${count(dataLimits.csv.classes)} classes`, received: 'more different labels', suggestion: 'Choose regression, or set "label" to the column that holds the classes' });
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

  private notANumber(text: string, column: number, line: number, expected = 'a number'): Error {
    const received = text === '' ? 'an empty cell' : `"${shorten(text)}"`;
    const decimalComma = /^[-+]?\d+,\d+$/.test(text) ? 'Write decimals with a point' : 'Correct or leave out that row';
    return dataError({ file: `${this.file}, line ${count(line)}, column ${this.columnName(column)}`, expected, received, suggestion: decimalComma });
  }

  private columnName(column: number): string {
    return this.names === undefined ? String(column + 1) : `"${shorten(this.names[column])}"`;
  }
}

function checkIsText(bytes: Uint8Array, file: string): void {
  if (bytes.length > dataLimits.fileBytes) {
    throw dataError({ file, expected: `at most ${count(dataLimits.fileBytes)} bytes`, received: count(bytes.length), suggestion: 'Use a part of the file' });
  }
  const zero = bytes.subarray(0, 4096).indexOf(0);
  if (zero >= 0) throw dataError({ file, expected: 'a text file of comma-separated values in UTF-8', received: `a zero byte at position ${count(zero)}: this is not text`, suggestion: 'Save the table as CSV (UTF-8)' });
}

/** The separator that occurs most often in the first line. */
function guessDelimiter(bytes: Uint8Array): string {
  const end = bytes.indexOf(10);
  const line = new TextDecoder().decode(bytes.subarray(0, Math.min(end < 0 ? bytes.length : end, 1 << 16)));
  const occurrences = (separator: string): number => line.split(separator).length;
  return [',', ';', '\t'].reduce((best, separator) => (occurrences(separator) > occurrences(best) ? separator : best));
}

function explainCsvError(cause: CsvError, file: string): Error {
  const line = typeof cause.lines === 'number' ? `, line ${count(cause.lines)}` : '';
  const problem = { file: `${file}${line}`, suggestion: 'Check that line for a stray quotation mark' };
  switch (cause.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return dataError({ ...problem, expected: 'a closing quotation mark', received: 'the end of the file' }, cause);
    case 'CSV_MAX_RECORD_SIZE':
      return dataError({ ...problem, expected: `rows of at most ${count(dataLimits.csv.rowBytes)} characters`, received: 'a longer one' }, cause);
    default:
      return dataError({ ...problem, expected: 'comma-separated values', received: 'a misplaced quotation mark' }, cause);
  }
}

function shorten(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 39)}…`;
}
