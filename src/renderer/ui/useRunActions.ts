import { useToast } from '@nuxt/ui/composables';
import { useI18n } from 'vue-i18n';
import type { RunSummary } from '../../shared/api/records.ts';
import { useRuns } from '../stores/runs.ts';
import { count } from './format.ts';
import { useAction } from './useAction.ts';

/** What is done to runs from the list and from their own screens; deleting and archiving can be undone from the note that says it. */
export function useRunActions() {
  const store = useRuns();
  const toast = useToast();
  const { t } = useI18n();
  const { act, busy } = useAction();

  async function remove(runs: readonly RunSummary[]): Promise<void> {
    const done = await act(async () => {
      for (const { id } of runs) await store.remove(id);
      return true;
    });
    if (!done) return;
    toast.add({
      title: t('runs.deleted', { count: count(runs.length) }, runs.length),
      icon: 'i-lucide-trash-2',
      color: 'neutral',
      actions: [{ label: t('runs.undo'), size: 'sm', onClick: () => void act(() => Promise.all(runs.map(({ id }) => store.undelete(id)))) }],
    });
  }

  async function archive(runs: readonly RunSummary[], archived: boolean): Promise<void> {
    const done = await act(async () => {
      for (const { id } of runs) await store.archive(id, archived);
      return true;
    });
    if (!done || !archived) return;
    toast.add({
      title: t('runs.archivedNote', { count: count(runs.length) }, runs.length),
      icon: 'i-lucide-archive',
      color: 'neutral',
      actions: [{ label: t('runs.undo'), size: 'sm', onClick: () => void act(() => Promise.all(runs.map(({ id }) => store.archive(id, false)))) }],
    });
  }

  const resume = (run: RunSummary) => void act(() => store.resume(run.id));
  return { act, remove, archive, resume, busy };
}
