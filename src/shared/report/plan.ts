import { z } from 'zod';
import type { Language } from '../schema/localized.ts';

/** What a report is to hold, in which order, and the words that stand between: kept with what the report is about. */

export const reportPlanFormat = 'descent/report-plan@1';

export const reportSourceKinds = ['run', 'experiment', 'comparison', 'sweep'] as const;
export type ReportSourceKind = (typeof reportSourceKinds)[number];

/** What a report is about. */
export const reportSourceSchema = z.object({ kind: z.enum(reportSourceKinds), id: z.string().min(1).max(100) });
export type ReportSource = z.infer<typeof reportSourceSchema>;

/**
 * `text`: words alone. `assignment`: the goals that were set, and what was reached. `settings`: what was set; of several runs the differences. `curves`: charts over the steps. `results`: final and best
 * values. `diagnostics`: what the rules found. `confusion`, `mistakes`: the test set's classes and its misclassified images. `sweep`: a search's
 * history, slices and best trials. `environment`: where it ran, with which seed and data.
 */
export const reportSectionKinds = ['text', 'assignment', 'settings', 'curves', 'results', 'diagnostics', 'confusion', 'mistakes', 'sweep', 'environment'] as const;
export type ReportSectionKind = (typeof reportSectionKinds)[number];

/**
 * Charts of a section `curves`. `accuracy`, `loss` of one run hold its splits; of several they show the held-out split, which is validation
 * where all have one, else test. `seeds`: final value of every seed. `training-loss`: of the mini-batches, smoothed. `update-ratio`: of one run.
 */
export const reportChartNames = ['loss', 'accuracy', 'training-loss', 'training-accuracy', 'seeds', 'learning-rate', 'update-ratio'] as const;
export type ReportChartName = (typeof reportChartNames)[number];

const longText = z.string().max(100_000);

export const reportSectionSchema = z.object({
  /** Unique within the plan. */
  id: z.string().regex(/^[a-z0-9-]{1,60}$/),
  kind: z.enum(reportSectionKinds),
  shown: z.boolean(),
  /** Instead of the kind's own heading; empty = none. */
  heading: z.string().max(200).optional(),
  /** Markdown with formulas in $…$ and $$…$$: the section itself where it is `text`, else words under its heading. */
  text: longText.optional(),
  /** Of `curves` alone; left out = those that fit. */
  charts: z.array(z.enum(reportChartNames)).max(20).optional(),
});
export type ReportSection = z.infer<typeof reportSectionSchema>;

export const reportPlanSchema = z.object({
  format: z.literal(reportPlanFormat),
  title: z.string().max(300),
  author: z.string().max(300),
  /** Markdown: what was to be found out, and what came out. Empty = left out. */
  question: longText,
  answer: longText,
  language: z.enum(['en', 'zh']),
  sections: z.array(reportSectionSchema).max(200),
});
export type ReportPlan = z.infer<typeof reportPlanSchema>;

/** What a default plan depends on. */
export interface ReportTraits {
  readonly kind: ReportSourceKind;
  readonly name: string;
  /** Markdown: the document's description, and the notes on a single run. */
  readonly description: string;
  readonly notes: string;
  readonly runs: number;
  /** Of repeats that differ in their seed alone. */
  readonly groups: number;
  /** Two runs differ in their seed alone. */
  readonly repeated: boolean;
  readonly classification: boolean;
  readonly images: boolean;
  /** The experiment is an assignment. */
  readonly assignment: boolean;
  /** The inside of a run was measured. */
  readonly inspected: boolean;
  /** The learning rate changed on the way. */
  readonly scheduled: boolean;
}

/** The charts that say something about such a source, in the order in which they are read. */
export function fittingCharts({ runs, classification, repeated, inspected, scheduled }: Pick<ReportTraits, 'runs' | 'classification' | 'repeated' | 'inspected' | 'scheduled'>): ReportChartName[] {
  const rate = scheduled ? (['learning-rate'] as const) : [];
  if (runs === 1) return ['loss', ...(classification ? (['accuracy'] as const) : []), ...rate, ...(inspected ? (['update-ratio'] as const) : [])];
  return ['training-loss', ...(classification ? (['accuracy', 'training-accuracy'] as const) : (['loss'] as const)), ...rate, ...(repeated ? (['seeds'] as const) : [])];
}

/** Networks whose confusion matrices and mistakes still fit into one report. */
export const fewNetworks = 4;

/** The report that suits a source before anyone has changed it: every section that has something to show. */
export function defaultPlan(traits: ReportTraits, language: Language): ReportPlan {
  const { kind, groups, classification, images } = traits;
  const few = groups <= fewNetworks;
  const sections: ReportSection[] = [
    ...(traits.assignment ? [section('assignment', 'assignment')] : []),
    ...(traits.description.trim() ? [section('about', 'text', { text: traits.description })] : []),
    section('settings', 'settings'),
    ...(kind === 'sweep' ? [section('sweep', 'sweep')] : []),
    section('curves', 'curves', { shown: kind !== 'sweep', charts: fittingCharts(traits) }),
    section('results', 'results', { shown: kind !== 'sweep' }),
    section('diagnostics', 'diagnostics', { shown: kind !== 'sweep' }),
    ...(classification ? [section('confusion', 'confusion', { shown: few })] : []),
    ...(classification && images ? [section('mistakes', 'mistakes', { shown: few })] : []),
    ...(traits.notes.trim() ? [section('notes', 'text', { text: traits.notes, heading: language === 'en' ? 'Notes' : '笔记' })] : []),
    section('environment', 'environment'),
  ];
  return { format: reportPlanFormat, title: traits.name, author: '', question: '', answer: '', language, sections };
}

function section(id: string, kind: ReportSectionKind, rest: Partial<ReportSection> = {}): ReportSection {
  return { id, kind, shown: true, ...rest };
}
