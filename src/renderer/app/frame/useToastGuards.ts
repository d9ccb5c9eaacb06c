import { useMutationObserver } from '@vueuse/core';
import { onMounted, shallowRef } from 'vue';

/**
 * Around the notes stand two empty elements that take the focus and hand it on into them. The library hides both from screen readers, which must
 * not happen to what can have the focus (WAI-ARIA, aria-hidden): whoever lands there hears nothing. Nothing is read of them when they are not hidden.
 */
export function useToastGuards(): void {
  const region = shallowRef<HTMLElement | null>();
  onMounted(() => (region.value = document.querySelector('[data-slot="viewport"]')?.closest<HTMLElement>('[role="region"]')));
  useMutationObserver(region, () => region.value?.querySelectorAll(':scope > [tabindex="0"][aria-hidden]').forEach((guard) => guard.removeAttribute('aria-hidden')), { childList: true });
}
