import { randomStream, shuffle } from '../core/random.ts';
import { sharedFloats, sharedInts } from '../core/shared-memory.ts';
import { readCsv } from './csv.ts';
import type { CsvOptions, CsvTable } from './csv.ts';
import { csvProblems } from './csv-problems.ts';
import type { Dataset, DatasetPart, DatasetTask } from './dataset.ts';
import { hashDataset } from './hash.ts';
import type { NamedBytes } from './idx-dataset.ts';
import { dataError } from './problem.ts';

export interface CsvDatasetOptions extends CsvOptions {
  /** Share of the rows that become the test part, drawn after a seeded shuffle: 0 < share < 1, default 0.2. Unused with a test file. */
  readonly testShare?: number;
  /** Of that shuffle; default 0. Not the run's seed, so that repeated runs are tested on the same rows. */
  readonly splitSeed?: number;
}

/**
 * A dataset from a table, or from one table for training and one for testing.
 * @throws DescentError `dataset-damaged`, see `readCsv`; also where the two tables do not fit each other
 */
export function datasetFromCsv(name: string, files: { readonly train: NamedBytes; readonly test?: NamedBytes }, options: CsvDatasetOptions = {}): Dataset {
  const table = readCsv(files.train.bytes, files.train.file, options);
  const train = { table, file: files.train.file };
  const contents = files.test === undefined ? splitOne(name, train, options) : combineTwo(name, train, files.test, options);
  return { ...contents, hash: hashDataset(contents) };
}

interface NamedTable {
  readonly table: CsvTable;
  readonly file: string;
}

function splitOne(name: string, { table, file }: NamedTable, { testShare = 0.2, splitSeed = 0 }: CsvDatasetOptions): Omit<Dataset, 'hash'> {
  const testCount = Math.max(1, Math.round(table.rows * testShare));
  if (testCount >= table.rows) {
    throw dataError({ file, ...csvProblems.tooFewRows(table.rows, testCount) });
  }
  const order = shuffle(Int32Array.from({ length: table.rows }, (_, row) => row), randomStream(splitSeed, 'csv-test-split'));
  const test = order.slice(0, testCount).sort();
  const train = order.slice(testCount).sort();
  const task = taskOf(table, file);
  return { ...describe(name, table, task), train: part(table, train), test: part(table, test) };
}

function combineTwo(name: string, train: NamedTable, testBytes: NamedBytes, options: CsvDatasetOptions): Omit<Dataset, 'hash'> {
  const task = taskOf(train.table, train.file);
  // The test table is read as what the training table turned out to be.
  const table = readCsv(testBytes.bytes, testBytes.file, { ...options, task: task.kind });
  if (table.featureNames.length !== train.table.featureNames.length) {
    throw dataError({ file: testBytes.file, ...csvProblems.otherColumns(train.table.featureNames.length, train.file, table.featureNames.length) });
  }
  const relabelled = task.kind === 'classification' ? withClasses(table, task.classNames, testBytes.file, train.file) : table;
  const everyRow = (rows: number): Int32Array => Int32Array.from({ length: rows }, (_, row) => row);
  return { ...describe(name, train.table, task), train: part(train.table, everyRow(train.table.rows)), test: part(relabelled, everyRow(table.rows)) };
}

function describe(name: string, table: CsvTable, task: DatasetTask): Pick<Dataset, 'name' | 'task' | 'featureShape' | 'featureNames'> {
  return { name, task, featureShape: [table.featureNames.length], featureNames: table.featureNames };
}

function taskOf({ labels, labelName }: CsvTable, file: string): DatasetTask {
  if (labels.kind === 'values') return { kind: 'regression', targetNames: [labelName] };
  if (labels.names.length < 2) {
    throw dataError({ file, ...csvProblems.oneClass(labelName, labels.names[0]) });
  }
  return { kind: 'classification', classNames: labels.names };
}

/** The table with its labels numbered as in the training table. */
function withClasses(table: CsvTable, classNames: readonly string[], file: string, trainFile: string): CsvTable {
  if (table.labels.kind === 'values') return table;
  const numbers = table.labels.names.map((name) => classNames.indexOf(name));
  const unknown = numbers.indexOf(-1);
  if (unknown >= 0) {
    throw dataError({ file, ...csvProblems.unknownClass(classNames, trainFile, table.labels.names[unknown]) });
  }
  return { ...table, labels: { kind: 'classes', names: classNames, values: table.labels.values.map((label) => numbers[label]) } };
}

function part(table: CsvTable, rows: Int32Array): DatasetPart {
  const width = table.featureNames.length;
  const features = sharedFloats(rows.length * width);
  const labels = table.labels.kind === 'classes' ? sharedInts(rows.length) : sharedFloats(rows.length);
  rows.forEach((row, at) => {
    features.set(table.features.subarray(row * width, (row + 1) * width), at * width);
    labels[at] = table.labels.values[row];
  });
  return { count: rows.length, features, labels };
}
