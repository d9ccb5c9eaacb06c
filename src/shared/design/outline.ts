import type { EditorBlock, ExperimentDocument, Typed } from '../experiment/document.ts';

/**
 * What the designer edits. A document holds its layers flat, as they are trained; the designer shows a repeated block once.
 * The outline is that view, with ids that stay while things move. `withOutline` is the one way back: it expands the blocks,
 * keeps the note about them in `editor.blocks`, and moves the layer positions that variants and searches speak of.
 */

/** One layer. Its id is known to the screen alone and never stored. */
export interface LayerItem {
  readonly kind: 'layer';
  readonly id: string;
  readonly layer: Typed;
}

/** Layers that stand `times` times one after the other. */
export interface BlockItem {
  readonly kind: 'block';
  readonly id: string;
  readonly name: string;
  readonly times: number;
  readonly collapsed: boolean;
  readonly items: readonly LayerItem[];
}

export type Item = LayerItem | BlockItem;
export type Outline = readonly Item[];

/** A document and the view of its layers; the two always agree. */
export interface Design {
  readonly document: ExperimentDocument;
  readonly outline: Outline;
}

let made = 0;
const newId = (): string => `item-${(made += 1)}`;

export const layerItem = (layer: Typed): LayerItem => ({ kind: 'layer', id: newId(), layer });

export const blockItem = (layers: readonly Typed[], times: number, name = '', collapsed = false): BlockItem => ({
  kind: 'block',
  id: newId(),
  name,
  times,
  collapsed,
  items: layers.map(layerItem),
});

/** The same with ids of its own. */
export const freshCopy = (item: Item): Item => (item.kind === 'layer' ? layerItem(item.layer) : blockItem(item.items.map(({ layer }) => layer), item.times, item.name, item.collapsed));

/**
 * Opens a document. Blocks whose copies are no longer equal, because the file was changed by hand, are shown as single layers.
 * @param before a design of which layers that are still there keep their ids
 */
export function designOf(document: ExperimentDocument, before?: Design): Design {
  const { layers } = document.network;
  const blocks = validBlocks(document.editor?.blocks ?? [], layers);
  const outline: Item[] = [];
  for (let at = 0; at < layers.length; ) {
    const block = blocks.find((candidate) => candidate.at === at);
    if (block) {
      outline.push(blockItem(layers.slice(at, at + block.length), block.times, block.name, block.collapsed));
      at += block.length * block.times;
    } else {
      outline.push(layerItem(layers[at]));
      at += 1;
    }
  }
  return { document: annotate(document, outline), outline: before ? keepIds(outline, before.outline) : outline };
}

/** The flat position of a layer, and all of them where it stands in a repeated block. */
export function positionsOf(outline: Outline, id: string): number[] {
  return flatten(outline).flatMap((entry, position) => (entry.item.id === id || entry.block?.id === id ? [position] : []));
}

/** A layer as it is trained: its place in `network.layers` is its place in this list. */
export interface FlatLayer {
  readonly item: LayerItem;
  /** Which repetition of its block, from 0. */
  readonly copy: number;
  readonly block: BlockItem | undefined;
}

export function flatten(outline: Outline): FlatLayer[] {
  return outline.flatMap((item): FlatLayer[] => {
    if (item.kind === 'layer') return [{ item, copy: 0, block: undefined }];
    return Array.from({ length: item.times }, (_, copy) => item.items.map((inner) => ({ item: inner, copy, block: item }))).flat();
  });
}

/** A layer and the block it stands in. */
export interface Listed {
  readonly item: LayerItem;
  readonly block: BlockItem | undefined;
}

/** Every layer once, blocks opened: the order in which the screen shows them. */
export function listed(outline: Outline): Listed[] {
  return outline.flatMap((item): Listed[] => (item.kind === 'layer' ? [{ item, block: undefined }] : item.items.map((inner) => ({ item: inner, block: item }))));
}

export function findItem(outline: Outline, id: string): Item | undefined {
  for (const item of outline) {
    if (item.id === id) return item;
    const inner = item.kind === 'block' ? item.items.find((candidate) => candidate.id === id) : undefined;
    if (inner) return inner;
  }
  return undefined;
}

