import { computed, reactive, ref, shallowRef, watch } from 'vue';
import type { OptimizerPath } from '../../../../shared/api/labs.ts';
import type { DefinitionDescription } from '../../../../shared/schema/definition.ts';
import { formulaMessage } from '../../../../shared/labs/formula-message.ts';
import { contourLevels, surfaceOf, surfaces, usualCoefficients, usualRates, type Surface, type SurfaceDescription } from '../../../../shared/labs/surfaces.ts';
import { client } from '../../../client/client.ts';
import { shownProblem, type ShownProblem } from '../../../client/problem.ts';
import { usePreferences } from '../../../stores/preferences.ts';
import { latestOnly } from '../../../ui/latest.ts';

/** One optimizer on the surface; options that are left out are as declared. */
export interface Walker {
  readonly type: string;
  options: Record<string, number>;
  visible: boolean;
}

/** What of a surface the picture needs, also for a typed one. */
export type View = Pick<SurfaceDescription, 'formula' | 'view' | 'start' | 'levels' | 'minima' | 'steps' | 'rates' | 'gradient'>;

export const typedName = 'typed';
const firstShown = ['sgd', 'momentum', 'adagrad', 'adam'];
const typedView: SurfaceDescription['view'] = [-4, 4, -4, 4];

/** Everything the optimizer-paths lab knows: surface, start, optimizers, and the paths the engine walked. */
export function usePaths() {
  const preferences = usePreferences();
  const surfaceName = ref(surfaces[0].name);
  const typed = ref('sin(x) * cos(y) + (x^2 + y^2)/20');
  const start = ref<[number, number]>([...surfaces[0].start]);
  const steps = ref(30);
  const walkers = reactive<Walker[]>([]);
  const selected = ref('momentum');
  const paths = shallowRef<ReadonlyMap<string, OptimizerPath>>(new Map());
  const failure = shallowRef<ShownProblem>();

  const preset = computed(() => surfaces.find(({ name }) => name === surfaceName.value));
  const parsed = computed(() => surfaceOf(preset.value?.formula ?? typed.value));
  const problem = computed(() => (parsed.value.problem ? formulaMessage(parsed.value.problem)[preferences.language] : undefined));
  /** The last formula that could be read keeps the picture while another is being typed. */
  const surface = shallowRef<Surface>(parsed.value.surface as Surface);
  watch(parsed, ({ surface: next }) => {
    if (next) surface.value = next;
  });
  const view = computed<View>(() => {
    const known = preset.value;
    if (known) return known;
    return { formula: surface.value.formula, view: typedView, start: [-3, 2.5], levels: contourLevels(surface.value, typedView), minima: [], steps: 60, rates: { sgd: 0.1, momentum: 0.05, nesterov: 0.05, adagrad: 0.5, rmsprop: 0.1, adam: 0.2 } };
  });

  function usual(type: string): Record<string, number> {
    return { lr: view.value.rates?.[type] ?? usualRates[type] ?? 0.1, ...usualCoefficients[type] };
  }
  function add(type: string): void {
    if (!walkers.some((walker) => walker.type === type)) walkers.push({ type, options: usual(type), visible: true });
    selected.value = type;
  }
  function remove(type: string): void {
    const at = walkers.findIndex((walker) => walker.type === type);
    if (at >= 0) walkers.splice(at, 1);
    if (selected.value === type) selected.value = walkers[0]?.type ?? '';
  }
  /** Start, steps, rates and coefficients as the book has them, or as they suit the surface. */
  function reset(): void {
    start.value = [...view.value.start];
    steps.value = view.value.steps ?? 30;
    for (const walker of walkers) walker.options = usual(walker.type);
  }
  firstShown.forEach(add);
  selected.value = 'momentum';
  watch(surfaceName, reset);

  const ask = latestOnly(async () => {
    const asked = walkers.map(({ type, options }) => ({ type, ...options }));
    try {
      const answer = asked.length === 0 ? { paths: [] } : await client.labs.optimizerPaths({ formula: surface.value.formula, start: start.value, steps: steps.value, optimizers: asked, language: preferences.language });
      paths.value = new Map(asked.map(({ type }, index) => [type, answer.paths[index]]));
      failure.value = undefined;
    } catch (error) {
      failure.value = shownProblem(error);
    }
  });
  watch([surface, start, steps, walkers, () => preferences.language], () => void ask(), { deep: true, immediate: true });

  return { surfaceName, typed, problem, surface, view, start, steps, walkers, selected, paths, failure, add, remove, reset, retry: () => void ask() };
}

/** The numbers of an optimizer that a slider moves: all but the tiny one that keeps a division safe. */
export function slidersOf(definition: DefinitionDescription) {
  return Object.entries(definition.parameters).flatMap(([name, description]) => (description.kind === 'number' && name !== 'epsilon' && name !== 'weightDecay' ? [{ name, description, usual: description.default }] : []));
}
