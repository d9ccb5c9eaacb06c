import type { Typed } from '../experiment/document.ts';
import { setAt } from '../experiment/paths.ts';
import { blockItem, designOf, findItem, freshCopy, withDocument, withOutline, type BlockItem, type Design, type Item, type LayerItem, type Outline } from './outline.ts';

/** Where something is put: before the `index`-th item of the stack, or of a block. */
export interface Position {
  readonly index: number;
  /** Id of the block; left out for the stack itself. */
  readonly block?: string | undefined;
}

/** An edit, and what should be selected after it. */
export interface Edited {
  readonly design: Design;
  readonly selected: readonly string[];
}

const ids = (items: readonly Item[]): string[] => items.map(({ id }) => id);

/** Puts items into the stack. Into a block go layers alone: a block among them is opened. */
export function insert(design: Design, items: readonly Item[], at: Position): Edited {
  const put = at.block === undefined ? items : opened(items);
  return { design: withOutline(design, place(design.outline, put, at)), selected: ids(put) };
}

/** Where something new goes without being told: below the last selected item, in the same block; at the end where nothing is selected. */
export function below(outline: Outline, selected: Iterable<string>): Position {
  const chosen = new Set(selected);
  for (let index = outline.length - 1; index >= 0; index--) {
    const item = outline[index];
    if (chosen.has(item.id)) return { index: index + 1 };
    if (item.kind !== 'block') continue;
    const inner = item.items.findLastIndex(({ id }) => chosen.has(id));
    if (inner >= 0) return { index: inner + 1, block: item.id };
  }
  return { index: outline.length };
}

/** Moves items, in the order in which they stand, to a position counted before anything is taken out. */
export function move(design: Design, moving: Iterable<string>, to: Position): Edited {
  const taken = selectedItems(design.outline, moving);
  const put = to.block === undefined ? taken : opened(taken);
  const gone = new Set(ids(taken));
  if (to.block !== undefined && gone.has(to.block)) return { design, selected: ids(taken) };
  const siblings: readonly Item[] = to.block === undefined ? design.outline : childrenOf(design.outline, to.block);
  const index = to.index - siblings.slice(0, to.index).filter(({ id }) => gone.has(id)).length;
  const without = take(design.outline, gone);
  const outline = place(without, put, { ...to, index });
  return { design: withOutline(design, outline), selected: ids(put) };
}

/** Moves the selection one place up (−1) or down (+1) in the list it stands in; into and out of blocks at their ends. */
export function nudge(design: Design, moving: Iterable<string>, by: -1 | 1): Edited {
  const taken = selectedItems(design.outline, moving);
  const edge = by < 0 ? taken[0] : taken.at(-1);
  const selected = ids(taken);
  if (!edge) return { design, selected };
  const parent = parentOf(design.outline, edge.id);
  const siblings: readonly Item[] = parent ? parent.items : design.outline;
  const index = siblings.findIndex(({ id }) => id === edge.id);
  const next = siblings[index + by];
  if (!next) {
    if (!parent) return { design, selected };
    const outside = design.outline.findIndex(({ id }) => id === parent.id);
    return move(design, selected, { index: by < 0 ? outside : outside + 1 });
  }
  if (next.kind === 'block' && !next.collapsed && taken.every(({ kind }) => kind === 'layer')) {
    return move(design, selected, { index: by < 0 ? next.items.length : 0, block: next.id });
  }
  return move(design, selected, { index: by < 0 ? index - 1 : index + 2, ...(parent ? { block: parent.id } : {}) });
}

/** Copies of the items, below the last of them. */
export function duplicate(design: Design, chosen: Iterable<string>): Edited {
  const items = selectedItems(design.outline, chosen);
  if (items.length === 0) return { design, selected: [] };
  return insert(design, items.map(freshCopy), below(design.outline, ids(items)));
}

/** Takes items out; what stands where the first of them stood is selected next. */
export function remove(design: Design, chosen: Iterable<string>): Edited {
  const gone = new Set(ids(selectedItems(design.outline, chosen)));
  const order = visibleIds(design.outline);
  const first = order.findIndex((id) => gone.has(id));
  const outline = take(design.outline, gone);
  const after = withOutline(design, outline);
  const left = new Set(visibleIds(after.outline));
  const next = order.slice(first).find((id) => left.has(id)) ?? order.slice(0, Math.max(0, first)).findLast((id) => left.has(id));
  return { design: after, selected: next === undefined ? [] : [next] };
}

/** Puts another layer in the place of one. */
export function replaceLayer(design: Design, id: string, layer: Typed): Design {
  return withOutline(design, mapLayers(design.outline, (item) => (item.id === id ? { ...item, layer } : item)));
}

/** Sets one option of a layer, or takes it out with `undefined`. In a repeated block all copies follow. */
export function setOption(design: Design, id: string, name: string, value: unknown): Design {
  const item = findItem(design.outline, id);
  if (item?.kind !== 'layer') return design;
  const { [name]: _old, ...rest } = item.layer;
  const layer = value === undefined ? rest : { ...item.layer, [name]: value };
  return replaceLayer(design, id, layer as Typed);
}

