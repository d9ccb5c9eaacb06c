import { describe, expect, test } from 'vitest';
import { readCsv } from '../../../src/engine/data/csv.ts';
import type { CsvOptions } from '../../../src/engine/data/csv.ts';
import { datasetFromCsv } from '../../../src/engine/data/csv-dataset.ts';
import type { CsvDatasetOptions } from '../../../src/engine/data/csv-dataset.ts';
import { bytesOf, errorOf } from './support.ts';

const read = (text: string, options?: CsvOptions) => readCsv(bytesOf(text), 'table.csv', options);

describe('the CSV reader', () => {
  test('takes the last column for the label, and words in it for classes in alphabetical order', () => {
    const table = read('length,width,kind\n1.5,2,rose\n-3,4e-2,iris\n5,6,rose\n');
    expect(table.rows).toBe(3);
    expect(table.featureNames).toEqual(['length', 'width']);
    expect(table.labelName).toBe('kind');
    expect([...table.features]).toEqual([1.5, 2, -3, Math.fround(0.04), 5, 6]);
    expect(table.labels).toEqual({ kind: 'classes', names: ['iris', 'rose'], values: Int32Array.of(1, 0, 1) });
  });

  test.each([
    ['words above numbers', 'a,b\n1,2\n', true],
    ['numbers from the first row on', '0,1\n1,2\n', false],
    ['a class name in the first row as in the others', '1,rose\n2,iris\n', false],
    ['a name above a column of number labels alone', '1,kind\n2,3\n', true],
  ])('finds out about the header: %s', (_, text, header) => {
    expect(read(text).rows).toBe(header ? 1 : 2);
  });

  test('believes what it is told about the header', async () => {
    expect(read('1,2\n3,4\n5,6\n', { header: true })).toMatchObject({ rows: 2, featureNames: ['1'], labelName: '2' });
    expect((await errorOf(() => read('a,b\n1,2\n', { header: false }))).message).toBe('table.csv, line 1, column 1: expected a number, found "a". Correct or leave out that row.');
  });

  test('takes the label column by name or by position', () => {
    const text = 'kind,x,y\n0,1,2\n1,3,4\n';
    for (const label of ['kind', '1', 1]) {
      expect(read(text, { label })).toMatchObject({ labelName: 'kind', featureNames: ['x', 'y'], features: Float32Array.of(1, 2, 3, 4) });
    }
    expect(read('7,1\n8,2\n', { label: 1 }).featureNames).toEqual(['column 2']);
  });

  test('tells classes from values among numbers', () => {
    const rows = (labels: (number | string)[]) => read(labels.map((label, i) => `${i},${label}`).join('\n')).labels;
    expect(rows([3, 1, 3, 1])).toEqual({ kind: 'classes', names: ['1', '3'], values: Int32Array.of(1, 0, 1, 0) });
    expect(rows([10, 9, 10, 9, -1, -1])).toMatchObject({ names: ['-1', '9', '10'] });
    expect(rows(['1', '1.0', '01', '2', '2'])).toEqual({ kind: 'classes', names: ['1', '2'], values: Int32Array.of(0, 0, 0, 1, 1) });
    expect(rows([0.5, 1, 0.5, 1])).toEqual({ kind: 'values', values: Float32Array.of(0.5, 1, 0.5, 1) });
    expect(rows([1, 2, 3, 4])).toMatchObject({ kind: 'values' });
    expect(read('1,1\n2,2\n3,3\n', { task: 'classification' }).labels).toMatchObject({ names: ['1', '2', '3'] });
    expect(read('1,0\n2,1\n3,0\n4,1\n', { task: 'regression' }).labels).toEqual({ kind: 'values', values: Float32Array.of(0, 1, 0, 1) });
  });

  test('understands semicolons, tabs, quotation marks, a byte order mark, and Windows line ends', () => {
    expect(read('a;b\n1;2\n').featureNames).toEqual(['a']);
    expect(read('a\tb\n1\t2\n').featureNames).toEqual(['a']);
    expect(read('\uFEFF"the ""first"", really",kind\r\n 1 ,"x, y"\r\n\r\n2,z\r\n')).toMatchObject({ featureNames: ['the "first", really'], rows: 2, labels: { names: ['x, y', 'z'] } });
  });

  test.each<[string, string, CsvOptions, string]>([
    ['nothing', '', {}, 'table.csv: expected at least one row of numbers, found an empty file. Check that this is the right file.'],
    ['only a header', 'a,b\n', { header: true }, 'table.csv: expected at least one row of numbers, found only a header. Check that this is the right file.'],
    ['one column', '1\n2\n', {}, 'table.csv, line 1: expected at least two columns (a feature and the label), separated by commas, semicolons or tabs, found one. Check that this is a CSV file.'],
    ['a missing cell', 'a,b,c\n1,2,3\n1,2\n', {}, 'table.csv, line 3: expected 3 columns, as in the first row, found 2. Check that line for a missing or extra separator.'],
    ['an empty cell', 'a,b,c\n1,,3\n', {}, 'table.csv, line 2, column "b": expected a number, found an empty cell. Correct or leave out that row.'],
    ['a word among numbers', 'a,b,c\n1,2,3\n1,n/a,3\n', {}, 'table.csv, line 3, column "b": expected a number, found "n/a". Correct or leave out that row.'],
    ['a word with a line break in it', 'a,b\n"1\n2",3\n', {}, 'table.csv, line 3, column "a": expected a number, found "1\\n2". Correct or leave out that row.'],
    ['a decimal comma', 'a;b\n1,5;2\n', {}, 'table.csv, line 2, column "a": expected a number, found "1,5". Write decimals with a point.'],
    ['a number beyond float32', 'a,b\n1e39,1\n', {}, 'table.csv, line 2, column "a": expected a number, found "1e39". Correct or leave out that row.'],
    ['an empty label', 'a,b\n1,\n', {}, 'table.csv, line 2, column "b": expected a label, found an empty cell. Correct or leave out that row.'],
    ['a word as a target value', 'a,b\n1,2\n2,high\n', { task: 'regression' }, 'table.csv, line 3, column "b": expected a target value (a number), found "high". Correct or leave out that row.'],
    ['a quotation mark that is never closed', 'a,b\n1,"2\n3,4\n', {}, 'table.csv, line 3: expected a closing quotation mark, found the end of the file. Check that line for a stray quotation mark.'],
    ['text after a quotation mark', 'a,b\n1,"2"x\n', {}, 'table.csv, line 2: expected comma-separated values, found a misplaced quotation mark. Check that line for a stray quotation mark.'],
    ['an unknown label column', 'a,b\n1,2\n', { label: 'c' }, 'table.csv: expected a label column among a, b, or a position from 1 to 2, found "c". Set "label" to a column that is there.'],
    ['a label position beyond the last', '1,2\n3,4\n', { label: 3 }, 'table.csv: expected a label column from 1 to 2 (the file has no header), found 3. Set "label" to a column that is there.'],
    ['a label name that stands twice', 'a,a,b\n1,2,3\n', { label: 'a' }, 'table.csv: expected a label column among a, a, b, or a position from 1 to 3, found "a", which names several columns. Set "label" to a column that is there.'],
    ['a zero byte', 'a,b\n1,\0\n', {}, 'table.csv: expected a text file of comma-separated values in UTF-8, found a zero byte at position 6: this is not text. Save the table as CSV (UTF-8).'],
  ])('refuses %s', async (_, text, options, message) => {
    const error = await errorOf(() => read(text, options));
    expect(error.message).toBe(message);
    // A label column that is not there is the document's fault, everything else the file's.
    expect(error.code).toBe(message.includes('a label column') ? 'document-invalid' : 'dataset-damaged');
  });

  test('refuses more words than there can be classes, and more columns than it may hold', async () => {
    const words = Array.from({ length: 1001 }, (_, i) => `${i},w${i}`).join('\n');
    expect((await errorOf(() => read(words))).message).toBe('table.csv, column 2: expected at most 1,000 classes, or numbers, found more different words, such as "w0" in line 1. Set "label" to the column that holds the classes.');
    expect(read(Array.from({ length: 1001 }, (_, i) => `${i},${i}`).join('\n')).labels.kind).toBe('values');
    expect((await errorOf(() => read(`${'1,'.repeat(20_000)}1\n`))).message).toBe('table.csv: expected at most 16,384 columns, found 20,001. Leave out columns that are not needed.');
    expect((await errorOf(() => read(`1,${'9'.repeat(1_100_000)}\n`))).message).toMatch(/expected rows of at most 1,048,576 characters, found a longer one/);
  });
});

