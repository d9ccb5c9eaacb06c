import { useStorage } from '@vueuse/core';
import { computed } from 'vue';

/** The width of a pane that a divider moves: kept on this machine, within its bounds. */
export function usePaneWidth(name: string, bounds: { readonly min: number; readonly max: number; readonly usual: number }) {
  const kept = useStorage<number | null>(`descent.pane.${name}`, null, undefined, { serializer: { read: (text) => (Number.isFinite(Number(text)) && text !== '' ? Number(text) : null), write: String } });
  const width = computed({
    get: () => clamp(kept.value ?? bounds.usual),
    set: (next: number | undefined) => (kept.value = next === undefined ? null : clamp(next)),
  });
  const clamp = (value: number) => Math.round(Math.max(bounds.min, Math.min(bounds.max, value)));
  return { width, ...bounds };
}

export type PaneWidth = ReturnType<typeof usePaneWidth>;
