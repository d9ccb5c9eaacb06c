import { defineStore } from 'pinia';
import { shallowRef } from 'vue';

/** A file that was dropped on the window, chosen, or handed over by the desktop, on its way to the screen that shows it. */
export interface OpenedFile {
  readonly name: string;
  readonly text: string;
}

/** Files on their way to a screen: it takes them when it is there. */
export const useOpened = defineStore('opened', () => {
  const waiting = shallowRef<{ readonly path: string; readonly file: OpenedFile }>();

  /** Leaves a file for the screen at `path`. */
  function leave(path: string, file: OpenedFile): void {
    waiting.value = { path, file };
  }

  /** The file left for the screen at `path`, once. */
  function take(path: string): OpenedFile | undefined {
    if (waiting.value?.path !== path) return undefined;
    const { file } = waiting.value;
    waiting.value = undefined;
    return file;
  }

  return { waiting, leave, take };
});
