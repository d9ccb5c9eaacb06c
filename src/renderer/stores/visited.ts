import { useStorage } from '@vueuse/core';
import { defineStore } from 'pinia';

/** Which labs this window has opened: their marks in the table of contents. */
export const useVisited = defineStore('visited', () => {
  const labs = useStorage<string[]>('descent.labs', []);
  function visit(name: string): void {
    if (!labs.value.includes(name)) labs.value = [...labs.value, name];
  }
  return { labs, visit };
});
