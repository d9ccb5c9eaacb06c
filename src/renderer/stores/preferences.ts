import { useMediaQuery, useStorage } from '@vueuse/core';
import { defineStore } from 'pinia';
import { computed, watch } from 'vue';
import { i18n } from '../locales/i18n.ts';
import type { Language } from '../../shared/schema/localized.ts';

export const themeChoices = ['system', 'light', 'dark'] as const;
export type ThemeChoice = (typeof themeChoices)[number];
export type Theme = 'light' | 'dark';

/** What this window remembers: language and theme. */
export const usePreferences = defineStore('preferences', () => {
  const language = useStorage<Language>('descent.language', navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en');
  const themeChoice = useStorage<ThemeChoice>('descent.theme', 'system');
  const systemIsDark = useMediaQuery('(prefers-color-scheme: dark)');
  const theme = computed<Theme>(() => (themeChoice.value === 'system' ? (systemIsDark.value ? 'dark' : 'light') : themeChoice.value));

  watch(
    language,
    (value) => {
      i18n.global.locale.value = value;
      document.documentElement.lang = value === 'zh' ? 'zh-CN' : 'en';
    },
    { immediate: true },
  );
  watch(
    theme,
    (value) => {
      document.documentElement.classList.toggle('dark', value === 'dark');
      document.documentElement.classList.toggle('light', value === 'light');
    },
    { immediate: true, flush: 'sync' },
  );

  return { language, themeChoice, theme };
});
