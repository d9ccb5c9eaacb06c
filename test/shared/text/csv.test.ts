import { expect, test } from 'vitest';
import { csvCell, csvText } from '../../../src/shared/text/csv.ts';

test.each([
  ['=HYPERLINK("http://evil.example","open")', `"'=HYPERLINK(""http://evil.example"",""open"")"`],
  ['+cmd|\' /C calc\'!A0', "'+cmd|' /C calc'!A0"],
  ['-2+3', "'-2+3"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  ['\r=1', `"'\r=1"`],
])('a cell that a spreadsheet would run is text: %s', (cell, written) => expect(csvCell(cell)).toBe(written));

test('numbers stay numbers, and other texts what they are', () => {
  for (const cell of ['-0.5', '+1', '-1e-7', '-.5', '-Infinity', 'a=b', 'Adam', '', "it's", '−0.5']) expect(csvCell(cell)).toBe(cell);
  expect(csvCell(-0.25)).toBe('-0.25');
});

test('commas, quotes and line ends are quoted', () => {
  expect(csvText([['a,b', 'say "x"'], [1, 'two\nlines']])).toBe('"a,b","say ""x"""\n1,"two\nlines"\n');
});
