import type { Distribution, LayerInspection } from '../../../shared/api/inspection.ts';

/**
 * A layer with weights is read together with what follows it up to the next one: units die or saturate in the activation
 * function behind the weights, not in the weighted sum.
 */

// Not by the update's size: weights that no gradient reaches have none, and are what one looks for.
const hasWeights = (layer: LayerInspection) => (layer.weights !== null || layer.updateRatio !== null) && layer.type !== 'batch-norm';

/** The layers that are listed: those with weights of their own. */
export const weighted = (layers: readonly LayerInspection[]): LayerInspection[] => layers.filter(hasWeights);

/** The layers behind one with weights, up to the next. */
function behind(layers: readonly LayerInspection[], layer: LayerInspection): readonly LayerInspection[] {
  const position = layers.indexOf(layer);
  const next = layers.findIndex((other, index) => index > position && hasWeights(other));
  return layers.slice(position + 1, next < 0 ? layers.length : next);
}

/** Activations after the function that follows, where one does. */
export function shownActivations(layers: readonly LayerInspection[], layer: LayerInspection): Distribution {
  return behind(layers, layer).find(({ dead, saturated }) => dead !== null || saturated !== null)?.activations ?? layer.activations;
}

/** Share of units that are dead or saturated, whichever the activation function knows; undefined where it knows neither. */
export function idleUnits(layers: readonly LayerInspection[], layer: LayerInspection): { readonly kind: 'dead' | 'saturated'; readonly share: number } | undefined {
  const all = [...behind(layers, layer), layer];
  const dead = all.find((one) => one.dead !== null)?.dead;
  if (dead !== undefined && dead !== null) return { kind: 'dead', share: dead };
  const saturated = all.find((one) => one.saturated !== null)?.saturated;
  return saturated === undefined || saturated === null ? undefined : { kind: 'saturated', share: saturated };
}
