import { useToast } from '@nuxt/ui/composables';
import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { useRouter } from 'vue-router';
import { useActions, type Handlers } from '../../actions/registry.ts';
import { client } from '../../client/client.ts';
import { useFrame } from '../../stores/frame.ts';
import { usePreferences } from '../../stores/preferences.ts';
import { useRuns } from '../../stores/runs.ts';
import { startRecipe } from '../../stores/start.ts';
import { useAction } from '../../ui/useAction.ts';
import { screens, settingsScreen } from '../screens.ts';

/** What can be done from everywhere. */
export function useStudioActions(chooseFile: () => void): void {
  const { t } = useI18n();
  const frame = useFrame();
  const runs = useRuns();
  const preferences = usePreferences();
  const router = useRouter();
  const toast = useToast();
  const { act } = useAction();
  const mine = computed(() => runs.underWay.filter((run) => !run.elsewhere));
  const pausable = computed(() => mine.value.filter(({ state }) => state !== 'paused').map(({ id }) => id));
  const paused = computed(() => mine.value.filter(({ state }) => state === 'paused').map(({ id }) => id));

  async function trainFirst() {
    const [first] = (await act(() => startRecipe('first-network'), t('home.startFailed'))) ?? [];
    if (first) await router.push(`/runs/${first.id}`);
  }

  async function backup() {
    const made = await act(() => client.system.backup());
    if (made) toast.add({ title: t('action.backedUp'), description: made.file, icon: 'i-lucide-check', color: 'neutral' });
  }

  const canPause = computed(() => pausable.value.length > 0);
  const canResume = computed(() => paused.value.length > 0);

  useActions({
    'design.new': () => router.push('/design?template=empty'),
    'file.open': chooseFile,
    'reports.verify': () => router.push('/reports/verify'),
    'reports.show': () => router.push('/reports'),
    'reports.class': () => router.push('/class'),
    'system.backup': backup,
    'view.palette': () => (frame.paletteOpen = !frame.paletteOpen),
    'view.work': () => (frame.drawerOpen = !frame.drawerOpen),
    'view.theme': () => (preferences.themeChoice = preferences.theme === 'dark' ? 'light' : 'dark'),
    'view.language': () => (preferences.language = preferences.language === 'en' ? 'zh' : 'en'),
    'train.first': trainFirst,
    'sweep.new': () => router.push('/sweeps/new'),
    'help.guide': () => router.push('/guide'),
    'help.shortcuts': () => (frame.shortcutsOpen = !frame.shortcutsOpen),
    'help.about': () => (frame.aboutOpen = true),
    ...Object.fromEntries([...screens, settingsScreen].map(({ key, path }) => [`go.${key}`, () => router.push(path)])),
  });
  useActions((): Handlers => (preferences.themeChoice === 'system' ? {} : { 'view.themeSystem': () => (preferences.themeChoice = 'system') }));
  useActions((): Handlers => (canPause.value ? { 'train.pauseAll': () => act(() => runs.pauseAll(pausable.value)) } : {}));
  useActions((): Handlers => (canResume.value ? { 'train.resumeAll': () => act(() => runs.resumeAll(paused.value)) } : {}));
}
