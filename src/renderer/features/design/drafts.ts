import type { ExperimentDocument } from '../../../shared/experiment/document.ts';

/** A document that is being worked on, kept by the window so that no edit is lost. */
export interface Draft {
  readonly id: string;
  readonly name: string;
  /** Milliseconds since 1970 of the last edit. */
  readonly at: number;
  readonly document: ExperimentDocument;
  /** The file it was opened from or saved to. */
  readonly file?: string | undefined;
}

const prefix = 'descent.draft.';
const currentKey = 'descent.design.current';
const mostDrafts = 20;

/** The drafts of this window's storage, newest first. What cannot be read is left out. */
export function readDrafts(storage: Storage = localStorage): Draft[] {
  const drafts: Draft[] = [];
  for (let i = 0; i < storage.length; i++) {
    const key = storage.key(i);
    const draft = key?.startsWith(prefix) ? parse(storage.getItem(key)) : undefined;
    if (draft) drafts.push(draft);
  }
  return drafts.toSorted((a, b) => b.at - a.at);
}

/** Keeps a draft; the oldest go when there are too many, or when the storage is full. @returns whether it is kept */
export function keepDraft(draft: Draft, storage: Storage = localStorage): boolean {
  const others = readDrafts(storage).filter(({ id }) => id !== draft.id);
  for (const old of others.slice(mostDrafts - 1)) storage.removeItem(prefix + old.id);
  const text = JSON.stringify(draft);
  for (let left = others.slice(0, mostDrafts - 1); ; left = left.slice(0, -1)) {
    try {
      storage.setItem(prefix + draft.id, text);
      return true;
    } catch {
      const oldest = left.at(-1);
      if (!oldest) return false;
      storage.removeItem(prefix + oldest.id);
    }
  }
}

export function dropDraft(id: string, storage: Storage = localStorage): void {
  storage.removeItem(prefix + id);
}

/** Which draft this window shows; another window has its own. */
export const currentDraft = {
  read: (): string | undefined => sessionStorage.getItem(currentKey) ?? localStorage.getItem(currentKey) ?? undefined,
  write(id: string): void {
    sessionStorage.setItem(currentKey, id);
    // A new window goes on with what was worked on last.
    localStorage.setItem(currentKey, id);
  },
};

function parse(text: string | null): Draft | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null && 'document' in value && 'id' in value && 'at' in value ? (value as Draft) : undefined;
  } catch {
    return undefined;
  }
}
