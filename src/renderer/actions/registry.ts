import { onScopeDispose, shallowReactive, toValue, watch, type MaybeRefOrGetter } from 'vue';
import type { ActionId } from './actions.ts';

export type ActionHandler = () => unknown;
export type Handlers = Partial<Record<ActionId | `go.${string}`, ActionHandler>>;

/** Who does what now; of several the one that came last, such as the screen over the frame. */
const known = shallowReactive(new Map<string, readonly ActionHandler[]>());

/** Says what can be done as long as the caller lives. Handlers that depend on a state come from a getter. */
export function useActions(handlers: MaybeRefOrGetter<Handlers>): void {
  let mine: [string, ActionHandler][] = [];
  const leave = () => {
    for (const [id, handler] of mine) {
      const left = (known.get(id) ?? []).filter((other) => other !== handler);
      if (left.length > 0) known.set(id, left);
      else known.delete(id);
    }
  };
  watch(
    () => toValue(handlers),
    (now) => {
      leave();
      mine = Object.entries(now).filter((entry): entry is [string, ActionHandler] => entry[1] !== undefined);
      for (const [id, handler] of mine) known.set(id, [...(known.get(id) ?? []), handler]);
    },
    { immediate: true },
  );
  onScopeDispose(leave);
}

/** Whether somebody does it now; reactive. */
export function canDo(id: string): boolean {
  return known.has(id);
}

/** Does it. @returns whether somebody did */
export function perform(id: string): boolean {
  const handler = known.get(id)?.at(-1);
  if (!handler) return false;
  handler();
  return true;
}
