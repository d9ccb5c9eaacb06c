import { shallowRef, type Ref } from 'vue';
import { shownProblem, type ShownProblem } from '../client/problem.ts';

/** Milliseconds until a list whose stream has ended is asked for anew. */
const retryDelay = 500;

export interface Followed {
  readonly state: Readonly<Ref<'loading' | 'ready' | 'failed'>>;
  readonly problem: Readonly<Ref<ShownProblem | undefined>>;
  /** Loads the list and follows the events; once for the life of the window. */
  start(): Promise<void>;
  refresh(): Promise<void>;
}

/**
 * A list of the studio that its events keep up to date. They are asked for before the list, so that nothing falls between the two.
 * @param load fetches the list and puts it in the place of what was there
 */
export function followed<E>({ watch, load, apply }: { watch(): Promise<AsyncIterable<E>>; load(): Promise<void>; apply(event: E): void }): Followed {
  const state = shallowRef<'loading' | 'ready' | 'failed'>('loading');
  const problem = shallowRef<ShownProblem>();
  let started: Promise<void> | undefined;

  async function refresh(): Promise<void> {
    await load();
    problem.value = undefined;
    state.value = 'ready';
  }

  async function follow(): Promise<void> {
    for (;;) {
      try {
        const events = await watch();
        await refresh();
        for await (const event of events) apply(event);
      } catch (error) {
        if (state.value === 'loading') {
          problem.value = shownProblem(error);
          state.value = 'failed';
        }
      }
      await new Promise((resolve) => setTimeout(resolve, retryDelay));
    }
  }

  return { state, problem, start: () => (started ??= follow()), refresh };
}
