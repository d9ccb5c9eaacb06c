import { z } from 'zod';

/** What is measured inside a network while it trains: workers send it, the store keeps it, screens draw it. */

/** Counts of values in equal bins from `low` to `high`; zeros are counted apart, values outside fall into the end bins. */
export interface Histogram {
  readonly low: number;
  readonly high: number;
  readonly counts: readonly number[];
  readonly zeros: number;
  readonly total: number;
}

/** Mean, standard deviation and histogram of the values of one tensor. */
export interface Distribution {
  readonly mean: number;
  readonly std: number;
  readonly histogram: Histogram;
}

/** What was measured inside one layer. */
export interface LayerInspection {
  /** Position in `network.layers`. */
  readonly layer: number;
  readonly type: string;
  readonly activations: Distribution;
  readonly gradients: Distribution | null;
  readonly weights: Distribution | null;
  /** log10 of the size of the last update over the size of the weights; null where there are none. */
  readonly updateRatio: number | null;
  /** Share of units that gave 0 for every example tried; null where the layer cannot die. */
  readonly dead: number | null;
  /** Share of outputs in the flat ends of the activation; null where it has none. */
  readonly saturated: number | null;
}

export interface Inspection {
  readonly step: number;
  readonly layers: readonly LayerInspection[];
  /** Test (or validation) confusion counts, row = true class; null for regression. */
  readonly confusion: readonly (readonly number[])[] | null;
}

/** The same, to check what came from somebody else. */
const distributionSchema = z.object({
  mean: z.number().nullable(),
  std: z.number().nullable(),
  histogram: z.object({ low: z.number().nullable(), high: z.number().nullable(), counts: z.array(z.number()), zeros: z.number(), total: z.number() }),
});
const share = z.number().nullable();
export const inspectionSchema = z.object({
  step: z.number(),
  layers: z.array(
    z.object({ layer: z.number(), type: z.string(), activations: distributionSchema, gradients: distributionSchema.nullable(), weights: distributionSchema.nullable(), updateRatio: share, dead: share, saturated: share }),
  ),
  confusion: z.array(z.array(z.number())).nullable(),
});
