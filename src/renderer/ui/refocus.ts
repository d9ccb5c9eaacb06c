import { nextTick } from 'vue';

/**
 * Keeps the keyboard where it was when what it stood on is taken away: on what took its place in the list, else on the
 * last of the list, else on `otherwise`.
 * @param root what both are looked for in
 * @param selector finds the buttons of the list
 * @param index place of the one that was taken away
 */
export async function refocus(root: HTMLElement | null, selector: string, index: number, otherwise: string): Promise<void> {
  await nextTick();
  const left = root?.querySelectorAll<HTMLElement>(selector) ?? [];
  (left[Math.min(index, left.length - 1)] ?? root?.querySelector<HTMLElement>(otherwise))?.focus();
}
