import { useToast } from '@nuxt/ui/composables';
import { shallowRef } from 'vue';
import { useI18n } from 'vue-i18n';
import { shownProblem } from '../client/problem.ts';

/** Runs what a button asks for; while it is under way the button rests, and a failure is said in a note. */
export function useAction() {
  const busy = shallowRef(false);
  const toast = useToast();
  const { t } = useI18n();

  async function act<T>(action: () => Promise<T>, failed?: string): Promise<T | undefined> {
    busy.value = true;
    try {
      return await action();
    } catch (error) {
      const problem = shownProblem(error);
      toast.add({ title: failed ?? t('error.title'), description: problem.message || t('error.internal'), color: 'error', icon: 'i-lucide-circle-alert' });
      return undefined;
    } finally {
      busy.value = false;
    }
  }

  return { act, busy };
}
