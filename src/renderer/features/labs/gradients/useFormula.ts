import { computed, shallowRef, watch, type Ref } from 'vue';
import { parseFormula, toTex } from '../../../../shared/labs/expression.ts';
import { formulaMessage } from '../../../../shared/labs/formula-message.ts';
import { forward, toGraph, valueAndGradient, type Graph } from '../../../../shared/labs/graph.ts';
import { usePreferences } from '../../../stores/preferences.ts';

/** A typed formula of known variables; while it cannot be read, the last one that could stays. */
export function useFormula(text: Ref<string>, variables: () => readonly string[]) {
  const preferences = usePreferences();
  const parsed = computed(() => parseFormula(text.value, variables()));
  const problem = computed(() => (parsed.value.problem ? formulaMessage(parsed.value.problem)[preferences.language] : undefined));
  const graph = shallowRef<Graph>({ nodes: [], variables: [] });
  const tex = shallowRef('');
  watch(
    parsed,
    ({ expression }) => {
      if (!expression) return;
      graph.value = toGraph(expression);
      tex.value = toTex(expression);
    },
    { immediate: true },
  );
  const named = (point: readonly number[]) => Object.fromEntries(variables().map((name, i) => [name, point[i]]));
  return {
    problem,
    tex,
    value: (point: readonly number[]) => forward(graph.value, named(point)).at(-1) ?? NaN,
    gradient: (point: readonly number[]) => valueAndGradient(graph.value, named(point), variables()).gradient,
  };
}
