import { computed, type ComputedRef } from 'vue';
import { useI18n } from 'vue-i18n';
import { useStudio } from '../stores/studio.ts';
import { count } from './format.ts';

/** What this studio is and runs on, in words: pairs of name and value, none until they are known. */
export function useStudioFacts(): ComputedRef<[string, string][]> {
  const { t } = useI18n();
  const studio = useStudio();
  return computed(() => {
    const info = studio.value;
    if (!info) return [];
    const { environment, shell } = info;
    return [
      [t('settings.version'), info.version],
      [t('settings.kernels'), environment.kernels],
      [t('settings.threads'), count(environment.threads)],
      [t('settings.cpu'), environment.cpu],
      [t('settings.os'), environment.os],
      [t('settings.node'), environment.node],
      ...Object.entries(shell).map(([name, version]): [string, string] => [name, version]),
      [t('settings.door'), info.door === 'desktop' ? t('settings.doorDesktop') : t('settings.doorBrowser')],
      [t('settings.home'), info.home],
    ];
  });
}
