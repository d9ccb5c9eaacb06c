import { z } from 'zod';
import { metricNames } from '../api/records.ts';

/**
 * What stands beside a recipe's document: its story in both languages, the figure it makes, and what to expect.
 * `resources/recipes/NAME.descent.json` holds the document, `NAME.text.json` this.
 */

/** Text in every language; Markdown with formulas between `$` where it says so. */
const localized = z.strictObject({ en: z.string().min(1), zh: z.string().min(1) });

/** Series that are stored for every run: loss and learning rate of each step, and the six metrics of an evaluation. */
export const seriesNames = ['loss', 'lr', ...metricNames] as const;
const series = z.enum(seriesNames);
const step = z.int().min(1);

/**
 * How a row's value is computed from what was stored of a run, or of all runs of a variant together.
 *
 * - `at`: the series' value recorded nearest to a step.
 * - `mean`: mean over the steps `from … to`, both included.
 * - `final`: the evaluation at the end of the run.
 * - `weights`: from the weights the run ended with. `std`: their standard deviation in one layer; `near-zero`: share
 *   of all weights smaller than 0.001 in size; `unit-spread`: the largest standard deviation, over one input, between
 *   the units of a layer.
 * - `ensemble`: test accuracy of the averaged probabilities of all runs of the variant.
 * - `trials`: of a search. `value`: the metric of the trial at `rank`; `log10`: mean of log10 of a parameter over the best `rank`.
 * - `line`: slope or intercept of the fitted straight line of a regression with one input and one output.
 */
export const measureSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('at'), series, step }),
  z.strictObject({ kind: z.literal('mean'), series, from: step, to: step }),
  z.strictObject({ kind: z.literal('final'), metric: z.enum(metricNames) }),
  z.strictObject({ kind: z.literal('weights'), what: z.enum(['std', 'near-zero', 'unit-spread']), layer: z.int().min(0).optional() }),
  z.strictObject({ kind: z.literal('line'), what: z.enum(['slope', 'intercept']) }),
  z.strictObject({ kind: z.literal('ensemble') }),
  z.strictObject({ kind: z.literal('trials'), what: z.enum(['value', 'log10']), rank: z.int().min(1), path: z.string().optional() }),
]);
export type Measure = z.infer<typeof measureSchema>;

/** One expected number: mean and standard deviation over seeds of an independent implementation. */
export const expectedRowSchema = z.strictObject({
  label: localized,
  /** Name of the variant it is about; left out where the document has none. */
  variant: z.string().optional(),
  /** Rows with the same key stand on one line of the table, such as a scale with and without Batch Norm. */
  line: z.string().optional(),
  measure: measureSchema,
  mean: z.number(),
  sd: z.number().min(0),
  digits: z.int().min(0).max(6).default(3),
  /**
   * The value of a run that diverged: the reference program goes on with NaN, which is read as the first class at every
   * image. Left out where divergence means disagreement.
   */
  diverged: z.number().optional(),
  /** Checked, but shown only when all rows are asked for. */
  minor: z.boolean().default(false),
});
export type ExpectedRow = z.infer<typeof expectedRowSchema>;

/** A curve of a figure: one series of one variant (all its runs: mean and band). */
const lineSchema = z.strictObject({
  label: localized,
  variant: z.string().optional(),
  series,
  /** `run`: the colour and dash of the variant; the others are fixed pairs. */
  style: z.enum(['run', 'with', 'without', 'train', 'validation', 'test']).default('run'),
});
export type FigureLine = z.infer<typeof lineSchema>;

const panelSchema = z.strictObject({
  title: localized.optional(),
  /** A caption: what the axes are, short. */
  caption: localized.optional(),
  note: localized.optional(),
  lines: z.array(lineSchema).min(1).max(12),
  /** Overrides the figure's scale for this panel. */
  log: z.boolean().optional(),
  range: z.tuple([z.number(), z.number()]).optional(),
  smoothing: z.number().min(0).max(0.999).optional(),
});

export const figureSchema = z.discriminatedUnion('kind', [
  /** Curves over epochs or steps in one panel or in a grid of them. */
  z.strictObject({
    kind: z.literal('curves'),
    title: localized,
    caption: localized.optional(),
    columns: z.int().min(1).max(5).default(1),
    x: z.enum(['epoch', 'step']),
    log: z.boolean().default(false),
    range: z.tuple([z.number(), z.number()]).optional(),
    /** Weight of the past in the exponential moving average, corrected for its start; 0 = raw. */
    smoothing: z.number().min(0).max(0.999).default(0),
    panels: z.array(panelSchema).min(1).max(32),
  }),
  /** The best trials of a search as small multiples of training and validation accuracy, best first. */
  z.strictObject({ kind: z.literal('search'), title: localized, caption: localized.optional(), columns: z.int().default(5), top: z.int().default(20) }),
  /** A measured spread per layer, first to last, at the chosen inspection; one line per variant. */
  z.strictObject({ kind: z.literal('layers'), title: localized, caption: localized.optional(), quantity: z.enum(['gradients', 'activations', 'weights']), variants: z.array(z.strictObject({ variant: z.string(), label: localized })) }),
  /** Histograms of the weights at the end, one per variant. */
  z.strictObject({ kind: z.literal('weights'), title: localized, caption: localized.optional(), layer: z.int().min(0), variants: z.array(z.strictObject({ variant: z.string(), label: localized })) }),
  /** The points of a regression with one input and the straight lines that were found. */
  z.strictObject({ kind: z.literal('fit'), title: localized, caption: localized.optional(), variants: z.array(z.strictObject({ variant: z.string(), label: localized })) }),
]);
export type Figure = z.infer<typeof figureSchema>;

/** What lists show of a recipe. */
export const recipeHeadSchema = z.strictObject({
  /** Lists are sorted by it. */
  order: z.int(),
  title: localized,
  /** One sentence. */
  summary: localized,
  /** Section of the chapter, such as `6.3.2`; `+` for what goes further; null for what stands outside it. */
  chapter: z.string().nullable(),
});

/** The whole text of a recipe of the chapter. */
export const recipeTextSchema = recipeHeadSchema.extend({
  /** The question in bold that the story opens with. */
  question: localized,
  /** Markdown. */
  story: localized,
  /** TeX, without delimiters. */
  formulas: z.array(z.string()).max(4),
  /** Markdown, one line each. */
  lookFor: z.array(localized).min(1).max(5),
  /** Markdown. */
  why: localized,
  /**
   * Changes worth trying, made to a copy of the document: `set` replaces the values at dotted paths, `swap` one layer type
   * by another wherever it stands, also in the variants.
   */
  tryThis: z.array(z.strictObject({ label: localized, set: z.record(z.string(), z.unknown()), swap: z.record(z.string(), z.string()).optional() })).max(4),
  settings: z.array(z.strictObject({ label: localized, value: localized })).max(8),
  figures: z.array(figureSchema).min(1).max(2),
  expected: z.strictObject({
    /** What the numbers are, in one line. */
    caption: localized,
    /** Where the expected numbers come from: a key of the published table, or the program beside the tests. */
    source: z.string(),
    /** How lines are named where their key is not enough. */
    lines: z.record(z.string(), localized).optional(),
    rows: z.array(expectedRowSchema),
  }),
});
export type RecipeText = z.infer<typeof recipeTextSchema>;
