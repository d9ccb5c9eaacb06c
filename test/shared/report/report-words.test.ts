import { expect, it } from 'vitest';
import { reportWordsEn } from '../../../src/shared/report/words.en.ts';
import { reportWordsZh } from '../../../src/shared/report/words.zh.ts';

const leaves = (value: object, at = ''): [string, string][] => Object.entries(value).flatMap(([key, text]): [string, string][] => (typeof text === 'string' ? [[`${at}${key}`, text]] : leaves(text as object, `${at}${key}.`)));
const placeholders = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).sort();

it('both languages have every text, with the same values put in', () => {
  const zh = new Map(leaves(reportWordsZh));
  for (const [key, text] of leaves(reportWordsEn)) {
    expect(zh.has(key), key).toBe(true);
    expect(placeholders(zh.get(key) ?? ''), key).toEqual(placeholders(text));
    if (text && /[a-z]{4}/i.test(text) && !/Descent|Node/.test(text)) expect(zh.get(key), key).toMatch(/[\u4e00-\u9fff]|^\{/);
  }
});
