/// <reference types="vite/client" />
import type { Messages } from './locales/en.ts';

declare module 'vue-i18n' {
  /** Makes every message key checked by the compiler. */
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type
  export interface DefineLocaleMessage extends Messages {}
}

declare module 'vue-router' {
  interface RouteMeta {
    /** Key of the screen in the rail that stays lit. */
    screen: string;
  }
}
