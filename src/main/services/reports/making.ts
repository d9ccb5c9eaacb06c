import { groupBySettings, type ComparedGroup } from '../../../shared/compare/groups.ts';
import { emptyCurve, type Curve } from '../../../shared/charts/curves.ts';
import { lightCharts, type ChartTheme } from '../../../shared/charts/theme.ts';
import type { MetricName } from '../../../shared/api/records.ts';
import { comparedPositions } from '../../../shared/experiment/slots.ts';
import { parameterWords, type ParameterWords } from '../../../shared/report/parameter-words.ts';
import type { ReportPlan } from '../../../shared/report/plan.ts';
import { reportWords, type ReportWords } from '../../../shared/report/words.ts';
import type { CatalogDescription } from '../../../shared/schema/definition.ts';
import type { Language } from '../../../shared/schema/localized.ts';
import type { Store } from '../../store/store.ts';
import type { AdviceService } from '../advice.ts';
import type { Predictor } from './predictions.ts';
import type { ReportedRun, ReportedSource } from './source.ts';

/** Points of a curve that a report draws. */
export const curvePoints = 300;
/** Curves of one chart, and colours there are. */
export const mostCurves = 16;
export const colours = 8;

/** A group of repeats in a report, with its place in the palette. */
export interface ReportedGroup extends Omit<ComparedGroup, 'runs'> {
  readonly members: readonly ReportedRun[];
}

/** What every section is made from. */
export interface Making {
  readonly store: Store;
  readonly advice: AdviceService;
  readonly predictor: Predictor;
  readonly reported: ReportedSource;
  readonly plan: ReportPlan;
  readonly language: Language;
  readonly words: ReportWords;
  readonly parameters: ParameterWords;
  /** For what is read from charts, whatever they are drawn in. */
  readonly theme: ChartTheme;
  readonly groups: readonly ReportedGroup[];
  /** A series of a run as charts take it; empty where there is none. */
  curve(run: ReportedRun, name: string): Curve;
  /** Position of a run in the facts. */
  factOf(run: ReportedRun): string;
}

export function createMaking(options: { store: Store; catalog: CatalogDescription; advice: AdviceService; predictor: Predictor; reported: ReportedSource; plan: ReportPlan }): Making {
  const { store, catalog, reported, plan } = options;
  const { language } = plan;
  return {
    ...options,
    language,
    words: reportWords[language],
    parameters: parameterWords(catalog, language),
    theme: lightCharts,
    groups: groupsOf(reported.runs, catalog),
    curve(run, name) {
      const stretch = store.series.read(run.stored.seq, name, { points: curvePoints });
      return stretch ? { steps: stretch.steps, values: stretch.last, min: stretch.min, max: stretch.max } : emptyCurve;
    },
    factOf: (run) => `runs.${reported.runs.indexOf(run)}`,
  };
}

/** Repeats together, each group with its place in the palette: the one its type declares, its first run's, or the next that is free. */
export function groupsOf(runs: readonly ReportedRun[], catalog?: CatalogDescription): ReportedGroup[] {
  const groups = groupBySettings(runs);
  const declared = comparedPositions(catalog, groups.map(({ parameters }) => parameters));
  const taken = new Set<number>();
  const places = new Map<string, number>();
  // Those that declare a place come first.
  const inOrder = groups.map((group, index) => ({ group, own: declared[index] })).sort((a, b) => Number(a.own === undefined) - Number(b.own === undefined));
  for (const { group, own } of inOrder) {
    let position = (own ?? group.position) % colours;
    for (let tries = 0; tries < colours && taken.has(position); tries++) position = (position + 1) % colours;
    taken.add(position);
    places.set(group.key, position);
  }
  return groups.map(({ runs: members, ...group }) => ({ ...group, position: places.get(group.key) ?? 0, members: members.flatMap(({ id }) => runs.find(({ run }) => run.id === id) ?? []) }));
}

/** Mean and standard deviation with n − 1; the deviation is null for a single value. */
export function meanAndDeviation(values: readonly number[]): { readonly mean: number; readonly deviation: number | null } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length < 2) return { mean, deviation: null };
  return { mean, deviation: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)) };
}

/** The split that runs are judged by: validation where all have one, else test. */
export function heldOutOf(runs: readonly ReportedRun[], what: 'Loss' | 'Accuracy'): MetricName {
  const validated = runs.length > 0 && runs.every(({ run }) => run.metrics[`validation${what}`] !== undefined);
  return `${validated ? 'validation' : 'test'}${what}`;
}

export const isBetter = (metric: string, a: number, b: number): boolean => (metric.endsWith('Accuracy') ? a > b : a < b);
