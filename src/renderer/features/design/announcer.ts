import { shallowRef } from 'vue';

/** What a screen reader is told about an edit; the screen holds the live region. */
export const announcement = shallowRef('');

export function announce(text: string): void {
  // The same words twice are two announcements: a reader hears only what changes.
  announcement.value = announcement.value === text ? `${text}\u00a0` : text;
}
