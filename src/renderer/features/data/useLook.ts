import { onScopeDispose, shallowRef, watch } from 'vue';
import { client } from '../../client/client.ts';
import { shownProblem, type ShownProblem } from '../../client/problem.ts';
import type { DatasetLook } from '../../../shared/api/data.ts';
import { usePreferences } from '../../stores/preferences.ts';

/** Milliseconds that a slider must rest. */
const rest = 80;
/** Pictures of each class that are asked for: as many as the widest window shows. */
const perClass = 32;

export interface LookQuestion {
  /** Which set: another one clears what was shown. */
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** How a set looks under its settings: the last answer stays until the next one is here, and only the last question is waited for. */
export function useLook(question: () => LookQuestion | undefined) {
  const preferences = usePreferences();
  const look = shallowRef<DatasetLook>();
  const problem = shallowRef<ShownProblem>();
  const busy = shallowRef(false);
  let shown: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked: AbortController | undefined;

  function forget() {
    clearTimeout(timer);
    asked?.abort();
    asked = undefined;
  }

  async function ask({ data }: LookQuestion): Promise<void> {
    forget();
    const controller = new AbortController();
    asked = controller;
    busy.value = true;
    try {
      const answer = await client.data.look({ data: { ...data }, perClass, language: preferences.language }, { signal: controller.signal });
      if (asked !== controller) return;
      look.value = answer;
      problem.value = undefined;
    } catch (error) {
      if (asked === controller) problem.value = shownProblem(error);
    } finally {
      if (asked === controller) busy.value = false;
    }
  }

  function again(): void {
    const now = question();
    if (now) void ask(now);
  }

  watch(
    question,
    (next, before) => {
      if (JSON.stringify(next) === JSON.stringify(before)) return;
      forget();
      if (!next || next.type !== shown) {
        look.value = undefined;
        problem.value = undefined;
      }
      busy.value = next !== undefined;
      const isNew = next?.type !== shown;
      shown = next?.type;
      if (next) timer = setTimeout(() => void ask(next), isNew ? 0 : rest);
    },
    { immediate: true },
  );
  onScopeDispose(forget);
  return { look, problem, busy, again };
}
