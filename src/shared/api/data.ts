import { oc } from '@orpc/contract';
import { z } from 'zod';
import type { Histogram } from './inspection.ts';
import { datasetSummarySchema } from './records.ts';
import type { StudioFile } from './contract.ts';

/**
 * What the Data screen asks for: what a set looks like as a network would get it, sets of one's own, and how far downloads are.
 */

const language = z.enum(['en', 'zh']).default('en');
const file = z.custom<StudioFile>((value) => typeof value === 'object' && value !== null && 'arrayBuffer' in value);
/** At most this many files make a set: four IDX files, a table or two. */
const mostFiles = 16;

/** Mean, spread, extremes and histogram of values. */
export interface ValuesLook {
  readonly mean: number;
  readonly std: number;
  readonly min: number;
  readonly max: number;
  /** Zeros apart, what lies outside in the end bins. */
  readonly histogram: Histogram;
}

export interface FeatureLook extends ValuesLook {
  readonly name: string;
}

/** How many examples each part has; `unused` are those of the training part that `take` leaves out. */
export interface PartsLook {
  readonly train: number;
  readonly validation: number;
  readonly unused: number;
  readonly test: number;
}

export interface ClassLook {
  readonly name: string;
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

/** Pictures as bytes in base64, row-major, one after the other, channel by channel. */
export interface ImagesLook {
  readonly kind: 'images';
  /** [channels, height, width] */
  readonly shape: readonly [number, number, number];
  /** The scaled values that bytes 0 and 255 of `examples` stand for. */
  readonly range: readonly [number, number];
  /** First training examples of each class as the network gets them. Sets of very many classes or pixels show the first classes alone. */
  readonly classes: readonly { readonly index: number; readonly count: number; readonly examples: string; readonly mean: string }[];
  /** Mean of each pixel before scaling: byte 255 = `meanMax`. */
  readonly mean: string;
  readonly meanMax: number;
  /** Standard deviation of each pixel before scaling: byte 255 = `spreadMax`. */
  readonly spread: string;
  readonly spreadMax: number;
  /** Pixels that are the same in every training example. */
  readonly constant: number;
}

/** Points to draw: two features against each other, or the target over the only feature. */
export interface PointsLook {
  readonly kind: 'plane' | 'curve';
  readonly xName: string;
  readonly yName: string;
  readonly parts: readonly {
    readonly part: 'train' | 'validation' | 'test';
    /** Points there are; at most `pointsShown` of them are drawn, evenly chosen. */
    readonly of: number;
    readonly x: readonly number[];
    readonly y: readonly number[];
    /** Class numbers, or null for a regression. */
    readonly labels: readonly number[] | null;
  }[];
}

/** First training rows of a table, scaled; `label` is a class name or a target value. */
export interface TableLook {
  readonly kind: 'table';
  readonly rows: readonly { readonly values: readonly number[]; readonly label: string }[];
}

/** What a network learns from a set. */
export type TaskLook = { readonly kind: 'classification'; readonly classNames: readonly string[] } | { readonly kind: 'regression'; readonly targetNames: readonly string[] };

/** A dataset as a run with these settings would get it. */
export interface DatasetLook {
  /** The catalogued source; `auto` has been settled. */
  readonly source: string;
  readonly hash: string;
  readonly task: TaskLook;
  /** Shape of one example. */
  readonly shape: readonly number[];
  readonly parts: PartsLook;
  readonly classes: readonly ClassLook[] | null;
  /** All input values of the training examples, scaled. */
  readonly values: ValuesLook;
  /** Each feature, scaled; of images none, of wide tables the first. */
  readonly features: readonly FeatureLook[];
  readonly view: ImagesLook | PointsLook | TableLook;
}

/** A set of one's own: a summary, and the `data` by which documents name its files. */
export const ownSetSchema = datasetSummarySchema.extend({
  /** The declared source that reads it, `idx` or `csv`, with absolute paths. */
  data: z.record(z.string(), z.unknown()),
  classes: z.number().nullable(),
});
export type OwnSet = z.infer<typeof ownSetSchema>;

/** What is known of a published set's download. */
export const downloadSchema = z.object({
  type: z.string(),
  /** Bytes of an interrupted download that are kept for the next attempt. */
  received: z.number(),
  total: z.number(),
  /** Hosts it can be fetched from, in the order in which they are tried. */
  hosts: z.array(z.string()),
  license: z.string(),
});
export type Download = z.infer<typeof downloadSchema>;

/** How files become a set of one's own: its name, and for a table its label column (left out = the last). */
const asOwn = z.object({ name: z.string().trim().min(1).max(60), label: z.string().max(1000).optional() });
const imported = z.object({ published: z.array(datasetSummarySchema), own: ownSetSchema.nullable() });

export const dataContract = {
  /** Loads a set and computes how it looks; problems of `data` come back as `document-invalid`. */
  look: oc
    .input(z.object({ data: z.record(z.string(), z.unknown()), seed: z.int().min(0).max(0xffff_ffff).default(0), perClass: z.int().min(1).max(40).default(12), language }))
    .output(z.custom<DatasetLook>()),
  /** Sets of one's own, by name. */
  own: oc.output(z.array(ownSetSchema)),
  /** Takes in files: as published sets where `own` is left out, else as a set of one's own. Complete and checked, or not at all. */
  importFiles: oc.input(z.object({ files: z.array(file).min(1).max(mostFiles), own: asOwn.optional() })).output(imported),
  /** The same from a folder of this machine. */
  importFolder: oc.input(z.object({ directory: z.string().min(1), own: asOwn.optional() })).output(imported),
  /** Deletes the studio's copy of a set of one's own. */
  forget: oc.input(z.object({ type: z.string() })).output(z.object({ forgotten: z.boolean() })),
  /** Every published set: how large, from where, and how much of it an interrupted download left. */
  downloads: oc.output(z.array(downloadSchema)),
  /** Opens a set's folder in the system's file manager. */
  showFolder: oc.input(z.object({ type: z.string() })).output(z.object({ directory: z.string() })),
};
