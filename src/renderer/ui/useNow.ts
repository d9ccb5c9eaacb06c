import { useIntervalFn } from '@vueuse/core';
import { shallowRef, type Ref } from 'vue';

/** The time, anew every half minute: for "12 min ago". */
export function useNow(): Readonly<Ref<number>> {
  const now = shallowRef(Date.now());
  useIntervalFn(() => (now.value = Date.now()), 30_000);
  return now;
}
