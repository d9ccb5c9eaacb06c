import { computed, shallowRef } from 'vue';
import { shownProblem, type ShownProblem } from '../client/problem.ts';

/** Something asked of the studio: nothing yet, the value, or what went wrong; a new value replaces the old one without a gap. */
export function loadable<T>(ask: () => Promise<T>) {
  const value = shallowRef<T>();
  const problem = shallowRef<ShownProblem>();
  const loading = shallowRef(false);
  let asked = 0;

  async function load(): Promise<void> {
    const mine = ++asked;
    loading.value = true;
    try {
      const answer = await ask();
      if (mine !== asked) return;
      value.value = answer;
      problem.value = undefined;
    } catch (error) {
      if (mine === asked) problem.value = shownProblem(error);
    } finally {
      if (mine === asked) loading.value = false;
    }
  }

  const state = computed(() => (value.value !== undefined ? 'ready' : problem.value ? 'failed' : 'loading'));
  return { value, problem, loading, state, load };
}
