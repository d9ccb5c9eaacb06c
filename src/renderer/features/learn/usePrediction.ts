import { useStorage } from '@vueuse/core';
import { computed } from 'vue';
import { hasDrawing, type Prediction } from './prediction.ts';

/** What was drawn before running a recipe, kept in this window's storage until it is drawn anew. */
export function usePrediction(name: () => string) {
  const all = useStorage<Record<string, Prediction>>('descent.predictions', {});
  const prediction = computed<Prediction | undefined>(() => all.value[name()]);
  const exists = computed(() => Object.values(prediction.value?.lines ?? {}).some(hasDrawing));

  function keep(next: Prediction) {
    all.value = { ...all.value, [name()]: next };
  }
  return { prediction, exists, keep };
}
