import { computed, shallowRef, watch } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { client } from '../../client/client.ts';
import { connectionState } from '../../client/connection.ts';
import { shownProblem, type ShownProblem } from '../../client/problem.ts';
import type { Comparison } from '../../../shared/api/comparisons.ts';
import type { RunSummary } from '../../../shared/api/records.ts';
import { groupBySettings, type ComparedGroup } from '../../../shared/compare/groups.ts';
import { differingPaths } from '../../../shared/experiment/parameters.ts';
import { comparedPositions } from '../../../shared/experiment/slots.ts';
import { useDocuments } from '../../stores/documents.ts';
import { nearestPlace, usePreferences } from '../../stores/preferences.ts';
import { useRuns } from '../../stores/runs.ts';
import { useCatalog } from '../../stores/studio.ts';
import { defaultView, readView, smoothingWeights, type CompareView } from './view.ts';

/** A group with its place in the palette and whether it is shown. */
export interface ViewedGroup extends ComparedGroup {
  readonly colour: number;
  readonly dash: number;
  readonly shown: boolean;
}

/** The runs of the address, in groups, and how they are looked at. */
export function useComparison() {
  const route = useRoute();
  const router = useRouter();
  const store = useRuns();
  const documents = useDocuments();
  const catalog = useCatalog();
  if (!catalog.value) void catalog.load();
  const kept = shallowRef<Comparison>();
  const { smoothing } = usePreferences();
  const view = shallowRef<CompareView>(smoothing === null ? defaultView : { ...defaultView, smoothing: nearestPlace(smoothingWeights, smoothing) });
  const problem = shallowRef<ShownProblem>();
  const loaded = shallowRef(false);
  /** Runs that the list does not hold, such as archived ones. */
  const others = shallowRef<ReadonlyMap<string, RunSummary>>(new Map());

  const keptId = computed(() => String(route.params['id'] ?? ''));
  const ids = computed(() => {
    const query = route.query['runs'];
    return typeof query === 'string' && query !== '' ? query.split(',') : (kept.value?.runIds ?? []);
  });

  async function load() {
    try {
      if (keptId.value && kept.value?.id !== keptId.value) {
        kept.value = await client.comparisons.get({ id: keptId.value });
        view.value = readView(kept.value.view);
      }
      if (!keptId.value) kept.value = undefined;
      await documents.want(ids.value);
      const missing = ids.value.filter((id) => !store.byId.has(id) && !others.value.has(id));
      const found = await Promise.all(missing.map((id) => client.runs.get({ id }).catch(() => undefined)));
      others.value = new Map([...others.value, ...found.flatMap((run) => (run ? [[run.id, run] as const] : []))]);
      problem.value = undefined;
      loaded.value = true;
    } catch (error) {
      problem.value = shownProblem(error);
    }
  }
  watch([keptId, () => ids.value.join(), connectionState, () => store.state], ([, , connection, state]) => connection === 'open' && state !== 'loading' && void load(), { immediate: true });

  const compared = computed(() =>
    ids.value.flatMap((id) => {
      const run = store.byId.get(id) ?? others.value.get(id);
      const parameters = documents.known.get(id)?.parameters;
      return run && parameters ? [{ run, parameters }] : [];
    }),
  );
  const plain = computed(() => groupBySettings(compared.value));
  const differing = computed(() => differingPaths(plain.value.map(({ parameters }) => parameters)));
  const allPaths = computed(() => [...new Set(plain.value.flatMap(({ parameters }) => Object.keys(parameters)))]);

  /**
   * Colours by what is compared, where its types have a place of their own (optimizers do), else by the run's own place;
   * where two groups would look the same, the later one takes the next free place.
   */
  const own = computed(() => {
    const declared = comparedPositions(catalog.value, plain.value.map(({ parameters }) => parameters));
    const inOrder = plain.value.map((group, index) => ({ group, place: declared[index] })).sort((a, b) => Number(a.place === undefined) - Number(b.place === undefined));
    const taken = new Set<number>();
    return new Map(
      inOrder.map(({ group, place }) => {
        let position = place ?? group.position % 8;
        for (let tries = 0; tries < 8 && taken.has(position); tries++) position = (position + 1) % 8;
        taken.add(position);
        return [group.key, position] as const;
      }),
    );
  });
  function placeBy(path: string): (group: ComparedGroup) => number {
    if (!path) return (group) => own.value.get(group.key) ?? group.position;
    const values = [...new Set(plain.value.map((group) => String(group.parameters[path] ?? '')))];
    const declared = comparedPositions(catalog.value, values.map((value) => ({ [path]: value })));
    return (group) => {
      const turn = values.indexOf(String(group.parameters[path] ?? ''));
      return declared[turn] ?? turn;
    };
  }
  const groups = computed<ViewedGroup[]>(() => {
    const colour = placeBy(view.value.colourBy);
    const dash = placeBy(view.value.dashBy);
    const hidden = new Set(view.value.hidden);
    return plain.value.map((group) => ({ ...group, colour: colour(group), dash: dash(group), shown: !hidden.has(group.key) }));
  });

  function change(patch: Partial<CompareView>) {
    view.value = { ...view.value, ...patch };
  }
  function setIds(next: readonly string[]) {
    void router.replace({ path: route.path, query: next.length > 0 ? { runs: next.join(',') } : {} });
  }
  const changed = computed(() => kept.value !== undefined && (JSON.stringify(kept.value.view) !== JSON.stringify(view.value) || kept.value.runIds.join() !== ids.value.join()));

  async function keep(name: string): Promise<void> {
    const saved = await client.comparisons.save({ ...(kept.value ? { id: kept.value.id } : {}), name, runIds: [...ids.value], view: { ...view.value } });
    kept.value = saved;
    await router.replace({ path: `/compare/${saved.id}` });
  }

  return { ids, setIds, kept, keep, changed, view, change, groups, differing, allPaths, loaded, problem, load };
}

export type ComparisonState = ReturnType<typeof useComparison>;
