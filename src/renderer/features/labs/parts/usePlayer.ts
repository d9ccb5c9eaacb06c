import { useMediaQuery, useRafFn } from '@vueuse/core';
import { computed, ref, watch, type Ref } from 'vue';

/**
 * Goes through steps 0 … last. `position` moves smoothly between them while it plays, `step` is the whole number below;
 * with reduced motion it jumps from step to step.
 */
export function usePlayer(last: Ref<number>, perSecond = 4) {
  const position = ref(0);
  const playing = ref(false);
  const speed = ref(1);
  const calm = useMediaQuery('(prefers-reduced-motion: reduce)');
  const step = computed(() => Math.min(last.value, Math.floor(position.value + 1e-9)));
  const shown = computed(() => (calm.value ? step.value : Math.min(last.value, position.value)));

  const { pause: rest, resume: run } = useRafFn(
    ({ delta }) => {
      const next = position.value + (Math.min(delta, 100) / 1000) * perSecond * speed.value;
      if (next >= last.value) {
        position.value = last.value;
        playing.value = false;
      } else position.value = next;
    },
    { immediate: false },
  );
  watch(playing, (on) => (on ? run() : rest()));
  watch(last, (end) => {
    if (position.value > end) position.value = end;
  });

  function toggle(): void {
    if (!playing.value && position.value >= last.value) position.value = 0;
    playing.value = !playing.value;
  }
  function go(to: number): void {
    playing.value = false;
    position.value = Math.max(0, Math.min(last.value, Math.round(to)));
  }
  return { position, shown, step, playing, speed, toggle, go, next: () => go(step.value + 1), first: () => go(0) };
}
