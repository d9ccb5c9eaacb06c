import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import type { ExperimentDocument, RunDocument, SearchSection } from '../experiment/document.ts';
import type { CatalogDescription } from '../schema/definition.ts';
import type { Finding } from './advice.ts';
import { comparisonsContract } from './comparisons.ts';
import { dataContract } from './data.ts';
import { designContract } from './design.ts';
import { desktopContract } from './desktop.ts';
import type { Problem } from './errors.ts';
import type { Inspection } from './inspection.ts';
import { labsContract } from './labs.ts';
import { learnContract } from './learn.ts';
import { experimentFormats, modelsContract } from './models.ts';
import { reportsContract } from './reports.ts';
import { placesContract } from './places.ts';
import {
  datasetSummarySchema,
  environmentSchema,
  experimentSummarySchema,
  noticeSchema,
  recipeSummarySchema,
  runDetailSchema,
  runEventSchema,
  runIdSchema,
  runSeriesSchema,
  runSummarySchema,
  runStates,
  seriesSchema,
  settingsSchema,
} from './records.ts';
import { sweepAnalysisSchema, sweepDetailSchema, sweepEventSchema, sweepSummarySchema } from './sweeps.ts';
import { microscopeContract } from './microscope.ts';
import { testBenchContract } from './test-bench.ts';

/**
 * What every door can ask of the studio. Commands go down as procedures, what happened comes up as event streams.
 * Documents travel as they are and are checked by the service that uses them, so that their problems come back as
 * `document-invalid` errors with paths, whichever door they came through.
 */