/** The design with another outline: blocks without layers vanish, positions in variants and searches follow their layers. */
export function withOutline(design: Design, outline: Outline): Design {
  const tidy = outline.filter((item) => item.kind === 'layer' || (item.items.length > 0 && item.times > 0));
  const key = ({ item, copy }: FlatLayer) => `${item.id} ${copy}`;
  const after = flatten(tidy);
  const places = new Map(after.map((entry, position) => [key(entry), position]));
  const moved = flatten(design.outline).map((entry) => places.get(key(entry)));
  const document = annotate({ ...design.document, network: { ...design.document.network, layers: after.map(({ item }) => item.layer) } }, tidy);
  return { document: followLayers(document, moved), outline: tidy };
}

/** The design with another document of the same layers: everything but `network.layers` and `editor`. */
export function withDocument(design: Design, document: ExperimentDocument): Design {
  return { outline: design.outline, document: annotate({ ...document, network: { ...document.network, layers: design.document.network.layers } }, design.outline) };
}

function annotate(document: ExperimentDocument, outline: Outline): ExperimentDocument {
  const { editor: _editor, ...rest } = document;
  const blocks: EditorBlock[] = [];
  let at = 0;
  for (const item of outline) {
    if (item.kind === 'block') blocks.push({ at, length: item.items.length, times: item.times, ...(item.name ? { name: item.name } : {}), ...(item.collapsed ? { collapsed: true } : {}) });
    at += item.kind === 'layer' ? 1 : item.items.length * item.times;
  }
  return blocks.length > 0 ? { ...rest, editor: { blocks } } : rest;
}

function validBlocks(blocks: readonly EditorBlock[], layers: readonly Typed[]): EditorBlock[] {
  let free = 0;
  return blocks
    .toSorted((a, b) => a.at - b.at)
    .filter(({ at, length, times }) => {
      const end = at + length * times;
      if (at < free || end > layers.length) return false;
      const first = JSON.stringify(layers.slice(at, at + length));
      for (let copy = 1; copy < times; copy++) if (JSON.stringify(layers.slice(at + copy * length, at + (copy + 1) * length)) !== first) return false;
      free = end;
      return true;
    });
}

/** `network.layers.3.units` follows its layer to its new place; what is said about a layer that is gone goes with it. */
function followLayers(document: ExperimentDocument, moved: readonly (number | undefined)[]): ExperimentDocument {
  if (moved.every((to, from) => to === from)) return document;
  const follow = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(record).flatMap(([path, value]): [string, T][] => {
      const path2 = followPath(path, moved);
      return path2 === undefined ? [] : [[path2, value]];
    }));
  let next = document;
  if (next.variants) next = { ...next, variants: next.variants.map((variant) => ({ ...variant, set: follow(variant.set) })) };
  if (next.search) next = { ...next, search: { ...next.search, space: follow(next.search.space) } };
  return next;
}

const layerPath = /^network\.layers\.(\d+)(.*)$/;

function followPath(path: string, moved: readonly (number | undefined)[]): string | undefined {
  const match = layerPath.exec(path);
  if (!match) return path;
  const from = Number(match[1]);
  const to = from < moved.length ? moved[from] : from;
  return to === undefined ? undefined : `network.layers.${to}${match[2]}`;
}

/** Equal items from the front and from the back keep their ids, so that a change by hand does not lose the selection. */
function keepIds(outline: Outline, before: Outline): Outline {
  const text = (item: Item) => JSON.stringify(item.kind === 'layer' ? item.layer : [item.times, item.items.map(({ layer }) => layer)]);
  const after = outline.map(text);
  const old = before.map(text);
  const shared = Math.min(after.length, old.length);
  let front = 0;
  while (front < shared && after[front] === old[front]) front++;
  let back = 0;
  while (back < shared - front && after[after.length - 1 - back] === old[old.length - 1 - back]) back++;
  // Where as many stand between as before, each was changed in its place.
  const inPlace = after.length === old.length;
  return outline.map((item, index) => {
    const from = index < front || inPlace ? index : index >= after.length - back ? index - after.length + old.length : undefined;
    const twin = from === undefined ? undefined : before[from];
    if (!twin || twin.kind !== item.kind) return item;
    if (item.kind === 'layer') return { ...item, id: twin.id };
    if (twin.kind !== 'block' || twin.items.length !== item.items.length) return { ...item, id: twin.id };
    return { ...item, id: twin.id, items: item.items.map((inner, place) => ({ ...inner, id: twin.items[place]?.id ?? inner.id })) };
  });
}
