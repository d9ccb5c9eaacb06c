import { watchEffect } from 'vue';
import { useFrame, type Crumb } from '../stores/frame.ts';

/** Names the screen in the top bar and in the window's title, as long as it is shown. */
export function useCrumbs(crumbs: () => readonly Crumb[]): void {
  const frame = useFrame();
  watchEffect(() => {
    frame.crumbs = crumbs();
    const last = frame.crumbs.at(-1)?.label;
    document.title = last ? `${last} · Descent` : 'Descent';
  });
}
