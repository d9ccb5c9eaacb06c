import type { DescentError, ErrorCode } from '../../shared/api/errors.ts';
import { refusal } from '../../shared/api/reasons.ts';
import type { Localized } from '../../shared/schema/localized.ts';

/**
 * What there is to say about a bad file or a bad setting, beside its name. English says "expected …, found …"; Chinese texts are whole
 * clauses ("应为…", "最多…"; "实际为…", "末尾缺少…"), since no single verb goes with all of them.
 */
export interface ProblemWords {
  readonly expected: Localized;
  readonly received: Localized;
  /** What to try, as an imperative sentence without its full stop. */
  readonly suggestion: Localized;
}

export interface DataProblem extends ProblemWords {
  /** The file (or setting) that is to blame, as the user knows it; with the place in it, where one is known. */
  readonly file: string | Localized;
  /** Default `dataset-damaged`. */
  readonly code?: ErrorCode;
}

/** A coded error whose one line names the file, what was expected, what came and what to try; its detail says the same in both languages. */
export function dataError({ code = 'dataset-damaged', file, expected, received, suggestion }: DataProblem, cause?: unknown): DescentError {
  const values = { file: oneLine(file), expected: oneLine(expected), received: oneLine(received), suggestion: oneLine(suggestion) };
  return refusal(code, 'not-as-expected', values, cause === undefined ? undefined : { cause });
}

/** What is often to be tried. */
export const advice = {
  copyAnew: { en: 'Copy or download the file again', zh: '请重新复制或下载这个文件' },
  usePart: { en: 'Use a part of the file', zh: '请使用文件的一部分' },
  chooseLabel: { en: 'Set "label" to the column that holds the classes', zh: '请把标签列（"label"）设为存放类别的那一列' },
} as const satisfies Record<string, Localized>;

/** What came, where it is a name, a number or a piece of the file. */
export const actual = (what: string): Localized => ({ en: what, zh: `实际为 ${what}` });
/** What came, where it is any value of a document or a header. */
export const actualValue = (value: unknown): Localized => (value === undefined ? { en: 'nothing', zh: '实际没有给出' } : actual(JSON.stringify(value)));
/** What came, where it is a word of the file or of a setting. */
export const actualWord = (word: string): Localized => ({ en: `"${word}"`, zh: `实际为“${word}”` });
export const somethingElse: Localized = { en: 'something else', zh: '实际是别的内容' };

/** A limit on bytes, and what came. */
export const tooManyBytes = (most: number, received: number): Pick<ProblemWords, 'expected' | 'received'> => ({
  expected: { en: `at most ${count(most)} bytes`, zh: `最多 ${count(most)} 字节` },
  received: { en: count(received), zh: `实际有 ${count(received)} 字节` },
});

/** Text from a file may hold anything: line breaks and other control characters become what they are written as. */
function oneLine<T extends string | Localized>(text: T): T;
function oneLine(text: string | Localized): string | Localized {
  if (typeof text !== 'string') return { en: oneLine(text.en), zh: oneLine(text.zh) };
  return text.replace(/\p{Cc}|\u2028|\u2029/gu, (character) => (character === '\n' ? '\\n' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`));
}

/** A whole number for people: 60,000. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}
