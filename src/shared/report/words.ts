import type { Language } from '../schema/localized.ts';
import { reportWordsEn, type ReportWords } from './words.en.ts';
import { reportWordsZh } from './words.zh.ts';

export type { ReportWords } from './words.en.ts';

export const reportWords: Readonly<Record<Language, ReportWords>> = { en: reportWordsEn, zh: reportWordsZh };

/** A text with its values put in. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (Object.hasOwn(values, name) ? String(values[name]) : whole));
}
