import { createRouter, createWebHashHistory } from 'vue-router';
import { routes } from './screens.ts';

/** Hash routes: the same address works from a file, from the desktop's own protocol and from the loopback server. */
export const router = createRouter({ history: createWebHashHistory(), routes });

/** Fetches the code of every screen that is not here yet. */
export function prefetchScreens(): void {
  for (const { component } of routes) if (typeof component === 'function') void (component as () => Promise<unknown>)().catch(() => undefined);
}
