import { oc } from '@orpc/contract';
import { z } from 'zod';
import { runIdSchema } from './records.ts';

/** A comparison that was named and kept: its runs, and how they were looked at. */
export const comparisonSchema = z.object({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{3,40}$/),
  name: z.string().min(1).max(200),
  createdAt: z.number(),
  runIds: z.array(runIdSchema).min(1).max(1000),
  /** The screen's own affair; kept as it is. */
  view: z.record(z.string(), z.unknown()),
});
export type Comparison = z.infer<typeof comparisonSchema>;

export const comparisonsContract = {
  /** Newest first. */
  list: oc.output(z.array(comparisonSchema)),
  get: oc.input(comparisonSchema.pick({ id: true })).output(comparisonSchema),
  /** Keeps a new comparison, or changes the one with this id. */
  save: oc.input(comparisonSchema.pick({ name: true, runIds: true, view: true }).extend({ id: comparisonSchema.shape.id.optional() })).output(comparisonSchema),
  delete: oc.input(comparisonSchema.pick({ id: true })).output(z.object({ deleted: z.boolean() })),
};
