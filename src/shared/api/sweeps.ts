import { z } from 'zod';
import type { ExperimentDocument, SearchSection } from '../experiment/document.ts';
import { failureSchema } from './records.ts';

/** What the store keeps of sweeps and the contract carries. */

export const sweepStates = ['running', 'paused', 'interrupted', 'stopped', 'failed', 'done'] as const;
export type SweepState = (typeof sweepStates)[number];

/** `pruned`: given up at a rung, or stopped by hand. `failed`: without a value, because the network diverged or was too large. */
export const trialStates = ['running', 'done', 'pruned', 'failed'] as const;
export type TrialState = (typeof trialStates)[number];

export const sweepTrialSchema = z.object({
  /** From 0 over all rounds, in the order in which they were proposed. */
  number: z.number(),
  round: z.number(),
  /** Value of each active parameter, by its path in the document. */
  settings: z.record(z.string(), z.unknown()),
  state: z.enum(trialStates),
  /** The metric at its end; the mean where it was repeated. */
  value: z.number().nullable(),
  /** The metric at the rungs, where trials are pruned. */
  reports: z.array(z.object({ epoch: z.number(), value: z.number().nullable() })),
  runIds: z.array(z.string()),
});
export type SweepTrial = z.infer<typeof sweepTrialSchema>;

export const sweepRoundSchema = z.object({
  round: z.number(),
  section: z.custom<SearchSection>(),
  /** Number of its first trial. */
  first: z.number(),
  /** How it ended; null as long as it has not. */
  ended: z.enum(['all-tried', 'no-better']).nullable(),
});
export type SweepRound = z.infer<typeof sweepRoundSchema>;

export const sweepSummarySchema = z.object({
  id: z.string(),
  experimentId: z.string(),
  name: z.string(),
  createdAt: z.number(),
  state: z.enum(sweepStates),
  /** Another process on this machine runs it. */
  elsewhere: z.boolean(),
  method: z.enum(['grid', 'random', 'tpe']),
  metric: z.enum(['validationAccuracy', 'validationLoss']),
  goal: z.enum(['maximize', 'minimize']),
  rounds: z.number(),
  /** `asked` of all rounds; a search that stops early has fewer. */
  trials: z.object({ asked: z.number(), started: z.number(), done: z.number(), pruned: z.number(), failed: z.number() }),
  best: sweepTrialSchema.nullable(),
  failure: failureSchema.nullable(),
  /** The one run on which the test set was opened. */
  testRunId: z.string().nullable(),
});
export type SweepSummary = z.infer<typeof sweepSummarySchema>;

export const sweepDetailSchema = sweepSummarySchema.extend({
  document: z.custom<ExperimentDocument>(),
  roundList: z.array(sweepRoundSchema),
  trialList: z.array(sweepTrialSchema),
});
export type SweepDetail = z.infer<typeof sweepDetailSchema>;

const range = z.object({ low: z.number(), high: z.number() });

/** What the next round could search of a parameter. */
export const narrowingSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('range'), path: z.string(), log: z.boolean(), from: range, to: range, trials: z.number(), atEnd: z.enum(['low', 'high']).optional() }),
  z.object({ kind: z.literal('choice'), path: z.string(), from: z.array(z.unknown()), to: z.array(z.unknown()), trials: z.number() }),
]);

export const sweepAnalysisSchema = z.object({
  /** Null where there are too few trials to tell. */
  importance: z.object({ method: z.literal('fanova'), parameters: z.array(z.object({ path: z.string(), share: z.number() })), together: z.number(), trials: z.number() }).nullable(),
  /** From the best quarter of the last round's trials; empty where there are too few. */
  narrowing: z.array(narrowingSchema),
  /** Numbers of those trials, the best first. */
  bestQuarter: z.array(z.number()),
});
export type SweepAnalysis = z.infer<typeof sweepAnalysisSchema>;

/** One event of the stream `sweeps.watch`. */
export const sweepEventSchema = z.discriminatedUnion('type', [
  /** `trials` are those that changed. */
  z.object({ type: z.literal('changed'), sweep: sweepSummarySchema, trials: z.array(sweepTrialSchema) }),
  z.object({ type: z.literal('removed'), sweepId: z.string() }),
]);
export type SweepEvent = z.infer<typeof sweepEventSchema>;
