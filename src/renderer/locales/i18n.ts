import { createI18n } from 'vue-i18n';
import { en } from './en.ts';
import { zhCN } from './zh-CN.ts';

/**
 * The texts in the language of the preferences. Messages are interpreted, not compiled with `eval`,
 * so that they work under the studio's content-security policy.
 */
export const i18n = createI18n({
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  messages: { en, zh: zhCN },
});
