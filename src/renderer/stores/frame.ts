import { defineStore } from 'pinia';
import { shallowRef } from 'vue';

export interface Crumb {
  readonly label: string;
  readonly to?: string;
  /** A word on its state, such as "Draft saved". */
  readonly note?: string;
}

/** What the screens tell the frame around them: the way to where they are. */
export const useFrame = defineStore('frame', () => {
  const crumbs = shallowRef<readonly Crumb[]>([]);
  const drawerOpen = shallowRef(false);
  const paletteOpen = shallowRef(false);
  const shortcutsOpen = shallowRef(false);
  const aboutOpen = shallowRef(false);
  return { crumbs, drawerOpen, paletteOpen, shortcutsOpen, aboutOpen };
});
