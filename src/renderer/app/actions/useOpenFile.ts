import { useToast } from '@nuxt/ui/composables';
import { useEventListener } from '@vueuse/core';
import { shallowRef } from 'vue';
import { useI18n } from 'vue-i18n';
import { useRouter } from 'vue-router';
import { client } from '../../client/client.ts';
import { useOpened } from '../../stores/opened.ts';
import { useRuns } from '../../stores/runs.ts';
import { useAction } from '../../ui/useAction.ts';
import { besideItsFiles } from '../desktop/file-places.ts';
import { bestFile, kindOfFile } from './file-kinds.ts';

/** Files that are chosen, dropped on the window or handed over by the desktop go to the screen that shows their kind. */
export function useOpenFile() {
  const { t } = useI18n();
  const toast = useToast();
  const router = useRouter();
  const opened = useOpened();
  const { act } = useAction();

  async function open(file: File): Promise<void> {
    const kind = await kindOfFile(file);
    if (!kind) {
      toast.add({ title: t('action.cannotOpen', { name: file.name }), description: t('action.cannotOpenHelp'), color: 'error', icon: 'i-lucide-file-x' });
      return;
    }
    if (kind.screen === undefined) return importExperiment(file);
    opened.leave(kind.screen, kind.kind === 'document' ? await besideItsFiles(file) : file);
    await router.push(kind.screen);
  }

  async function importExperiment(file: File): Promise<void> {
    const imported = await act(() => client.experiments.import({ file }), t('action.cannotOpen', { name: file.name }));
    if (!imported) return;
    for (const run of imported.runs.toReversed()) useRuns().changed(run);
    toast.add({ title: t('action.opened', { name: file.name }), icon: 'i-lucide-folder-open', color: 'neutral' });
    await router.push('/runs');
  }

  return open;
}

/** A file dropped anywhere on the window is opened, unless the screen below takes it for itself. @returns whether one is held over it */
export function useFileDrop(open: (file: File) => Promise<void>) {
  const over = shallowRef(false);
  const carriesFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
  useEventListener(window, 'dragover', (event) => {
    if (!carriesFiles(event)) return;
    // A screen that takes files has said so by now.
    over.value = !event.defaultPrevented;
    event.preventDefault();
  });
  useEventListener(window, 'dragleave', (event) => {
    if (event.relatedTarget === null) over.value = false;
  });
  useEventListener(window, 'drop', (event) => {
    over.value = false;
    if (event.defaultPrevented || !carriesFiles(event)) return;
    event.preventDefault();
    const file = bestFile(event.dataTransfer?.files ?? []);
    if (file) void open(file);
  });
  return over;
}