describe('a dataset from CSV', () => {
  const rows = Array.from({ length: 50 }, (_, i) => `${i},${i * 2},${i % 2 === 0 ? 'even' : 'odd'}`).join('\n');
  const make = (options?: CsvDatasetOptions) => datasetFromCsv('table', { train: { file: 'table.csv', bytes: bytesOf(rows) } }, options);

  test('keeps a share of the rows for testing, always the same ones, in the order of the file', () => {
    const dataset = make();
    expect([dataset.train.count, dataset.test.count]).toEqual([40, 10]);
    expect(dataset.featureShape).toEqual([2]);
    const firsts = (part: typeof dataset.train) => Array.from({ length: part.count }, (_, i) => part.features[2 * i]);
    expect(firsts(dataset.train)).toEqual([...firsts(dataset.train)].sort((a, b) => a - b));
    expect([...firsts(dataset.train), ...firsts(dataset.test)].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    firsts(dataset.test).forEach((value, i) => { expect(dataset.test.labels[i]).toBe(value % 2); });
    expect(make().hash).toBe(dataset.hash);
    expect(make({ splitSeed: 1 }).hash).not.toBe(dataset.hash);
    expect(make({ testShare: 0.5 }).test.count).toBe(25);
  });

  test('numbers the classes of a test file as in the training file', async () => {
    const files = (test: string) => ({ train: { file: 'train.csv', bytes: bytesOf('1,a\n2,b\n3,c\n') }, test: { file: 'test.csv', bytes: bytesOf(test) } });
    const dataset = datasetFromCsv('two', files('9,c\n8,a\n'));
    expect([...dataset.test.labels]).toEqual([2, 0]);
    expect(dataset.train.count).toBe(3);
    expect((await errorOf(() => datasetFromCsv('two', files('9,d\n8,a\n')))).message).toBe('test.csv: expected the classes of train.csv (a, b, c), found "d". Check the labels of the test file.');
    expect((await errorOf(() => datasetFromCsv('two', files('9,9,d\n')))).message).toBe('test.csv: expected 1 feature columns, as in train.csv, found 2. Check that both files have the same columns.');
  });

  test('reads a test file as values where the training file holds values', () => {
    const dataset = datasetFromCsv('two', { train: { file: 'train.csv', bytes: bytesOf('1,0.5\n2,1.5\n') }, test: { file: 'test.csv', bytes: bytesOf('1,1\n2,0\n3,1\n4,0\n') } });
    expect(dataset.task).toEqual({ kind: 'regression', targetNames: ['column 2'] });
    expect([...dataset.test.labels]).toEqual([1, 0, 1, 0]);
  });

  test('refuses a single class and too few rows', async () => {
    const table = (text: string) => datasetFromCsv('t', { train: { file: 't.csv', bytes: bytesOf(text) } });
    expect((await errorOf(() => table('1,a\n2,a\n3,a\n'))).message).toBe('t.csv: expected at least two classes in column "column 2", found "a" in every row. Set "label" to the column that holds the classes.');
    expect((await errorOf(() => table('1,a\n'))).message).toBe('t.csv: expected rows for a training and a test part, found 1 of which 1 would be for testing. Add rows, or lower "testShare".');
  });
});
