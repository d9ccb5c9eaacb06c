import { oc } from '@orpc/contract';
import { z } from 'zod';
import { reportPlanSchema, reportSourceSchema } from '../report/plan.ts';

/** Reports that somebody wrote on, one per source. */

export const keptReportSchema = z.object({
  source: reportSourceSchema,
  /** What the source is called now, or was when the report was last changed. */
  sourceName: z.string(),
  /** What the report is about has been deleted: its words are kept, but it cannot be made. */
  gone: z.boolean(),
  createdAt: z.number(),
  changedAt: z.number(),
  plan: reportPlanSchema,
});
export type KeptReport = z.infer<typeof keptReportSchema>;

export const keptReportsContract = {
  /** The last changed first. */
  list: oc.output(z.array(keptReportSchema)),
  /** Null where nobody has written on it yet. */
  get: oc.input(z.object({ source: reportSourceSchema })).output(keptReportSchema.nullable()),
  /** Keeps a plan with its source, in the place of the one before. */
  save: oc.input(z.object({ source: reportSourceSchema, plan: reportPlanSchema })).output(keptReportSchema),
  delete: oc.input(z.object({ source: reportSourceSchema })).output(z.object({ deleted: z.boolean() })),
};
