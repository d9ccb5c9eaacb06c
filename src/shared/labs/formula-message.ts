import type { Localized } from '../schema/localized.ts';
import type { FormulaProblem } from './expression.ts';

/** What is wrong with a typed formula and what to write instead. */
export function formulaMessage(problem: FormulaProblem): Localized {
  switch (problem.code) {
    case 'empty':
      return { en: 'Type a formula, such as x^2/20 + y^2.', zh: '请输入公式，例如 x^2/20 + y^2。' };
    case 'too-long':
      return { en: `At most ${problem.limit} characters.`, zh: `最多 ${problem.limit} 个字符。` };
    case 'syntax':
      return { en: `Cannot read it from character ${problem.position + 1} on. Write every ×: 2*x, not 2x.`, zh: `从第 ${problem.position + 1} 个字符起无法识别。乘号要写出来：2*x，而不是 2x。` };
    case 'unknown-name':
      return {
        en: `"${problem.name}" is not known here; use ${list(problem.known, 'en')}, and pi or e.`,
        zh: `这里没有“${problem.name}”；可用 ${list(problem.known, 'zh')}，以及 pi 和 e。`,
      };
    case 'unknown-function':
      return { en: `There is no function "${problem.name}"; use ${list(problem.known, 'en')}.`, zh: `没有函数“${problem.name}”；可用 ${list(problem.known, 'zh')}。` };
    case 'arguments':
      return { en: `${problem.name} takes one number, such as ${problem.name}(x).`, zh: `${problem.name} 只接受一个数，例如 ${problem.name}(x)。` };
    case 'unsupported':
      return { en: `"${problem.what}" cannot stand in a formula; use + − * / ^ and functions.`, zh: `公式中不能有“${problem.what}”；可用 + − * / ^ 和函数。` };
  }
}

function list(names: readonly string[], language: 'en' | 'zh'): string {
  return names.length === 0 ? (language === 'en' ? 'names of values' : '变量名') : names.join(language === 'en' ? ', ' : '、');
}
