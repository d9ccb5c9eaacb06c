import { defineStore } from 'pinia';
import { shallowRef } from 'vue';

/** A file that was dropped on the window, chosen, or handed over by the desktop, on its way to the screen that shows it. */
export const useOpened = defineStore('opened', () => {
  const waiting = shallowRef<{ readonly path: string; readonly file: File }>();

  /** Leaves a file for the screen at `path`. */
  function leave(path: string, file: File): void {
    waiting.value = { path, file };
  }

  /** The file left for the screen at `path`, once. */
  function take(path: string): File | undefined {
    if (waiting.value?.path !== path) return undefined;
    const { file } = waiting.value;
    waiting.value = undefined;
    return file;
  }

  return { waiting, leave, take };
});
