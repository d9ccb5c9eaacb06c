import { z } from 'zod';
import type { ExperimentDocument, RunDocument } from '../experiment/document.ts';

/** What the store keeps and the contract carries. Times are milliseconds since 1970. */

export const runStates = ['queued', 'running', 'paused', 'interrupted', 'stopped', 'failed', 'done'] as const;
export type RunState = (typeof runStates)[number];

/** A run in one of these states has work left: it can be resumed or is under way. */
export const unfinishedStates = ['queued', 'running', 'paused', 'interrupted'] as const satisfies readonly RunState[];

/** The six values of an evaluation; null where the split has no examples or the task no accuracy. */
export const metricNames = ['trainLoss', 'trainAccuracy', 'validationLoss', 'validationAccuracy', 'testLoss', 'testAccuracy'] as const;
export type MetricName = (typeof metricNames)[number];
export const evaluationSchema = z.object(Object.fromEntries(metricNames.map((name) => [name, z.number().nullable()])) as Record<MetricName, z.ZodNullable<z.ZodNumber>>);
export type Evaluation = z.infer<typeof evaluationSchema>;

export const runIdSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{3,40}$/);

export const environmentSchema = z.object({
  version: z.string(),
  kernels: z.string(),
  threads: z.number(),
  cpu: z.string(),
  os: z.string(),
  node: z.string(),
});
export type Environment = z.infer<typeof environmentSchema>;

/** Progress of a run; `stepsPerSecond` is an average of the last seconds, `secondsLeft` what it foretells. */
export const progressSchema = z.object({
  step: z.number(),
  totalSteps: z.number(),
  epoch: z.number(),
  totalEpochs: z.number(),
  lr: z.number().nullable(),
  loss: z.number().nullable(),
  stepsPerSecond: z.number().nullable(),
  secondsLeft: z.number().nullable(),
  /** What a running worker is doing before its first step, such as loading data; null while it trains. */
  preparing: z.string().nullable(),
});
export type Progress = z.infer<typeof progressSchema>;

/** The last value of a curve and its extremes so far, each null where no value was finite. */
export const extremesSchema = z.object({ last: z.number().nullable(), min: z.number().nullable(), max: z.number().nullable() });
export type Extremes = z.infer<typeof extremesSchema>;

export const failureSchema = z.object({ code: z.string(), message: z.string(), detail: z.record(z.string(), z.unknown()) });
export type Failure = z.infer<typeof failureSchema>;

/** Checkpoints that were damaged when a run last went on, by their steps, and the step from which it went on instead. */
export const setbackSchema = z.object({ damaged: z.array(z.number()), step: z.number() });
export type Setback = z.infer<typeof setbackSchema>;

/** A run as lists show it. */
export const runSummarySchema = z.object({
  id: runIdSchema,
  experimentId: z.string(),
  experimentName: z.string(),
  name: z.string(),
  variant: z.string().nullable(),
  seed: z.number(),
  state: z.enum(runStates),
  createdAt: z.number(),
  startedAt: z.number().nullable(),
  endedAt: z.number().nullable(),
  /** Position in the series palette, the same on every screen. */
  colour: z.number(),
  /** Such as `784-50-10`. */
  network: z.string(),
  parameters: z.number().nullable(),
  /** The dataset that was trained on; differs from the document's where that says `auto`. */
  dataset: z.string().nullable(),
  progress: progressSchema,
  final: evaluationSchema.nullable(),
  best: evaluationSchema.nullable(),
  failure: failureSchema.nullable(),
  /** `loss` and the metrics of evaluations as recorded so far. */
  metrics: z.record(z.string(), extremesSchema),
  /** Down-sampled training loss for a sparkline. */
  sparkline: z.array(z.number().nullable()),
  tags: z.array(z.string()),
  notes: z.string(),
  archived: z.boolean(),
  /** Trained by another process of this machine, such as a command line: watched here, controlled there. */
  elsewhere: z.boolean(),
  /** The run and step whose checkpoint this one began from. */
  forkedFrom: z.object({ runId: z.string(), step: z.number() }).nullable(),
  setback: setbackSchema.nullable(),
});
export type RunSummary = z.infer<typeof runSummarySchema>;