/**
 * Sets a value of the document, such as `optimizer.lr`; single layers are set by their ids. Setting epochs takes iterations out,
 * and the other way round.
 */
export function setValue(design: Design, path: string, value: unknown): Design {
  const replaced = setAt(design.document, path, value);
  if (replaced === undefined) return design;
  if (replaced.network.layers !== design.document.network.layers) return designOf(replaced, design);
  const other = value == null ? undefined : path === 'training.epochs' ? 'iterations' : path === 'training.iterations' ? 'epochs' : undefined;
  if (!other) return withDocument(design, replaced);
  const { [other]: _dropped, ...training } = replaced.training;
  return withDocument(design, { ...replaced, training });
}

/** Whether these items can become a block: neighbours, and none of them a block or in one. */
export function canGroup(outline: Outline, chosen: Iterable<string>): boolean {
  const items = selectedItems(outline, chosen);
  const places = items.map((item) => outline.indexOf(item));
  return items.length > 0 && items.every((item) => item.kind === 'layer') && places.every((place, i) => place >= 0 && (i === 0 || place === (places[i - 1]) + 1));
}

/** Makes a block of neighbours. Where they already are the same few layers several times, they become one block of that many. */
export function group(design: Design, chosen: Iterable<string>, times?: number): Edited {
  const outline = design.outline;
  if (!canGroup(outline, chosen)) return { design, selected: [...chosen] };
  const items = selectedItems(outline, chosen) as LayerItem[];
  const period = times === undefined ? periodOf(items.map(({ layer }) => JSON.stringify(layer))) : items.length;
  const at = outline.indexOf(items[0]);
  const block: BlockItem = { ...blockItem([], times ?? items.length / period), items: items.slice(0, period) };
  return { design: withOutline(design, outline.toSpliced(at, items.length, block)), selected: [block.id] };
}

/** Opens a block: its layers stand in the stack as many times as it was repeated. */
export function ungroup(design: Design, id: string): Edited {
  const at = design.outline.findIndex((item) => item.id === id);
  const block = design.outline[at];
  if (block?.kind !== 'block') return { design, selected: [id] };
  const items = opened([block]);
  return { design: withOutline(design, design.outline.toSpliced(at, 1, ...items)), selected: ids(items) };
}

/** Changes how a block is shown and how often it is repeated. */
export function changeBlock(design: Design, id: string, change: Partial<Pick<BlockItem, 'name' | 'times' | 'collapsed'>>): Design {
  return withOutline(design, design.outline.map((item) => (item.id === id && item.kind === 'block' ? { ...item, ...change } : item)));
}

/** The chosen items in the order in which they stand; a layer of a chosen block comes with its block. */
export function selectedItems(outline: Outline, chosen: Iterable<string>): Item[] {
  const wanted = new Set(chosen);
  return outline.flatMap((item): Item[] => {
    if (wanted.has(item.id)) return [item];
    return item.kind === 'block' ? item.items.filter(({ id }) => wanted.has(id)) : [];
  });
}

/** Ids of all that is shown, from top to bottom: a collapsed block hides its layers. */
export function visibleIds(outline: Outline): string[] {
  return outline.flatMap((item) => [item.id, ...(item.kind === 'block' && !item.collapsed ? ids(item.items) : [])]);
}

/** The block a layer stands in. */
export function parentOf(outline: Outline, id: string): BlockItem | undefined {
  return outline.find((item): item is BlockItem => item.kind === 'block' && item.items.some((inner) => inner.id === id));
}

/** The outline with each layer changed; the same object where none was. */
export function mapLayers(outline: Outline, change: (item: LayerItem) => LayerItem): Outline {
  return outline.map((item) => (item.kind === 'layer' ? change(item) : { ...item, items: item.items.map(change) }));
}

/** Layers of blocks, as often as these are repeated; the first copy keeps its ids. */
function opened(items: readonly Item[]): LayerItem[] {
  return items.flatMap((item): LayerItem[] =>
    item.kind === 'layer' ? [item] : Array.from({ length: item.times }, (_, copy) => (copy === 0 ? item.items : (item.items.map(freshCopy) as LayerItem[]))).flat(),
  );
}

function childrenOf(outline: Outline, block: string): readonly Item[] {
  const found = outline.find(({ id }) => id === block);
  return found?.kind === 'block' ? found.items : [];
}

function place(outline: Outline, items: readonly Item[], { index, block }: Position): Outline {
  if (block === undefined) return outline.toSpliced(index, 0, ...items);
  return outline.map((item) => (item.id === block && item.kind === 'block' ? { ...item, items: item.items.toSpliced(index, 0, ...(items as LayerItem[])) } : item));
}

/** Blocks that lose everything stay for now: something may yet be put into them. */
function take(outline: Outline, gone: ReadonlySet<string>): Outline {
  return outline.filter(({ id }) => !gone.has(id)).map((item) => (item.kind === 'block' ? { ...item, items: item.items.filter(({ id }) => !gone.has(id)) } : item));
}

/** Length of the shortest stretch that, repeated, makes the whole list. */
function periodOf(list: readonly string[]): number {
  for (let period = 1; period < list.length; period++) {
    if (list.length % period === 0 && list.every((value, i) => value === list[i % period])) return period;
  }
  return list.length;
}
