import { oc } from '@orpc/contract';
import { z } from 'zod';

/**
 * What the labs ask of the engine. Requests are small and answered in milliseconds, so that a slider can ask at every move.
 * Numbers that are not finite travel as null.
 */

const language = z.enum(['en', 'zh']).default('en');
const value = z.number().nullable();
const pair = z.tuple([z.number(), z.number()]);

/** A typed object such as `{type: "adam", lr: 0.3}`; checked against the catalog by the service. */
const typed = z.record(z.string(), z.unknown());

/** One optimizer's walk. Lists have an entry per position: the start and one after each update. */
export const optimizerPathSchema = z.object({
  positions: z.array(pair),
  values: z.array(value),
  gradients: z.array(z.tuple([value, value])),
  /** What the optimizer remembers, such as `v`, before the step from each position: a pair, one for each axis. */
  memory: z.record(z.string(), z.array(pair)),
  /** What each update makes of a memory, in the optimizer's order: `keep` times itself and so on, or null where that is no sum of shares. */
  updates: z.array(z.object({ name: z.string(), title: z.object({ en: z.string(), zh: z.string() }), shares: z.object({ keep: z.number(), gradient: z.number().optional(), square: z.number().optional() }).nullable() })),
  /** What earlier gradients add to the step from each position (before any division), and in which memory they are; null where they add nothing. */
  carried: z.object({ name: z.string(), factors: z.array(z.number()) }).nullable(),
  /** The point left the numbers: the path ends before the step asked for. */
  left: z.boolean(),
});
export type OptimizerPath = z.infer<typeof optimizerPathSchema>;

/** Counts in equal bins from `low` to `high`; what lies outside is in the end bins, exact zeros are counted apart. */
export const labDistributionSchema = z.object({
  mean: value,
  std: value,
  low: z.number(),
  high: z.number(),
  counts: z.array(z.number()),
  /** Share of values that are exactly 0. */
  zeros: z.number(),
  /** Share of values in the flat ends of the activation; null where it has none. */
  saturated: z.number().nullable(),
});
export type LabDistribution = z.infer<typeof labDistributionSchema>;

export const labActivations = ['sigmoid', 'tanh', 'relu'] as const;

export const labsContract = {
  /** Lets optimizers go from one point of the surface of a formula in x and y, in the engine's textbook version (float64). */
  optimizerPaths: oc
    .input(z.object({ formula: z.string().min(1).max(300), start: pair, steps: z.int().min(1).max(2000), optimizers: z.array(typed).min(1).max(12), language }))
    .output(z.object({ paths: z.array(optimizerPathSchema) })),
  /** Random inputs through a fresh network, and random gradients back through it: what initial weights do to both. */
  initialWeights: oc
    .input(
      z.object({
        init: typed,
        activation: z.enum(labActivations),
        inputs: z.int().min(1).max(1000),
        depth: z.int().min(1).max(20),
        width: z.int().min(1).max(500),
        batchNorm: z.boolean().default(false),
        seed: z.int().min(0).max(0xffff_ffff).default(0),
        language,
      }),
    )
    .output(z.object({ examples: z.number(), std: z.number(), layers: z.array(z.object({ activations: labDistributionSchema, gradients: labDistributionSchema })) })),
  /** The same values through a Dropout layer, pass after pass; and once as in prediction. */
  dropout: oc
    .input(z.object({ values: z.array(z.number()).min(1).max(100), rate: z.number().min(0).max(0.99), scaling: z.enum(['inverted', 'at-test']), passes: z.int().min(1).max(2000), seed: z.int().min(0).max(0xffff_ffff).default(0), language }))
    .output(z.object({ passes: z.array(z.array(z.number())), mean: z.array(z.number()), predicted: z.array(z.number()) })),
};
