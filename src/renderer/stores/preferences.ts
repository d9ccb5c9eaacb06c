import { StorageSerializers, useMediaQuery, useStorage } from '@vueuse/core';
import { defineStore } from 'pinia';
import { computed, watch } from 'vue';
import { i18n } from '../locales/i18n.ts';
import type { Language } from '../../shared/schema/localized.ts';

export const themeChoices = ['system', 'light', 'dark'] as const;
export type ThemeChoice = (typeof themeChoices)[number];
export type Theme = 'light' | 'dark';

/** Weights of the moving average to choose from. */
export const smoothingChoices = [0, 0.8, 0.9, 0.95, 0.98, 0.99] as const;

/** The place in a chart's own scale of weights that is nearest to the one wanted. */
export function nearestPlace(weights: readonly number[], wanted: number): number {
  return weights.reduce((best, weight, index) => (Math.abs(weight - wanted) < Math.abs((weights[best] ?? 0) - wanted) ? index : best), 0);
}

/** What this window remembers: language, theme, how charts begin, how keys are used. */
export const usePreferences = defineStore('preferences', () => {
  const usualLanguage: Language = navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
  const language = useStorage<Language>('descent.language', usualLanguage);
  // What is stored may be of another version, or of anybody.
  if (language.value !== 'en' && language.value !== 'zh') language.value = usualLanguage;
  const themeChoice = useStorage<ThemeChoice>('descent.theme', 'system');
  /** The weight that smoothed curves begin with (null = what is usual for each chart), and whether single letters are shortcuts. */
  const smoothing = useStorage<number | null>('descent.smoothing', null, undefined, { serializer: StorageSerializers.number });
  const singleKeys = useStorage('descent.singleKeys', true);
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

  return { language, themeChoice, theme, smoothing, singleKeys };
});
