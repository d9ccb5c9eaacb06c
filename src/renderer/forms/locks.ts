import type { InjectionKey } from 'vue';

/** Settings that are not for the user of a form to change: whoever shows forms of a document provides which, and what to say. */
export interface FormLocks {
  readonly over: (path: string) => boolean;
  /** Why, in a few words. */
  readonly reason: () => string;
}

export const formLocks: InjectionKey<FormLocks> = Symbol('locked settings');
