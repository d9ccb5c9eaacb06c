import { oc } from '@orpc/contract';
import { z } from 'zod';
import { keptReportsContract } from './kept-reports.ts';
import { reportVerificationContract } from './report-verification.ts';
import { reportPlanSchema, reportSourceSchema } from '../report/plan.ts';
import type { StudioFile } from './contract.ts';

/** Reports of runs, experiments, comparisons and sweeps: made from the store alone. */

const language = z.enum(['en', 'zh']).default('en');
const file = z.custom<StudioFile>((value) => typeof value === 'object' && value !== null && 'arrayBuffer' in value);

/** `html`: one page that needs nothing else. `md`: a ZIP of Markdown and charts as SVG. `csv`: a row per run (or trial). `json`: facts, plan and curves. `pdf`: the page as it prints. */
export const reportFormats = ['html', 'pdf', 'md', 'csv', 'json'] as const;
export type ReportFormat = (typeof reportFormats)[number];

export const reportsContract = {
  /** The report that suits a source before anyone has changed it. */
  plan: oc.input(z.object({ source: reportSourceSchema, language })).output(reportPlanSchema),
  /** Makes a report; without a plan, the one that suits. The plan's language counts, where there is one. */
  make: oc.input(z.object({ source: reportSourceSchema, format: z.enum(reportFormats), plan: reportPlanSchema.optional(), language })).output(file),
  ...keptReportsContract,
  ...reportVerificationContract,
};
