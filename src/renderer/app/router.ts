import { createRouter, createWebHashHistory } from 'vue-router';
import { routes } from './screens.ts';

/** Hash routes: the same address works from a file, from the desktop's own protocol and from the loopback server. */
export const router = createRouter({ history: createWebHashHistory(), routes });

/**
 * Fetches a screen's code as soon as a link to it is pointed at or has the focus: it is there when the link is followed, and nothing is
 * compiled that nobody looks at.
 */
export function prefetchOnIntent(): void {
  const fetchScreen = ({ target }: Event): void => {
    const address = target instanceof Element ? target.closest('a[href^="#/"]')?.getAttribute('href') : undefined;
    if (!address) return;
    for (const { components } of router.resolve(address.slice(1)).matched) {
      const screen = components?.['default'];
      // Where it cannot be had, following the link says so.
      if (typeof screen === 'function') void (screen as () => Promise<unknown>)().catch(() => undefined);
    }
  };
  document.addEventListener('pointerover', fetchScreen, { passive: true });
  document.addEventListener('focusin', fetchScreen, { passive: true });
}
