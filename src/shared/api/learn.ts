import { oc } from '@orpc/contract';
import { z } from 'zod';
import type { RecipeText } from '../experiment/recipe.ts';

/** What the chapter's pages ask: a recipe's text, where it was run last, and how that compares with what was expected. */

const rowResult = z.object({ value: z.number().nullable(), values: z.array(z.number()), diverged: z.number(), pending: z.number(), agrees: z.boolean().nullable() });

export const recipeResultsSchema = z.object({
  experimentId: z.string(),
  /** In the order of the text's rows. */
  rows: z.array(rowResult),
});
export type RecipeResults = z.infer<typeof recipeResultsSchema>;

const attempt = z.object({ experimentId: z.string(), createdAt: z.number(), runs: z.number(), done: z.number(), finished: z.boolean() });
export type RecipeAttempt = z.infer<typeof attempt>;

const fitSchema = z.object({
  points: z.array(z.tuple([z.number(), z.number()])),
  lines: z.array(z.object({ variant: z.string().nullable(), slope: z.number(), intercept: z.number() })),
});
export type RecipeFit = z.infer<typeof fitSchema>;

export const learnContract = {
  text: oc.input(z.object({ name: z.string() })).output(z.custom<RecipeText>()),
  /** The newest experiment that was made from each recipe as it stands, whatever its seed and repeats. */
  attempts: oc.output(z.record(z.string(), attempt)),
  results: oc.input(z.object({ name: z.string(), experimentId: z.string() })).output(recipeResultsSchema),
  /** Training points and fitted lines of a regression with one input and one output. */
  fit: oc.input(z.object({ experimentId: z.string() })).output(fitSchema),
};
