import { computed, shallowReactive, shallowRef, watch } from 'vue';
import { client } from '../../client/client.ts';
import type { OwnSet } from '../../../shared/api/data.ts';
import type { DatasetSummary } from '../../../shared/api/records.ts';
import type { DefinitionDescription } from '../../../shared/schema/definition.ts';
import type { Localized } from '../../../shared/schema/localized.ts';
import { loadable } from '../../stores/loadable.ts';
import { useCatalog, useDatasets } from '../../stores/studio.ts';

export const groups = ['images', 'plane', 'curve', 'own'] as const;
export type Group = (typeof groups)[number];

/** A set that can be looked at, or got. */
export interface DataItem {
  /** The catalogued source, or `own/…`. */
  readonly type: string;
  readonly title: Localized;
  readonly group: Group;
  /** The declaration that reads or computes it. */
  readonly definition: DefinitionDescription;
  readonly icon: string;
  readonly state: DatasetSummary['state'] | 'computed';
  /** Undefined while the set is being compared with its checksums. */
  readonly verified: boolean | undefined;
  readonly train: number | null;
  readonly test: number | null;
  readonly directory: string | null;
  readonly message: Localized | null;
  /** What a document's `data` says of it before any setting. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly own: boolean;
}

/** Sources that stand for others. */
const notSets = new Set(['auto', 'idx', 'csv']);

/** Every set there is: the declared ones with where they stand, and those of one's own. */
export function useDataSets() {
  const catalog = useCatalog();
  const published = useDatasets();
  const own = loadable(() => client.data.own());
  /** What reading a set whole showed. */
  const checked = shallowReactive(new Map<string, DatasetSummary>());
  const checking = shallowRef(0);

  async function load(): Promise<void> {
    checked.clear();
    await Promise.all([catalog.value ? undefined : catalog.load(), published.load(), own.load()]);
  }

  // Names and sizes are seen at once; whether the contents are the published ones takes a moment for each.
  watch(
    () => published.value,
    async (sets) => {
      const mine = ++checking.value;
      for (const { type, state } of sets ?? []) {
        if (state !== 'found' || mine !== checking.value) continue;
        try {
          checked.set(type, await client.datasets.verify({ type }));
        } catch {
          // The list stays as it was; looking at the set says what is the matter.
        }
      }
    },
    { immediate: true },
  );

  const items = computed<DataItem[]>(() => {
    const definitions = catalog.value?.dataset ?? [];
    const declared = definitions
      .filter(({ type }) => !notSets.has(type))
      .flatMap((definition): DataItem[] => {
        const summary = checked.get(definition.type) ?? published.value?.find(({ type }) => type === definition.type);
        const about = { type: definition.type, definition, icon: `i-lucide-${definition.icon ?? 'database'}`, title: definition.title, data: { source: definition.type }, own: false };
        if (definition.group === 'images') {
          if (!summary) return [];
          return [{ ...about, group: 'images', state: summary.state, verified: summary.state === 'found' && !checked.has(definition.type) ? undefined : summary.verified, train: summary.train, test: summary.test, directory: summary.directory, message: summary.message }];
        }
        return [{ ...about, group: definition.group === 'curve' ? 'curve' : 'plane', state: 'computed', verified: true, train: null, test: null, directory: null, message: null }];
      });
    const mine = (own.value.value ?? []).flatMap((set) => ownItem(set, definitions));
    return [...declared, ...mine];
  });

  const state = computed(() => (catalog.value && published.value ? 'ready' : (catalog.problem ?? published.problem) ? 'failed' : 'loading'));
  const problem = computed(() => catalog.problem ?? published.problem);
  return { items, state, problem, loading: computed(() => published.loading), load, reloadOwn: own.load };
}

function ownItem(set: OwnSet, definitions: readonly DefinitionDescription[]): DataItem[] {
  const definition = definitions.find(({ type }) => type === (set.data['source'] ?? 'csv'));
  if (!definition) return [];
  const { type, title, state, train, test, directory, message, data } = set;
  return [{ type, title, group: 'own', definition, icon: `i-lucide-${definition.icon ?? 'database'}`, state, verified: true, train, test, directory, message, data, own: true }];
}
