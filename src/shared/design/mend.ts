import type { Typed } from '../experiment/document.ts';
import { setAt } from '../experiment/paths.ts';
import type { Mend } from './analysis.ts';
import { mapLayers, parentOf, remove, setValue } from './edits.ts';
import { findItem, flatten, layerItem, withOutline, type Design, type Item, type LayerItem } from './outline.ts';

const layerPath = /^network\.layers\.(\d+)(?:\.(.+))?$/;

/**
 * The design with a problem mended. In a repeated block a layer is mended in all its copies, so that the block stays one.
 * @param found the design in which the problem was found: the mend's positions are its own, and the design may have
 * moved on since. What is about a layer that is gone by now is left undone.
 */
export function applyMend(design: Design, { set = {}, remove: gone = [], insert }: Mend, found: Design = design): Design {
  const places = flatten(found.outline);
  let next = design;
  for (const [path, value] of Object.entries(set)) {
    const match = layerPath.exec(path);
    const id = match ? places[Number(match[1])]?.item.id : undefined;
    if (match) next = withOutline(next, mapLayers(next.outline, (item) => (item.id === id ? { ...item, layer: changed(item.layer, match[2], value) } : item)));
    else next = setValue(next, path, value);
  }
  const before = insert && places[insert.at]?.item.id;
  if (insert && (before === undefined || findItem(next.outline, before))) next = put(next, before, layerItem(insert.layer));
  return gone.length > 0 ? remove(next, gone.flatMap((position) => places[position]?.item.id ?? [])).design : next;
}

function changed(layer: Typed, path: string | undefined, value: unknown): Typed {
  if (path === undefined) return value as Typed;
  if (value !== null) return setAt(layer, path, value) ?? layer;
  const { [path]: _gone, ...rest } = layer;
  return rest as Typed;
}

/** Puts an item before another one, wherever that stands; at the end without one. */
function put(design: Design, before: string | undefined, item: LayerItem): Design {
  const { outline } = design;
  if (before === undefined) return withOutline(design, [...outline, item]);
  const block = parentOf(outline, before);
  const into = <T extends Item>(items: readonly T[]) => items.toSpliced(items.findIndex(({ id }) => id === before), 0, item as T);
  return withOutline(design, block ? outline.map((other) => (other.id === block.id ? { ...block, items: into(block.items) } : other)) : into(outline));
}
