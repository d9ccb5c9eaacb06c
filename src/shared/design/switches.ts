import type { Typed } from '../experiment/document.ts';
import { findDefinition, type CatalogDescription } from '../schema/definition.ts';
import { groupOf, groups, layersOf, newLayer } from './catalog.ts';
import { mapLayers } from './edits.ts';
import { layerItem, listed, withDocument, withOutline, type Design, type Item, type LayerItem, type Listed } from './outline.ts';

/**
 * What is switched for the whole network at once, as the chapter's experiments do. The network is read as stages: a layer
 * with weights and everything up to the next one. The last stage is the output and is left alone.
 */

/** How it stands with something that every hidden stage can have. */
export type Everywhere = 'all' | 'some' | 'none';

export interface Switches {
  /** Hidden stages: without one there is nothing to switch. */
  readonly stages: number;
  /** The activation that all hidden stages have; null where they differ, undefined where none has one. */
  readonly activation: string | null | undefined;
  /** The scheme of all weights; null where they differ. */
  readonly init: string | null;
  readonly normalization: Everywhere;
  readonly dropout: Everywhere;
  /** The rate of the first one there is. */
  readonly dropoutRate: number | undefined;
}

export function readSwitches(design: Design, catalog: CatalogDescription): Switches {
  const stages = hiddenStages(design, catalog);
  const every = (group: string): Everywhere => {
    const count = stages.filter((stage) => stage.some(({ item }) => groupOf(catalog, item.layer) === group)).length;
    return count === 0 ? 'none' : count === stages.length ? 'all' : 'some';
  };
  const activations = stages.map((stage) => stage.find(({ item }) => groupOf(catalog, item.layer) === groups.activation)?.item.layer.type);
  const dropout = listed(design.outline).find(({ item }) => groupOf(catalog, item.layer) === groups.regularization);
  const rate = dropout?.item.layer['rate'];
  const schemes = new Set(
    listed(design.outline)
      .filter(({ item }) => groupOf(catalog, item.layer) === groups.weights)
      .map(({ item }) => JSON.stringify(item.layer['init'] ?? design.document.network.init)),
  );
  return {
    stages: stages.length,
    activation: activations.every((type) => type === activations[0]) ? activations[0] : null,
    init: schemes.size > 1 ? null : design.document.network.init.scheme,
    normalization: every(groups.normalization),
    dropout: every(groups.regularization),
    dropoutRate: typeof rate === 'number' ? rate : undefined,
  };
}

/** Every hidden stage gets this activation: in the place of the one it has, or at its end before any dropout. */
export function activationForAll(design: Design, catalog: CatalogDescription, type: string): Design {
  const definition = findDefinition(catalog, 'layer', type);
  if (!definition) return design;
  const layer = newLayer(definition);
  let next = design;
  for (const stage of hiddenStages(design, catalog)) {
    const own = stage.filter(({ item }) => groupOf(catalog, item.layer) === groups.activation);
    if (own.length > 0) {
      const ids = new Set(own.map(({ item }) => item.id));
      next = withOutline(next, mapLayers(next.outline, (item) => (ids.has(item.id) && item.layer.type !== type ? { ...item, layer } : item)));
    } else {
      const last = stage.findLast(({ item }) => groupOf(catalog, item.layer) !== groups.regularization);
      if (last) next = insertAfter(next, last.item.id, layer);
    }
  }
  return next;
}

/** Every layer with weights begins this way: the network says so, and no layer says otherwise. */
export function initForAll(design: Design, catalog: CatalogDescription, init: Typed<'scheme'>): Design {
  const cleared = mapLayers(design.outline, (item) => {
    if (groupOf(catalog, item.layer) !== groups.weights || !('init' in item.layer)) return item;
    const { init: _own, ...layer } = item.layer;
    return { ...item, layer: layer };
  });
  const next = withOutline(design, cleared);
  return withDocument(next, { ...next.document, network: { ...next.document.network, init } });
}

/** Batch Norm right after the weights of every hidden stage that has none; or none anywhere. */
export function normalizationEverywhere(design: Design, catalog: CatalogDescription, on: boolean): Design {
  if (!on) return without(design, catalog, groups.normalization);
  const [definition] = layersOf(catalog, groups.normalization);
  if (!definition) return design;
  return hiddenStages(design, catalog).reduce((next, stage) => {
    const [weights] = stage;
    const has = stage.some(({ item }) => groupOf(catalog, item.layer) === groups.normalization);
    return has || !weights ? next : insertAfter(next, weights.item.id, newLayer(definition));
  }, design);
}

/** Dropout at this rate at the end of every hidden stage, whatever rates there were; or none anywhere. */
export function dropoutEverywhere(design: Design, catalog: CatalogDescription, rate: number | undefined): Design {
  if (rate === undefined) return without(design, catalog, groups.regularization);
  const [definition] = layersOf(catalog, groups.regularization);
  if (!definition) return design;
  const set = (layer: Typed): Typed => ({ ...layer, rate });
  const changed = withOutline(design, mapLayers(design.outline, (item) => (item.layer.type === definition.type && item.layer['rate'] !== rate ? { ...item, layer: set(item.layer) } : item)));
  return hiddenStages(changed, catalog).reduce((next, stage) => {
    const last = stage.at(-1);
    const has = stage.some(({ item }) => groupOf(catalog, item.layer) === groups.regularization);
    return has || !last ? next : insertAfter(next, last.item.id, set(newLayer(definition)));
  }, changed);
}

/** The stages before the last layer with weights. */
function hiddenStages(design: Design, catalog: CatalogDescription): Listed[][] {
  const stages: Listed[][] = [];
  for (const placed of listed(design.outline)) {
    if (groupOf(catalog, placed.item.layer) === groups.weights) stages.push([placed]);
    else stages.at(-1)?.push(placed);
  }
  const last = stages.at(-1)?.[0];
  // In a repeated block the last layer with weights is followed by the next repetition: it is hidden but for the last copy.
  if (last?.block && last.block.times > 1) return stages;
  return stages.slice(0, -1);
}

function insertAfter(design: Design, id: string, layer: Typed): Design {
  const put = (items: readonly Item[]): Item[] => items.flatMap((item) => (item.id === id ? [item, layerItem(layer)] : [item]));
  return withOutline(design, put(design.outline).map((item) => (item.kind === 'block' ? { ...item, items: put(item.items) as LayerItem[] } : item)));
}

function without(design: Design, catalog: CatalogDescription, group: string): Design {
  const keep = (item: LayerItem) => groupOf(catalog, item.layer) !== group;
  return withOutline(design, design.outline.flatMap((item): Item[] => (item.kind === 'layer' ? (keep(item) ? [item] : []) : [{ ...item, items: item.items.filter(keep) }])));
}