/** A run with everything that is kept about it, except its series. */
export const runDetailSchema = runSummarySchema.extend({
  document: z.custom<RunDocument>(),
  environment: environmentSchema.nullable(),
  dataHash: z.string().nullable(),
  /** Names of the series that were recorded, and how many points each has. */
  series: z.record(z.string(), z.number()),
  /** Steps that have a checkpoint to resume or fork from, ascending. */
  checkpoints: z.array(z.number()),
});
export type RunDetail = z.infer<typeof runDetailSchema>;

export const experimentSummarySchema = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: z.number(),
  runs: z.number(),
});
export type ExperimentSummary = z.infer<typeof experimentSummarySchema>;
export type ExperimentDetail = ExperimentSummary & { readonly document: ExperimentDocument };

/** Values of a curve; null where a value is not finite: a gap that charts leave open. */
const values = z.array(z.number().nullable());

/**
 * A stretch of one series, down-sampled to buckets: `min` and `max` hold each bucket's extremes so that no spike
 * vanishes, `last` its last value, `steps` the step of that value. With at most as many points as asked for, the three
 * are the same.
 */
export const seriesSchema = z.object({
  name: z.string(),
  steps: z.array(z.number()),
  min: values,
  max: values,
  last: values,
  /** Points there are in the range before down-sampling. */
  total: z.number(),
});
export type Series = z.infer<typeof seriesSchema>;

/** Series of one run among several, as Compare asks for them. */
export const runSeriesSchema = z.object({ runId: runIdSchema, series: z.array(seriesSchema) });
export type RunSeries = z.infer<typeof runSeriesSchema>;

/**
 * How the studio runs; null lets it choose. `parallelRuns`: runs that train at once; `threads`: threads of one run;
 * `kernels`: a kernel set by name; `checkpointEvery`: seconds.
 */
export const settingsSchema = z.object({
  parallelRuns: z.int().min(1).max(256).nullable(),
  threads: z.int().min(1).max(256).nullable(),
  kernels: z.string().max(100).nullable(),
  checkpointEvery: z.number().min(0.1).max(3600),
});
export type Settings = z.infer<typeof settingsSchema>;

/** Something the user should know about the start of the studio, such as a damaged database that was set aside. */
export const noticeSchema = z.object({ code: z.string(), message: z.string(), detail: z.record(z.string(), z.unknown()) });
export type Notice = z.infer<typeof noticeSchema>;

/** One event of the stream `runs.watch`. `points` are what was recorded since the run's previous event. */
export const runEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('changed'), run: runSummarySchema }),
  z.object({ type: z.literal('removed'), runId: runIdSchema }),
  z.object({
    type: z.literal('recorded'),
    runId: runIdSchema,
    progress: progressSchema,
    /** Series name to its new points. */
    points: z.record(z.string(), z.object({ steps: z.array(z.number()), values })),
  }),
]);
export type RunEvent = z.infer<typeof runEventSchema>;

export const datasetStates = ['built-in', 'found', 'missing', 'damaged'] as const;
export const datasetSummarySchema = z.object({
  type: z.string(),
  title: z.object({ en: z.string(), zh: z.string() }),
  state: z.enum(datasetStates),
  /** Contents compared with known checksums; for listing only names and sizes are looked at. */
  verified: z.boolean(),
  train: z.number().nullable(),
  test: z.number().nullable(),
  directory: z.string().nullable(),
  /** Where it was looked for, or what is damaged. */
  message: z.object({ en: z.string(), zh: z.string() }).nullable(),
});
export type DatasetSummary = z.infer<typeof datasetSummarySchema>;

export const recipeSummarySchema = z.object({
  name: z.string(),
  title: z.object({ en: z.string(), zh: z.string() }),
  summary: z.object({ en: z.string(), zh: z.string() }),
  chapter: z.string().nullable(),
  runs: z.number(),
});
export type RecipeSummary = z.infer<typeof recipeSummarySchema>;