const document = z.custom<ExperimentDocument>((value) => typeof value === 'object' && value !== null);
const language = z.enum(['en', 'zh']).default('en');
const run = z.object({ id: runIdSchema });
const sweep = z.object({ id: z.string() });
/** A file on its way between the studio and a screen: what `File` has in browsers and in Node alike. */
export interface StudioFile {
  readonly name: string;
  readonly size: number;
  arrayBuffer(): Promise<ArrayBuffer>;
}
const file = z.custom<StudioFile>((value) => typeof value === 'object' && value !== null && 'arrayBuffer' in value);
/** What is asked of series: their names, a range of steps, and at most how many buckets each. */
const seriesRequest = z.object({
  names: z.array(z.string()).min(1).max(100),
  from: z.number().optional(),
  to: z.number().optional(),
  points: z.int().min(2).max(20_000).default(1000),
});

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
        /** Names and versions of what shows the window, where the studio brings it along. */
        shell: z.record(z.string(), z.string()),
        /** Said once after the start. */
        notices: z.array(noticeSchema),
      }),
    ),
    catalog: oc.output(z.custom<CatalogDescription>()),
    settings: oc.output(settingsSchema),
    changeSettings: oc.input(settingsSchema.partial()).output(settingsSchema),
    /** A sound copy of the database, taken while runs go on. */
    backup: oc.output(z.object({ file: z.string(), bytes: z.number() })),
    /** The copies that were made, newest first. */
    backups: oc.output(z.array(z.object({ file: z.string(), bytes: z.number(), createdAt: z.number() }))),
    /**
     * Puts a copy in the place of the database, after a copy of what is there now (`replaced`). Nothing may be training. Every list must be
     * read anew afterwards.
     */
    restore: oc.input(z.object({ file: z.string().min(1) })).output(z.object({ runs: z.number(), replaced: z.string() })),
    /** Purges deleted runs and gives their room back to the disk. */
    vacuum: oc.output(z.object({ before: z.number(), after: z.number() })),
  },
  datasets: {
    list: oc.output(z.array(datasetSummarySchema)),
    /** First images of a set, row-major bytes in base64, for small pictures. */
    examples: oc
      .input(z.object({ type: z.string(), count: z.int().min(1).max(200) }))
      .output(z.object({ shape: z.array(z.number()), labels: z.array(z.number()), pixels: z.string() })),
    /** Reads a whole set and compares its contents with the known checksums. */
    verify: oc.input(z.object({ type: z.string() })).output(datasetSummarySchema),
    /** Copies a set that is found in a folder of this machine into the studio's own. */
    import: oc.input(z.object({ directory: z.string().min(1) })).output(z.array(datasetSummarySchema)),
    /** Downloads a known set; ends with the set itself. Leaving the stream stops the download, and the next attempt goes on from there. */
    fetch: oc
      .input(z.object({ type: z.string() }))
      .output(eventIterator(z.object({ received: z.number(), total: z.number(), dataset: datasetSummarySchema.nullable() }))),
  },
  /** The Data screen: how sets look, and those of one's own. */
  data: dataContract,
  recipes: {
    list: oc.output(z.array(recipeSummarySchema)),
    get: oc.input(z.object({ name: z.string() })).output(z.object({ summary: recipeSummarySchema, document })),
  },
  design: designContract,
  experiments: {
    /** Starts every run of a document. */
    start: oc.input(z.object({ document, language })).output(z.object({ experiment: experimentSummarySchema, runs: z.array(runSummarySchema) })),
    get: oc.input(z.object({ id: z.string() })).output(experimentSummarySchema.extend({ document })),
    list: oc
      .input(z.object({ limit: z.int().min(1).max(1000).default(100), offset: z.int().min(0).default(0) }))
      .output(z.object({ experiments: z.array(experimentSummarySchema), total: z.number() })),
    /** Problems of a document; none = it can be started. Where it can, `runs` says how many runs it makes. */
    check: oc.input(z.object({ document: z.unknown(), language })).output(z.object({ problems: z.array(z.custom<Problem>()), runs: z.number().nullable() })),
    /** `descent`: the experiment with its runs, series, inspections and last checkpoints as one file; else a zip for another program. */
    export: oc.input(z.object({ id: z.string(), format: z.enum(experimentFormats).default('descent') })).output(file),
    import: oc.input(z.object({ file: file })).output(z.object({ experiment: experimentSummarySchema, runs: z.array(runSummarySchema) })),
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
    /** The documents of several runs, for lists that filter and compare by parameters. Runs that are not there are left out. */
    documents: oc.input(z.object({ ids: z.array(runIdSchema).min(1).max(1000) })).output(z.array(z.object({ id: runIdSchema, document: z.custom<RunDocument>() }))),
    /** Series of a run between two steps, each down-sampled to at most `points` buckets. Series it does not have are left out. */
    series: oc.input(run.extend(seriesRequest.shape)).output(z.array(seriesSchema)),
    /** The same for several runs at once. */
    compare: oc.input(z.object({ ids: z.array(runIdSchema).min(1).max(1000) }).extend(seriesRequest.shape)).output(z.array(runSeriesSchema)),
    /** What was measured inside the network, by step; evenly thinned out to at most `limit`, the last always among them. */
    inspections: oc
      .input(run.extend({ from: z.number().optional(), to: z.number().optional(), limit: z.int().min(1).max(1000).default(100) }))
      .output(z.array(z.custom<Inspection>())),
    /** What there is to say about a run, problems before hints: see engine/diagnostics. */
    advice: oc.input(run).output(z.array(z.custom<Finding>())),
    stop: oc.input(run).output(runSummarySchema),
    pause: oc.input(run).output(runSummarySchema),
    /** Goes on with a paused, interrupted or stopped run from its last checkpoint. */
    resume: oc.input(run).output(runSummarySchema),
    /** One step of a paused run. */
    step: oc.input(run).output(runSummarySchema),
    rename: oc.input(run.extend({ name: z.string().min(1).max(200) })).output(runSummarySchema),
    /** Takes a run out of every list; `undelete` brings it back for a day. */
    delete: oc.input(run).output(z.object({ deleted: z.boolean() })),
    undelete: oc.input(run).output(runSummarySchema),
    archive: oc.input(run.extend({ archived: z.boolean() })).output(runSummarySchema),
    setTags: oc.input(run.extend({ tags: z.array(z.string().min(1).max(50)).max(50) })).output(runSummarySchema),
    setNotes: oc.input(run.extend({ notes: z.string().max(100_000) })).output(runSummarySchema),
    /** Trains the same document anew. */
    duplicate: oc.input(run).output(runSummarySchema),
    /**
     * A new run that begins from a checkpoint of this one, weights and optimizer state, with values of its document
     * replaced at dotted paths. Without `step` from the last checkpoint.
     */
    fork: oc.input(run.extend({ step: z.int().min(0).optional(), set: z.record(z.string(), z.unknown()).default({}), name: z.string().min(1).max(200).optional(), language })).output(runSummarySchema),
    /** Puts a queued run before another one, or at the end of the queue. */
    move: oc.input(run.extend({ before: runIdSchema.nullable() })).output(z.object({ queue: z.array(runIdSchema) })),
    /** Every change of every run, from now on. */
    watch: oc.output(eventIterator(runEventSchema)),
  },
  /** Trained networks as files and programs. */
  models: modelsContract,
  /** Comparisons that were named and kept. */
  comparisons: comparisonsContract,
  sweeps: {
    /** Starts the first round of a document's search. Judged on the validation set: a document without one is refused. */
    start: oc.input(z.object({ document, language })).output(sweepDetailSchema),
    list: oc
      .input(z.object({ limit: z.int().min(1).max(1000).default(100), offset: z.int().min(0).default(0) }))
      .output(z.object({ sweeps: z.array(sweepSummarySchema), total: z.number() })),
    get: oc.input(sweep).output(sweepDetailSchema),
    pause: oc.input(sweep).output(sweepSummarySchema),
    stop: oc.input(sweep).output(sweepSummarySchema),
    /** Goes on with the trials it would have had: none is repeated, none is lost. */
    resume: oc.input(sweep.extend({ language })).output(sweepSummarySchema),
    addTrials: oc.input(sweep.extend({ trials: z.int().min(1).max(100_000), language })).output(sweepSummarySchema),
    /** Another round, in the range narrowed to the best quarter of the last one where `space` is left out. */
    nextRound: oc
      .input(sweep.extend({ space: z.custom<SearchSection['space']>().optional(), trials: z.int().min(1).max(100_000).optional(), method: z.enum(['grid', 'random', 'tpe']).optional(), language }))
      .output(sweepSummarySchema),
    /** Importance of the parameters over one round or all, and the range proposed for the next. */
    analyze: oc.input(sweep.extend({ round: z.int().min(0).optional() })).output(sweepAnalysisSchema),
    /** Trains the best settings on all training examples and opens the test set, once. */
    test: oc.input(sweep.extend({ language })).output(runSummarySchema),
    /** Takes a sweep and its runs out of every list. */
    delete: oc.input(sweep).output(z.object({ deleted: z.boolean() })),
    /** Every change of every sweep, from now on. */
    watch: oc.output(eventIterator(sweepEventSchema)),
  },
  /** The chapter's pages: texts of recipes, and how their runs compare with what was expected. */
  learn: learnContract,
  /** The labs' computations. */
  labs: labsContract,
  /** Reports to hand in. */
  reports: reportsContract,
  /** The studio's folders on this machine. */
  places: placesContract,
  /** The window system around the page. */
  desktop: desktopContract,
  /** Trained networks, asked about one example or their whole test set. */
  testBench: testBenchContract,
  microscope: microscopeContract,
};

export type Contract = typeof contract;
