import { useEventListener } from '@vueuse/core';
import { usePreferences } from '../stores/preferences.ts';
import type { Action } from './actions.ts';
import { isSingleKey, matches, onMac } from './chords.ts';
import { canDo, perform } from './registry.ts';

/** What one types into, or walks through with letters. */
const textual = 'input, textarea, select, [contenteditable=""], [contenteditable="true"], [role="menu"], [role="listbox"], [role="combobox"]';

/** Whether a key pressed there is text, not a command. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement && ['radio', 'checkbox', 'range', 'button'].includes(target.type)) return false;
  return target.isContentEditable || target.closest(textual) !== null;
}

/** Keys of the whole window. `always`: those that work above an open dialog too. */
export function useKeys(actions: () => readonly Action[], always: readonly string[]): void {
  const preferences = usePreferences();
  useEventListener(window, 'keydown', (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    const behindDialog = document.querySelector('[role="dialog"], [role="alertdialog"]') !== null;
    const typing = isTyping(event.target);
    const action = actions().find(
      ({ id, keys, whileTyping }) =>
        canDo(id) &&
        (!behindDialog || always.includes(id)) &&
        (!typing || whileTyping) &&
        keys?.some((chord) => (preferences.singleKeys || !isSingleKey(chord)) && matches(chord, event, onMac)),
    );
    if (!action) return;
    event.preventDefault();
    perform(action.id);
  });
}
