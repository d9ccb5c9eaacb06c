import { shallowRef, watch, type Ref } from 'vue';
import { client } from '../../client/client.ts';
import { shownProblem, type ShownProblem } from '../../client/problem.ts';
import type { RunSummary } from '../../../shared/api/records.ts';

/** Runs that were put away; asked for when they are looked at. */
export function useArchive(shown: Readonly<Ref<boolean>>) {
  const runs = shallowRef<readonly RunSummary[]>([]);
  const state = shallowRef<'loading' | 'ready' | 'failed'>('loading');
  const problem = shallowRef<ShownProblem>();

  async function load() {
    if (!shown.value) return;
    try {
      runs.value = (await client.runs.list({ archived: true, limit: 1000 })).runs;
      state.value = 'ready';
    } catch (error) {
      problem.value = shownProblem(error);
      state.value = 'failed';
    }
  }
  watch(shown, load);
  return { runs, state, problem, load };
}
