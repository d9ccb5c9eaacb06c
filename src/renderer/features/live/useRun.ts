import { computed, shallowRef, watch } from 'vue';
import { client } from '../../client/client.ts';
import { connectionState } from '../../client/connection.ts';
import { shownProblem, type ShownProblem } from '../../client/problem.ts';
import { useRuns } from '../../stores/runs.ts';
import type { RunDetail, RunSummary } from '../../../shared/api/records.ts';

/** One run: its record as it was loaded, and its summary as it changes. */
export function useRun(id: () => string) {
  const store = useRuns();
  const detail = shallowRef<RunDetail>();
  const problem = shallowRef<ShownProblem>();

  async function load() {
    const asked = id();
    try {
      const answer = await client.runs.get({ id: asked });
      if (asked !== id()) return;
      detail.value = answer;
      problem.value = undefined;
    } catch (error) {
      if (asked === id()) problem.value = shownProblem(error);
    }
  }

  const run = computed<RunSummary | undefined>(() => store.byId.get(id()) ?? detail.value);
  watch([id, connectionState], ([, connection]) => connection === 'open' && void load(), { immediate: true });
  // What the worker settles at its start and end, such as the environment, is in the record only.
  watch(
    () => run.value?.state,
    (state, before) => before !== undefined && state !== before && void load(),
  );
  return { run, detail, problem, load };
}
