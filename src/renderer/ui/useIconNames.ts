import { onScopeDispose } from 'vue';

/**
 * A button that is an icon alone says its name under the pointer, too: once for the whole window, so that no button is without.
 * Those that bring a title of their own keep it.
 */
export function useIconNames(): void {
  const given = new WeakSet<Element>();
  function name({ target }: Event) {
    const control = target instanceof Element ? target.closest<HTMLElement>('button[aria-label], a[aria-label]') : null;
    const label = control?.getAttribute('aria-label');
    if (!control || !label || control.textContent.trim() !== '' || (control.title !== '' && !given.has(control))) return;
    given.add(control);
    if (control.title !== label) control.title = label;
  }
  document.addEventListener('pointerover', name, { passive: true });
  onScopeDispose(() => document.removeEventListener('pointerover', name));
}
