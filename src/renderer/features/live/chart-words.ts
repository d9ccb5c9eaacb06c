import { computed, type ComputedRef } from 'vue';
import { useI18n } from 'vue-i18n';
import type { RunChartWords } from '../../../shared/charts/run-charts.ts';

/** The words of a run's charts in the language of the screen. */
export function useChartWords(): ComputedRef<RunChartWords> {
  const { t } = useI18n();
  return computed(() => ({
    split: { train: t('split.train'), validation: t('split.validation'), test: t('split.test') },
    steps: (value) => t('live.steps', { value }),
    startsAt: (value) => t('live.startsAt', { value }),
    above: (value) => t('live.above', { value }),
    below: (value) => t('live.below', { value }),
    lowest: (value) => t('live.lowest', { value }),
    highest: (value) => t('live.highest', { value }),
  }));
}
