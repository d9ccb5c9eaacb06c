import { computed, type ComputedRef } from 'vue';
import { chartThemes, type ChartTheme } from '../../shared/charts/theme.ts';
import { usePreferences } from '../stores/preferences.ts';

/** The chart colours of the theme in use. */
export function useChartTheme(): ComputedRef<ChartTheme> {
  const preferences = usePreferences();
  return computed(() => chartThemes[preferences.theme]);
}
