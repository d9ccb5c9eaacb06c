import { useToast } from '@nuxt/ui/composables';
import { useMutationObserver } from '@vueuse/core';
import { computed, shallowRef, watch } from 'vue';

/**
 * Around the notes stand two empty elements that take the focus and hand it on into them. The library hides both from screen readers, which must
 * not happen to what can have the focus (WAI-ARIA, aria-hidden): whoever lands there hears nothing. Nothing is read of them when they are not hidden.
 */
export function useToastGuards(): void {
  const { toasts } = useToast();
  const region = shallowRef<HTMLElement>();
  const some = computed(() => toasts.value.length > 0);
  const unhide = () => region.value?.querySelectorAll(':scope > [tabindex="0"][aria-hidden]').forEach((guard) => guard.removeAttribute('aria-hidden'));
  // The list of notes is there before the first note; the two elements come and go with the notes.
  watch(some, () => (region.value ??= document.querySelector('ol[data-slot="viewport"]')?.closest<HTMLElement>('[role="region"]') ?? undefined), { flush: 'sync' });
  useMutationObserver(region, unhide, { childList: true });
}
