import type { CommandPaletteGroup, CommandPaletteItem } from '@nuxt/ui';
import { useDebounceFn, useStorage } from '@vueuse/core';
import { computed, shallowRef, watch } from 'vue';
import { useI18n } from 'vue-i18n';
import { useRouter } from 'vue-router';
import type { Comparison } from '../../../shared/api/comparisons.ts';
import type { RunSummary } from '../../../shared/api/records.ts';
import { allEntries } from '../../../shared/labs/contents.ts';
import { actions, type Action } from '../../actions/actions.ts';
import { keycaps, onMac } from '../../actions/chords.ts';
import { canDo, perform } from '../../actions/registry.ts';
import { client } from '../../client/client.ts';
import { i18n } from '../../locales/i18n.ts';
import { useFrame } from '../../stores/frame.ts';
import { usePreferences } from '../../stores/preferences.ts';
import { useRuns } from '../../stores/runs.ts';
import { useRecipes } from '../../stores/studio.ts';
import { useSweeps } from '../../stores/sweeps.ts';
import { networkShape } from '../../ui/format.ts';
import { screenActions, wordsOf } from '../actions/all-actions.ts';
import { screens, settingsScreen } from '../screens.ts';

/** A line of the palette; `key` is what is remembered of it, `keywords` finds it too: the words of the other language. */
interface PaletteItem extends CommandPaletteItem {
  readonly key: string;
  readonly keywords?: string;
}
interface PaletteGroup extends Omit<CommandPaletteGroup, 'items' | 'postFilter'> {
  readonly items: PaletteItem[];
}

const remembered = 6;
/** Lines of a group before anything is typed. */
const shownAtFirst = 5;
const foundRuns = 30;

/** Whatever can be gone to or done, in groups; what was chosen last stands first. */
export function usePalette() {
  const { t } = useI18n();
  const frame = useFrame();
  const preferences = usePreferences();
  const router = useRouter();
  const runs = useRuns();
  const sweeps = useSweeps();
  const recipes = useRecipes();
  const term = shallowRef('');
  const comparisons = shallowRef<readonly Comparison[]>([]);
  const further = shallowRef<readonly RunSummary[]>([]);
  const recent = useStorage<string[]>('descent.palette.recent', []);
  const other = computed(() => (preferences.language === 'en' ? 'zh' : 'en'));

  watch(
    () => frame.paletteOpen,
    (open) => {
      if (!open) return;
      term.value = '';
      void sweeps.start();
      if (!recipes.value) void recipes.load();
      client.comparisons.list().then((list) => (comparisons.value = list), () => undefined);
    },
    { immediate: true },
  );

  /** Runs of which the window has not loaded the page of the list. */
  const searchFurther = useDebounceFn(async (text: string) => {
    if (text.length < 2 || runs.list.length >= runs.total) return (further.value = []);
    const page = await client.runs.list({ search: text.slice(0, 200), limit: foundRuns }).catch(() => undefined);
    if (text === term.value.trim()) further.value = (page?.runs ?? []).filter(({ id }) => !runs.byId.has(id));
  }, 150);
  watch(term, (text) => void searchFurther(text.trim()));

  const item = (key: string, label: string, icon: string, select: () => unknown, more: Partial<PaletteItem> = {}): PaletteItem => ({
    key,
    label,
    icon,
    ...more,
    onSelect() {
      recent.value = [key, ...recent.value.filter((one) => one !== key)].slice(0, remembered);
      frame.paletteOpen = false;
      select();
    },
  });
  const go = (path: string) => () => router.push(path);
  const otherWords = (key: string): string => i18n.global.t(key, {}, { locale: other.value });
  const caps = ({ keys }: Action) => (keys?.[0] ? { kbds: keycaps(keys[0], onMac) } : {});
  const ofAction = (action: Action) => item(`action:${action.id}`, t(wordsOf(action.id)), action.icon, () => perform(action.id), { keywords: otherWords(wordsOf(action.id)), ...caps(action) });
  const ofRun = (run: RunSummary) => item(`run:${run.id}`, run.name, 'i-lucide-chart-line', go(`/runs/${run.id}`), { suffix: `${networkShape(run.network)} · ${run.id}` });
  const pathOf = { lab: '/labs/', recipe: '/learn/' } as const;

  const all = computed<PaletteGroup[]>(() => {
    const language = preferences.language;
    const listed = new Set<string>(allEntries.filter(({ kind }) => kind === 'recipe').map(({ name }) => name));
    const places = [...screens, settingsScreen];
    return [
      { id: 'screens', label: t('search.screens'), items: screenActions.map((action, index) => item(`screen:${places[index]?.key}`, t(wordsOf(action.id)), action.icon, () => perform(action.id), { keywords: otherWords(wordsOf(action.id)), ...caps(action) })) },
      { id: 'commands', label: t('search.commands'), items: actions.filter(({ id }) => id !== 'view.palette' && canDo(id)).map(ofAction) },
      {
        id: 'learn',
        label: t('search.learn'),
        items: [
          ...allEntries.map((entry) =>
            item(`${entry.kind}:${entry.name}`, entry.title[language], entry.kind === 'lab' ? 'i-lucide-sliders-horizontal' : 'i-lucide-flask-conical', go(pathOf[entry.kind] + entry.name), {
              suffix: t(`search.${entry.kind}`),
              keywords: `${entry.title[other.value]} ${entry.name}`,
            }),
          ),
          ...(recipes.value ?? []).filter(({ name }) => !listed.has(name)).map(({ name, title }) => item(`recipe:${name}`, title[language], 'i-lucide-flask-conical', go(`/learn/${name}`), { suffix: t('search.recipe'), keywords: `${title[other.value]} ${name}` })),
        ],
      },
      { id: 'runs', label: t('search.runs'), items: runs.list.map(ofRun) },
      { id: 'further', label: t('search.further'), items: further.value.map(ofRun), ignoreFilter: true },
      { id: 'sweeps', label: t('search.sweeps'), items: sweeps.list.map((sweep) => item(`sweep:${sweep.id}`, sweep.name, 'i-lucide-scan-search', go(`/sweeps/${sweep.id}`), { suffix: sweep.id })) },
      { id: 'comparisons', label: t('search.comparisons'), items: comparisons.value.map(({ id, name }) => item(`comparison:${id}`, name, 'i-lucide-chart-spline', go(`/compare/${id}`))) },
    ];
  });

  const groups = computed<CommandPaletteGroup[]>(() => {
    const byKey = new Map(all.value.flatMap(({ items }) => items.map((one) => [one.key, one] as const)));
    const last = recent.value.flatMap((key) => byKey.get(key) ?? []);
    const most: Readonly<Record<string, number>> = { screens: Infinity, commands: 2 * shownAtFirst };
    return [
      { id: 'recent', label: t('search.recent'), items: last, postFilter: (typed: string | undefined, items: CommandPaletteItem[]) => (typed ? [] : items) },
      ...all.value.map((group) => ({
        ...group,
        postFilter: (typed: string | undefined, items: CommandPaletteItem[]) => (typed ? items : items.filter((one) => !recent.value.includes((one as PaletteItem).key)).slice(0, most[group.id] ?? shownAtFirst)),
      })),
    ].filter(({ items }) => items.length > 0);
  });

  return { term, groups };
}
