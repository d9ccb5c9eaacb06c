import { useToast } from '@nuxt/ui/composables';
import { onScopeDispose, watchEffect } from 'vue';
import { useI18n } from 'vue-i18n';
import type { DesktopEvent } from '../../../shared/api/desktop.ts';
import { worded } from '../../../shared/api/reasons.ts';
import { onMac } from '../../actions/chords.ts';
import { canDo, perform } from '../../actions/registry.ts';
import { client } from '../../client/client.ts';
import { connectionState } from '../../client/connection.ts';
import { usePreferences } from '../../stores/preferences.ts';
import { allActions } from '../actions/all-actions.ts';
import { describeMenus } from './menus.ts';

const retryDelay = 500;

/** The window system around the page: it gets the menus, and what is chosen there or handed over is done here. */
export function useDesktop(open: (file: File) => Promise<void>): void {
  const { t } = useI18n();
  const toast = useToast();
  const preferences = usePreferences();
  const leaving = new AbortController();
  onScopeDispose(() => leaving.abort());

  watchEffect(() => {
    if (connectionState.value === 'lost') return;
    const menus = describeMenus(allActions, canDo, (key) => t(key), onMac);
    client.desktop.describe({ language: preferences.language, menus }).catch(() => undefined);
  });

  async function hear(event: DesktopEvent): Promise<void> {
    if (event.type === 'action') perform(event.id);
    else if (event.type === 'open') {
      const file = await client.desktop.openedFile({ id: event.id });
      await open(new File([await file.arrayBuffer()], event.name));
    } else toast.add({ title: t('action.cannotOpen', { name: event.name }), description: worded(event.detail, preferences.language) ?? event.message, color: 'error', icon: 'i-lucide-file-x' });
  }

  async function follow(): Promise<void> {
    while (!leaving.signal.aborted) {
      try {
        for await (const event of await client.desktop.watch(undefined, { signal: leaving.signal })) await hear(event).catch(() => undefined);
      } catch {
        // The connection is being opened anew.
      }
      await new Promise((resolve) => setTimeout(resolve, retryDelay));
    }
  }
  void follow();
}
