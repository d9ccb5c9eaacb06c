import { computed, shallowRef } from 'vue';
import type { RecipeAttempt } from '../../../shared/api/learn.ts';
import { allEntries, type ContentsEntry } from '../../../shared/labs/contents.ts';
import { client } from '../../client/client.ts';
import { useVisited } from '../../stores/visited.ts';

const attempts = shallowRef<Readonly<Record<string, RecipeAttempt>>>({});

/** How far one has come in the chapter: recipes that were run to their end, labs that were opened. */
export function useProgress() {
  const visited = useVisited();

  async function load(): Promise<void> {
    attempts.value = await client.learn.attempts();
  }

  function stateOf(entry: ContentsEntry): 'done' | 'running' | 'new' {
    if (entry.kind === 'lab') return visited.labs.includes(entry.name) ? 'done' : 'new';
    const attempt = attempts.value[entry.name];
    if (attempt === undefined) return 'new';
    if (!attempt.finished) return 'running';
    return attempt.done > 0 ? 'done' : 'new';
  }

  const done = computed(() => allEntries.filter((entry) => stateOf(entry) === 'done').length);
  return { attempts, load, stateOf, done, total: allEntries.length };
}

/** The page of an entry. */
export const pathOf = (entry: ContentsEntry): string => (entry.kind === 'lab' ? `/labs/${entry.name}` : `/learn/${entry.name}`);
