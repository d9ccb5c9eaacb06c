import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import type { ExperimentDocument } from '../experiment/document.ts';
import type { CatalogDescription } from '../schema/definition.ts';
import {
  datasetSummarySchema,
  environmentSchema,
  experimentSummarySchema,
  recipeSummarySchema,
  runDetailSchema,
  runEventSchema,
  runIdSchema,
  runSummarySchema,
  runStates,
  seriesSchema,
} from './records.ts';

/**
 * What every door can ask of the studio. Commands go down as procedures, what happened comes up as event streams.
 * Documents travel as they are and are checked by the service that uses them, so that their problems come back as
 * `document-invalid` errors with paths, whichever door they came through.
 */

const document = z.custom<ExperimentDocument>((value) => typeof value === 'object' && value !== null);
const language = z.enum(['en', 'zh']).default('en');
const run = z.object({ id: runIdSchema });

export const contract = {
  system: {
    info: oc.output(
      z.object({
        version: z.string(),
        platform: z.string(),
        home: z.string(),
        environment: environmentSchema,
        /** How the window reaches the studio. */
        door: z.enum(['desktop', 'browser']),
      }),
    ),
    catalog: oc.output(z.custom<CatalogDescription>()),
  },
  datasets: {
    list: oc.output(z.array(datasetSummarySchema)),
    /** First images of a set, row-major bytes in base64, for small pictures. */
    examples: oc
      .input(z.object({ type: z.string(), count: z.int().min(1).max(200) }))
      .output(z.object({ shape: z.array(z.number()), labels: z.array(z.number()), pixels: z.string() })),
  },
  recipes: {
    list: oc.output(z.array(recipeSummarySchema)),
    get: oc.input(z.object({ name: z.string() })).output(z.object({ summary: recipeSummarySchema, document })),
  },
  experiments: {
    /** Starts every run of a document. */
    start: oc.input(z.object({ document, language })).output(z.object({ experiment: experimentSummarySchema, runs: z.array(runSummarySchema) })),
    get: oc.input(z.object({ id: z.string() })).output(experimentSummarySchema.extend({ document })),
  },
  runs: {
    list: oc
      .input(
        z.object({
          limit: z.int().min(1).max(1000).default(100),
          offset: z.int().min(0).default(0),
          states: z.array(z.enum(runStates)).optional(),
          experimentId: z.string().optional(),
          search: z.string().max(200).optional(),
          archived: z.boolean().default(false),
        }),
      )
      .output(z.object({ runs: z.array(runSummarySchema), total: z.number() })),
    get: oc.input(run).output(runDetailSchema),
    /** Series of a run between two steps, each down-sampled to at most `points` buckets. */
    series: oc
      .input(run.extend({ names: z.array(z.string()).min(1).max(100), from: z.number().optional(), to: z.number().optional(), points: z.int().min(2).max(20_000).default(1000) }))
      .output(z.array(seriesSchema)),
    stop: oc.input(run).output(runSummarySchema),
    pause: oc.input(run).output(runSummarySchema),
    /** Goes on with a paused, interrupted or stopped run from its last checkpoint. */
    resume: oc.input(run).output(runSummarySchema),
    /** One step of a paused run. */
    step: oc.input(run).output(runSummarySchema),
    rename: oc.input(run.extend({ name: z.string().min(1).max(200) })).output(runSummarySchema),
    delete: oc.input(run).output(z.object({ deleted: z.boolean() })),
    /** Every change of every run, from now on. */
    watch: oc.output(eventIterator(runEventSchema)),
  },
};

export type Contract = typeof contract;
