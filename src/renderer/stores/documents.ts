import { defineStore } from 'pinia';
import { shallowReactive } from 'vue';
import { client } from '../client/client.ts';
import { parametersOf, type ParameterValue } from '../../shared/experiment/parameters.ts';
import type { RunDocument } from '../../shared/experiment/document.ts';

export interface KnownDocument {
  readonly document: RunDocument;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
}

const batch = 500;

/** Documents of runs, asked for once: a run's document never changes. */
export const useDocuments = defineStore('documents', () => {
  const known = shallowReactive(new Map<string, KnownDocument>());
  const asked = new Set<string>();

  /** Sees to it that the documents of these runs are known, now or soon. */
  async function want(ids: readonly string[]): Promise<void> {
    const missing = ids.filter((id) => !known.has(id) && !asked.has(id));
    for (const id of missing) asked.add(id);
    for (let i = 0; i < missing.length; i += batch) {
      const part = missing.slice(i, i + batch);
      try {
        for (const { id, document } of await client.runs.documents({ ids: part })) known.set(id, { document, parameters: parametersOf(document) });
      } catch {
        // Asked for again with the next list; until then columns of parameters stay empty.
        for (const id of part) asked.delete(id);
      }
    }
  }

  return { known, want };
});
