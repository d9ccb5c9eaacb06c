import { shallowRef } from 'vue';
import type { Position } from '../../../../shared/design/edits.ts';
import type { Typed } from '../../../../shared/experiment/document.ts';

/** What is being dragged: something new from the palette, or items of the stack. */
export type Dragged = ({ readonly kind: 'new'; readonly layers: readonly Typed[]; readonly times: number } | { readonly kind: 'items'; readonly ids: readonly string[] }) & {
  readonly name: string;
  readonly icon: string;
};

/** Where it would be dropped: the position, and the line that shows it, in pixels of the stack's content. */
export interface DropPlace {
  readonly at: Position;
  readonly top: number;
  readonly left: number;
  readonly width: number;
  /** Id of the row above the line. */
  readonly after: string | undefined;
}

/** The drag under way; one at a time. */
export const drag = {
  what: shallowRef<Dragged>(),
  pointer: shallowRef({ x: 0, y: 0 }),
  place: shallowRef<DropPlace>(),
};

/** Pixels beside the stack where a drop still counts. */
const reach = 24;

/**
 * The gap between rows that is nearest to the pointer, read from what is on the screen: rows carry `data-row`, and the
 * lists they stand in `data-list` (empty for the stack, else the block's id).
 */
export function nearestGap(stack: HTMLElement, pointer: { readonly x: number; readonly y: number }): DropPlace | undefined {
  const frame = stack.getBoundingClientRect();
  if (pointer.x < frame.left - reach || pointer.x > frame.right + reach) return undefined;
  let best: { readonly distance: number; readonly place: DropPlace } | undefined;
  for (const list of [stack, ...stack.querySelectorAll<HTMLElement>('[data-list]')]) {
    const block = list.dataset['list'];
    if (block === undefined) continue;
    const rows = [...list.querySelectorAll<HTMLElement>('[data-item]')].filter((row) => row.closest('[data-list]') === list);
    const box = list.getBoundingClientRect();
    for (let index = 0; index <= rows.length; index++) {
      const above = rows[index - 1]?.getBoundingClientRect();
      const under = rows[index]?.getBoundingClientRect();
      const y = above && under ? (above.bottom + under.top) / 2 : above ? above.bottom + 4 : under ? under.top - 4 : box.top + 4;
      const distance = Math.abs(y - pointer.y);
      if (best && best.distance <= distance) continue;
      best = {
        distance,
        place: { at: { index, ...(block ? { block } : {}) }, top: y - frame.top, left: box.left - frame.left, width: box.width, after: rows[index - 1]?.dataset['item'] },
      };
    }
  }
  return best?.place;
}
