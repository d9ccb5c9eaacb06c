/**
 * Matrices for the textbook versions: float64, row-major, one example per row. Made to be read beside a formula, not to be fast.
 *
 * Where two operands differ in size, a single row is used for every row and a single column for every column, as NumPy does.
 */
export class Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;

  constructor(rows: number, columns: number, data: Float64Array = new Float64Array(rows * columns)) {
    if (data.length !== rows * columns) throw new RangeError(`Matrix: expected ${rows} × ${columns} values, got ${data.length}`);
    this.rows = rows;
    this.columns = columns;
    this.data = data;
  }

  at(row: number, column: number): number {
    return this.data[row * this.columns + column];
  }
}

/** A matrix from a list of rows. */
export function matrix(rows: readonly (readonly number[])[]): Matrix {
  return new Matrix(rows.length, rows[0]?.length ?? 0, Float64Array.from(rows.flat()));
}

/** One row. */
export function row(values: ArrayLike<number>): Matrix {
  return new Matrix(1, values.length, Float64Array.from(values));
}

/** A·B for A [n, k] and B [k, m]. */
export function multiply(a: Matrix, b: Matrix): Matrix {
  if (a.columns !== b.rows) throw new RangeError(`multiply: ${a.rows}×${a.columns} by ${b.rows}×${b.columns}`);
  const out = new Matrix(a.rows, b.columns);
  for (let i = 0; i < a.rows; i++) {
    for (let k = 0; k < a.columns; k++) {
      const factor = a.data[i * a.columns + k];
      for (let j = 0; j < b.columns; j++) out.data[i * b.columns + j] += factor * b.data[k * b.columns + j];
    }
  }
  return out;
}

/** Aᵀ. */
export function transpose(a: Matrix): Matrix {
  const out = new Matrix(a.columns, a.rows);
  for (let i = 0; i < a.rows; i++) for (let j = 0; j < a.columns; j++) out.data[j * a.rows + i] = a.data[i * a.columns + j];
  return out;
}

/** f of every value. */
export function map(a: Matrix, f: (value: number) => number): Matrix {
  return new Matrix(a.rows, a.columns, a.data.map(f));
}

/** f of values in the same place; single rows and columns are repeated. */
export function zip(a: Matrix, b: Matrix, f: (a: number, b: number) => number): Matrix {
  const rows = broadcast(a.rows, b.rows);
  const columns = broadcast(a.columns, b.columns);
  const out = new Matrix(rows, columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      out.data[i * columns + j] = f(a.at(a.rows === 1 ? 0 : i, a.columns === 1 ? 0 : j), b.at(b.rows === 1 ? 0 : i, b.columns === 1 ? 0 : j));
    }
  }
  return out;
}

function broadcast(a: number, b: number): number {
  if (a === b || b === 1) return a;
  if (a === 1) return b;
  throw new RangeError(`sizes ${a} and ${b} do not go together`);
}

export const add = (a: Matrix, b: Matrix): Matrix => zip(a, b, (x, y) => x + y);
export const subtract = (a: Matrix, b: Matrix): Matrix => zip(a, b, (x, y) => x - y);
/** Value by value, not the matrix product. */
export const times = (a: Matrix, b: Matrix): Matrix => zip(a, b, (x, y) => x * y);
export const divide = (a: Matrix, b: Matrix): Matrix => zip(a, b, (x, y) => x / y);
export const scale = (a: Matrix, factor: number): Matrix => map(a, (x) => x * factor);

/** Sum over the examples: one row. */
export function columnSums(a: Matrix): Matrix {
  const out = new Matrix(1, a.columns);
  for (let i = 0; i < a.data.length; i++) out.data[i % a.columns] += a.data[i];
  return out;
}

/** Mean over the examples: one row. */
export const columnMeans = (a: Matrix): Matrix => scale(columnSums(a), 1 / a.rows);

/** Sum over the values of each example: one column. */
export function rowSums(a: Matrix): Matrix {
  const out = new Matrix(a.rows, 1);
  for (let i = 0; i < a.data.length; i++) out.data[Math.floor(i / a.columns)] += a.data[i];
  return out;
}

/** Largest value of each example: one column. */
export function rowMaxima(a: Matrix): Matrix {
  const out = new Matrix(a.rows, 1, new Float64Array(a.rows).fill(-Infinity));
  for (let i = 0; i < a.data.length; i++) {
    const at = Math.floor(i / a.columns);
    // NaN must not vanish: Math.max keeps it.
    out.data[at] = Math.max(out.data[at], a.data[i]);
  }
  return out;
}

/** Sum of all values. */
export const total = (a: Matrix): number => a.data.reduce((sum, value) => sum + value, 0);
