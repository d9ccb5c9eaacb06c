import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { reportSourceKinds } from '../report/plan.ts';
import { metricNames } from './records.ts';
import type { StudioFile } from './contract.ts';

/** Verifying a report: its runs are made anew from the facts inside it, and every number is compared. */

const file = z.custom<StudioFile>((value) => typeof value === 'object' && value !== null && 'arrayBuffer' in value);

/**
 * Why a number is off, or could not be had again.
 * `other-data`, `other-kernels`, `other-version`: the run was made with others, which explains a difference. `other-machine`: relaxed kernels
 * round as the processor does.
 * `changed`: all else of the run agrees, so that this number was changed in the file. `shown`: the page shows something else than its facts say.
 * `unexplained`: data, kernels and version are the same. `forked`, `failed-then`, `failed-now`, `document-invalid`, `data-missing`: the run could not
 * be made anew as it was.
 */
export const reasonCodes = ['other-data', 'other-kernels', 'other-machine', 'other-version', 'changed', 'shown', 'unexplained', 'forked', 'failed-then', 'failed-now', 'document-invalid', 'data-missing'] as const;
export type ReasonCode = (typeof reasonCodes)[number];

export const reasonSchema = z.object({
  code: z.enum(reasonCodes),
  /** What the report names, and what was there. */
  reported: z.string().optional(),
  here: z.string().optional(),
  /** A line of whoever refused. */
  message: z.string().optional(),
});
export type Reason = z.infer<typeof reasonSchema>;

/** Hashes are numbers, too: in hex. */
const value = z.union([z.number(), z.string(), z.null()]);

export const checkedNumberSchema = z.object({
  /** Where it stands in the facts, such as `runs.0.final.testAccuracy`. */
  path: z.string(),
  /** Position of its run in the report; null for a number of a sweep as a whole. */
  run: z.number().nullable(),
  what: z.enum(['final', 'best', 'steps', 'parameters', 'weights', 'data', 'trial', 'best-trial', 'shown']),
  metric: z.enum(metricNames).nullable(),
  reported: value,
  /** What came out now; null where nothing did. */
  made: value,
  verdict: z.enum(['same', 'off', 'unknown']),
  reasons: z.array(reasonSchema),
});
export type CheckedNumber = z.infer<typeof checkedNumberSchema>;

const verifiedRunSchema = z.object({
  id: z.string(),
  name: z.string(),
  seed: z.number(),
  state: z.string(),
  /** Steps it will train; null where that is known only once its data is read. 0: it is not made anew. */
  steps: z.number().nullable(),
});
export type VerifiedRun = z.infer<typeof verifiedRunSchema>;

export const verdicts = ['same', 'off', 'incomplete', 'nothing'] as const;
export type Verdict = (typeof verdicts)[number];

export const verificationEventSchema = z.discriminatedUnion('type', [
  /** First of all: what will be done. `steps` of all runs whose length is known. */
  z.object({
    type: z.literal('plan'),
    report: z.object({ kind: z.enum(reportSourceKinds), name: z.string(), program: z.string(), madeAt: z.number() }),
    runs: z.array(verifiedRunSchema),
    steps: z.number(),
  }),
  /** Now and then: how far it is. */
  z.object({
    type: z.literal('progress'),
    /** Steps done, and in all. */
    done: z.number(),
    steps: z.number(),
    /** Runs that have ended, and positions of those under way. */
    ended: z.number(),
    underWay: z.array(z.object({ run: z.number(), step: z.number(), steps: z.number(), preparing: z.boolean() })),
    secondsLeft: z.number().nullable(),
  }),
  /** At the end. `incomplete`: nothing is off, but something could not be made anew. `nothing`: the report holds no numbers. */
  z.object({
    type: z.literal('verdict'),
    verdict: z.enum(verdicts),
    numbers: z.array(checkedNumberSchema),
    same: z.number(),
    off: z.number(),
    unknown: z.number(),
    /** Trials of a sweep whose runs are not in the report. */
    trialsNotChecked: z.number(),
    seconds: z.number(),
  }),
]);
export type VerificationEvent = z.infer<typeof verificationEventSchema>;

export const reportVerificationContract = {
  /** Makes the runs of a report file (HTML or JSON) anew. Leaving the stream stops it; nothing is stored. */
  verify: oc.input(z.object({ file, language: z.enum(['en', 'zh']).default('en') })).output(eventIterator(verificationEventSchema)),
};
