import type { Localized } from '../../shared/schema/localized.ts';
import { dataLimits } from './limits.ts';
import { actual, actualWord, advice, count, type ProblemWords } from './problem.ts';

/** Where in a table: a line counted from 1, and a column by its name, or by its position where the table names none. */
export function csvPlace(file: string, { line, column }: { readonly line?: number | undefined; readonly column?: string | number | undefined }): Localized {
  const named = typeof column === 'string';
  const inLine: Localized = line === undefined ? { en: '', zh: '' } : { en: `, line ${count(line)}`, zh: `第 ${count(line)} 行` };
  const inColumn: Localized = column === undefined ? { en: '', zh: '' } : { en: `, column ${named ? `"${shorten(column)}"` : column}`, zh: named ? `“${shorten(column)}”列` : `第 ${column} 列` };
  return { en: `${file}${inLine.en}${inColumn.en}`, zh: `${file} ${inLine.zh}${inColumn.zh}`.trimEnd() };
}

/** What can be wrong with tables, in words. */
export const csvProblems = {
  columnCount: (columns: number, received: number) => ({
    expected: { en: `${count(columns)} columns, as in the first row`, zh: `应有 ${count(columns)} 列，与第一行相同` },
    received: { en: count(received), zh: `实际有 ${count(received)} 列` },
    suggestion: { en: 'Check that line for a missing or extra separator', zh: '请检查这一行是否缺少或多出分隔符' },
  }),

  noRows: (columns: number) => ({
    expected: { en: 'at least one row of numbers', zh: '应至少有一行数字' },
    received: columns === 0 ? { en: 'an empty file', zh: '实际是空文件' } : { en: 'only a header', zh: '实际只有表头' },
    suggestion: { en: 'Check that this is the right file', zh: '请确认选对了文件' },
  }),

  oneColumn: () => ({
    expected: { en: 'at least two columns (a feature and the label), separated by commas, semicolons or tabs', zh: '应至少有两列（一个特征和标签），以逗号、分号或制表符分隔' },
    received: { en: 'one', zh: '实际只有一列' },
    suggestion: { en: 'Check that this is a CSV file', zh: '请确认这是 CSV 文件' },
  }),

  tooManyColumns: (received: number) => ({
    expected: { en: `at most ${count(dataLimits.csv.columns)} columns`, zh: `最多 ${count(dataLimits.csv.columns)} 列` },
    received: { en: count(received), zh: `实际有 ${count(received)} 列` },
    suggestion: { en: 'Leave out columns that are not needed', zh: '请去掉不需要的列' },
  }),

  labelColumn: (label: string | number, columns: number, names: readonly string[] | undefined) => ({
    expected: labelColumns(columns, names),
    received: typeof label === 'string' ? { en: JSON.stringify(label), zh: `实际为“${label}”` } : actual(String(label)),
    suggestion: labelThatIsThere,
  }),

  labelColumnTwice: (label: string, columns: number, names: readonly string[]) => ({
    expected: labelColumns(columns, names),
    received: { en: `"${label}", which names several columns`, zh: `却有多列都叫“${label}”` },
    suggestion: labelThatIsThere,
  }),

  tooManyRows: () => ({
    expected: { en: `at most ${count(dataLimits.examples)} rows and ${count(dataLimits.csv.cells)} numbers`, zh: `最多 ${count(dataLimits.examples)} 行、${count(dataLimits.csv.cells)} 个数字` },
    received: { en: 'more', zh: '实际超出了' },
    suggestion: advice.usePart,
  }),

  tooManyWords: (word: string, line: number) => ({
    expected: { en: `at most ${count(dataLimits.csv.classes)} classes, or numbers`, zh: `最多 ${count(dataLimits.csv.classes)} 个类别，或全为数字` },
    received: { en: `more different words, such as "${shorten(word)}" in line ${count(line)}`, zh: `实际有更多不同的文字，例如第 ${count(line)} 行的“${shorten(word)}”` },
    suggestion: advice.chooseLabel,
  }),

  tooManyClasses: () => ({
    expected: { en: `at most ${count(dataLimits.csv.classes)} classes`, zh: `最多 ${count(dataLimits.csv.classes)} 个类别` },
    received: { en: 'more different labels', zh: '实际有更多不同的标签' },
    suggestion: { en: 'Choose regression, or set "label" to the column that holds the classes', zh: '请改为学习数值（回归），或把标签列（"label"）设为存放类别的那一列' },
  }),

  notANumber: (text: string, expected: Localized) => ({
    expected,
    received: text === '' ? { en: 'an empty cell', zh: '实际是空单元格' } : actualWord(shorten(text)),
    suggestion: /^[-+]?\d+,\d+$/.test(text) ? { en: 'Write decimals with a point', zh: '请用小数点书写小数' } : { en: 'Correct or leave out that row', zh: '请改正或删去这一行' },
  }),

  notText: (position: number) => ({
    expected: { en: 'a text file of comma-separated values in UTF-8', zh: '应为 UTF-8 编码、以逗号分隔的文本文件' },
    received: { en: `a zero byte at position ${count(position)}: this is not text`, zh: `位置 ${count(position)} 处却有一个零字节，这不是文本` },
    suggestion: { en: 'Save the table as CSV (UTF-8)', zh: '请把表格另存为 CSV（UTF-8）' },
  }),

  openQuotation: () => ({
    expected: { en: 'a closing quotation mark', zh: '引号应当成对' },
    received: { en: 'the end of the file', zh: '到文件末尾却没有闭合' },
    suggestion: strayQuotation,
  }),

  longRow: () => ({
    expected: { en: `rows of at most ${count(dataLimits.csv.rowBytes)} characters`, zh: `每行最多 ${count(dataLimits.csv.rowBytes)} 个字符` },
    received: { en: 'a longer one', zh: '实际更长' },
    suggestion: strayQuotation,
  }),

  misplacedQuotation: () => ({
    expected: { en: 'comma-separated values', zh: '应为以逗号分隔的值' },
    received: { en: 'a misplaced quotation mark', zh: '实际有一个位置不对的引号' },
    suggestion: strayQuotation,
  }),

  tooFewRows: (rows: number, testing: number) => ({
    expected: { en: 'rows for a training and a test part', zh: '行数应够分成训练和测试两部分' },
    received: { en: `${count(rows)} of which ${count(testing)} would be for testing`, zh: `实际有 ${count(rows)} 行，其中 ${count(testing)} 行要用于测试` },
    suggestion: { en: 'Add rows, or lower "testShare"', zh: '请增加行，或减小测试集比例（"testShare"）' },
  }),

  otherColumns: (columns: number, trainFile: string, received: number) => ({
    expected: { en: `${count(columns)} feature columns, as in ${trainFile}`, zh: `应有 ${count(columns)} 个特征列，与 ${trainFile} 相同` },
    received: { en: count(received), zh: `实际有 ${count(received)} 个` },
    suggestion: { en: 'Check that both files have the same columns', zh: '请检查两个文件的列是否相同' },
  }),

  oneClass: (labelName: string, name: string) => ({
    expected: { en: `at least two classes in column "${labelName}"`, zh: `“${labelName}”列应至少有两个类别` },
    received: { en: `"${name}" in every row`, zh: `每一行却都是“${name}”` },
    suggestion: advice.chooseLabel,
  }),

  unknownClass: (classNames: readonly string[], trainFile: string, name: string) => ({
    expected: { en: `the classes of ${trainFile} (${someOf(classNames).en})`, zh: `类别应为 ${trainFile} 中已有的（${someOf(classNames).zh}）` },
    received: actualWord(name),
    suggestion: { en: 'Check the labels of the test file', zh: '请检查测试文件的标签' },
  }),
} satisfies Record<string, (...values: never[]) => ProblemWords>;

const labelThatIsThere: Localized = { en: 'Set "label" to a column that is there', zh: '请把标签列（"label"）设为表中已有的一列' };
const strayQuotation: Localized = { en: 'Check that line for a stray quotation mark', zh: '请检查这一行是否有多余的引号' };

function labelColumns(columns: number, names: readonly string[] | undefined): Localized {
  if (names === undefined) return { en: `a label column from 1 to ${columns} (the file has no header)`, zh: `标签列应为 1 到 ${columns} 的列号（文件没有表头）` };
  return { en: `a label column among ${someOf(names).en}, or a position from 1 to ${columns}`, zh: `标签列应为 ${someOf(names).zh} 之一，或 1 到 ${columns} 的列号` };
}

/** The first names of many. */
function someOf(names: readonly string[]): Localized {
  const [some, more] = [names.slice(0, 20), names.length > 20];
  return { en: `${some.join(', ')}${more ? ', …' : ''}`, zh: `${some.join('、')}${more ? '…' : ''}` };
}

function shorten(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 39)}…`;
}
