import type { Typed } from '../experiment/document.ts';
import { findDefinition, type CatalogDescription, type DefinitionDescription } from '../schema/definition.ts';
import { kindOf } from '../schema/kinds/index.ts';
import { listed, type Outline } from './outline.ts';

/** Palette groups that the whole-network switches know. */
export const groups = { weights: 'weights', activation: 'activation', normalization: 'normalization', regularization: 'regularization', output: 'output' } as const;

/** A new layer of a declared type with its defaults written out; what may be left out is. */
export function newLayer(definition: DefinitionDescription): Typed {
  return { type: definition.type, ...defaultsOf(definition) };
}

/** The values an object of this type begins with. */
export function defaultsOf({ parameters }: DefinitionDescription): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, description]): [string, unknown][] => {
      const value = description.optional ? undefined : kindOf(description).initial(description);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

export function layerDefinition(catalog: CatalogDescription, layer: Typed): DefinitionDescription | undefined {
  return findDefinition(catalog, 'layer', layer.type);
}

export function groupOf(catalog: CatalogDescription, layer: Typed): string | undefined {
  return layerDefinition(catalog, layer)?.group;
}

/** Declared types of one palette group. */
export function layersOf(catalog: CatalogDescription, group: string): readonly DefinitionDescription[] {
  return catalog.layer.filter((definition) => definition.group === group);
}

/** Which of its kind each layer is, from 1: "Affine 2". By id; layers of a block count once. */
export function ordinals(outline: Outline): ReadonlyMap<string, number> {
  const seen = new Map<string, number>();
  return new Map(
    listed(outline).map(({ item }) => {
      const ordinal = (seen.get(item.layer.type) ?? 0) + 1;
      seen.set(item.layer.type, ordinal);
      return [item.id, ordinal];
    }),
  );
}
