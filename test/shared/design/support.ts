import { describeCatalog } from '../../../src/engine/catalog.ts';
import { designOf, flatten, type Design } from '../../../src/shared/design/index.ts';
import { parseExperiment } from '../../../src/shared/experiment/index.ts';

export const catalog = describeCatalog();

/** A design of these layers: `100` is an affine layer, a text another type. */
export function design(layers: readonly (number | string)[], rest: Record<string, unknown> = {}): Design {
  return designOf(
    parseExperiment(
      {
        format: 'descent/experiment@1',
        name: 'Test',
        data: { source: 'digits' },
        network: { layers: layers.map((layer) => (typeof layer === 'number' ? { type: 'affine', units: layer } : { type: layer })) },
        training: { epochs: 1 },
        ...rest,
      },
      catalog,
    ),
  );
}

/** The layers as `design` takes them. */
export const layersOf = ({ document }: Design): (number | string)[] => document.network.layers.map((layer) => (layer.type === 'affine' ? (layer['units'] as number) : layer.type));

/** The id of the layer trained at a position. */
export const idAt = ({ outline }: Design, position: number): string => flatten(outline)[position]?.item.id ?? 'none';
