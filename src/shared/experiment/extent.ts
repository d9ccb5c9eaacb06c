import type { Problem } from '../api/errors.ts';
import type { Language } from '../schema/localized.ts';

/** How deep a document's values may lie in each other; the deepest that means anything lies at eight. */
export const mostLevels = 40;
/** How many values a document may have in all; the longest recipe has about five thousand. */
export const mostValues = 500_000;

/**
 * What is wrong with a document's extent alone, whatever it says: it comes from anybody, and every step after this one walks
 * through it level by level.
 */
export function extentProblem(value: unknown, language: Language): Problem | undefined {
  let level: unknown[] = [value];
  let count = 0;
  for (let depth = 0; level.length > 0; depth++) {
    count += level.length;
    if (depth > mostLevels) return tooMuch(`at most ${mostLevels} levels of objects and lists`, `最多 ${mostLevels} 层对象和列表`, 'deeper ones', '更深的嵌套', language);
    if (count > mostValues) return tooMuch(`at most ${mostValues} values`, `最多 ${mostValues} 个值`, 'more', '更多', language);
    level = level.flatMap((item) => (typeof item === 'object' && item !== null ? (Object.values(item) as unknown[]) : []));
  }
  return undefined;
}

function tooMuch(en: string, zh: string, moreEn: string, moreZh: string, language: Language): Problem {
  const [expected, received] = language === 'en' ? [en, moreEn] : [zh, moreZh];
  return { path: '', message: language === 'en' ? `document: expected ${expected}, got ${received}` : `文档：应为${expected}，得到${received}`, expected, received };
}
