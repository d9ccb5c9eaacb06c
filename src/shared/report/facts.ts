import { z } from 'zod';
import { environmentSchema, evaluationSchema, runIdSchema, runStates } from '../api/records.ts';
import type { ExperimentDocument, RunDocument } from '../experiment/document.ts';
import { reportSourceSchema } from './plan.ts';

/** What a report claims, in numbers: it is embedded in the report, and the runs can be made anew from it and compared. */

export const reportFactsFormat = 'descent/report@1';

const object = z.custom<object>((value) => typeof value === 'object' && value !== null && !Array.isArray(value));
const document = object as unknown as z.ZodType<RunDocument>;

export const runFactsSchema = z.object({
  id: runIdSchema,
  name: z.string(),
  variant: z.string().nullable(),
  seed: z.number(),
  /** Complete: the run can be made again from it. Not yet checked against the catalog. */
  document,
  dataset: z.string().nullable(),
  dataHash: z.string().nullable(),
  environment: environmentSchema.nullable(),
  state: z.enum(runStates),
  /** Steps that were trained. */
  step: z.number(),
  /** A run that began from another's checkpoint cannot be made again from its document alone. */
  forkedFrom: z.object({ runId: z.string(), step: z.number() }).nullable(),
  final: evaluationSchema.nullable(),
  best: evaluationSchema.nullable(),
  /** Trained numbers of the network; missing in reports of older versions, null where the run never began. */
  parameters: z.number().nullable().optional(),
  /** SHA-256 of `weights.safetensors` at the end, in hex; null where the run has none. */
  weightsHash: z.string().nullable(),
});
export type RunFacts = z.infer<typeof runFactsSchema>;

export const reportFactsSchema = z.object({
  format: z.literal(reportFactsFormat),
  /** Milliseconds since 1970. */
  madeAt: z.number(),
  /** Version of the program. */
  program: z.string(),
  /** Whose report it is, as written on it; missing in reports of older versions. */
  author: z.string().optional(),
  source: reportSourceSchema.extend({ name: z.string() }),
  /** The document that was started; null for a comparison of runs of several. */
  experiment: (object as unknown as z.ZodType<ExperimentDocument>).nullable(),
  /** In the order of the report. Of a sweep: the runs of its best trial, and the one the test set was opened for. */
  runs: z.array(runFactsSchema).max(1000),
  /** A sweep's trials without their runs; null for anything else. */
  sweep: z
    .object({
      metric: z.enum(['validationAccuracy', 'validationLoss']),
      goal: z.enum(['maximize', 'minimize']),
      trials: z.array(z.object({ number: z.number(), settings: z.record(z.string(), z.unknown()), state: z.string(), value: z.number().nullable(), runIds: z.array(z.string()) })).max(200_000),
      /** Number of the best trial. */
      best: z.number().nullable(),
      testRunId: z.string().nullable(),
    })
    .nullable(),
});
export type ReportFacts = z.infer<typeof reportFactsSchema>;
