import { computed, ref, shallowRef, watch } from 'vue';
import type { StepPlaces, StepView } from '../../../shared/api/microscope.ts';
import { client } from '../../client/client.ts';
import { shownProblem, type ShownProblem } from '../../client/problem.ts';
import { latestOnly } from '../../ui/latest.ts';

/** What is shown of each input of a unit: one of these, or something remembered by its letter. */
export type Quantity = 'change' | 'gradient' | 'weight' | `memory.${string}`;

/** A step of a run and the weight that is looked at. Another unit or tensor is asked for; another input is at hand. */
export function useStep(run: () => string) {
  const places = shallowRef<StepPlaces>();
  const view = shallowRef<StepView>();
  const problem = shallowRef<ShownProblem>();
  /** Steps done before the one that is looked at; undefined = the last place. */
  const from = ref<number>();
  const tensor = ref<string>();
  /** undefined = the one that moved most. */
  const unit = ref<number>();
  const input = ref(0);

  const ask = latestOnly(async () => {
    const asked = run();
    try {
      const answer = await client.microscope.step({ run: asked, ...(from.value === undefined ? {} : { from: from.value }), ...(tensor.value === undefined ? {} : { tensor: tensor.value }), ...(unit.value === undefined ? {} : { unit: unit.value }) });
      if (run() === asked) [view.value, problem.value, input.value] = [answer, undefined, answer.input];
    } catch (error) {
      if (run() === asked) problem.value = shownProblem(error);
    }
  });

  async function open(): Promise<void> {
    [places.value, view.value, problem.value, from.value, tensor.value, unit.value] = [undefined, undefined, undefined, undefined, undefined, undefined];
    const asked = run();
    try {
      const found = await client.microscope.places({ run: asked });
      if (run() !== asked) return;
      places.value = found;
      await ask();
    } catch (error) {
      if (run() === asked) problem.value = shownProblem(error);
    }
  }
  watch(run, () => void open(), { immediate: true });

  /** The step after so many. */
  const chosenFrom = computed({
    get: () => from.value ?? places.value?.steps.at(-1) ?? 0,
    set: (next) => {
      from.value = next;
      void ask();
    },
  });
  const chosenTensor = computed({
    get: () => view.value?.tensor ?? '',
    set: (next) => {
      [tensor.value, unit.value] = [next, undefined];
      void ask();
    },
  });
  const chosenUnit = computed({
    get: () => unit.value ?? view.value?.unit ?? 0,
    set: (next) => {
      unit.value = next;
      void ask();
    },
  });
  return { places, view, problem, from: chosenFrom, tensor: chosenTensor, unit: chosenUnit, input, retry: open };
}

/** A quantity of every input of the unit. */
export function quantityOf({ values }: StepView, quantity: Quantity): readonly number[] {
  if (quantity === 'weight') return values.before;
  if (quantity === 'gradient') return values.gradient;
  if (quantity === 'change') return values.after.map((after, at) => after - (values.before[at] ?? 0));
  return values.memory[quantity.slice('memory.'.length)]?.after ?? [];
}
