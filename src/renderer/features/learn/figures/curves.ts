import { smooth } from '../../../../shared/charts/curves.ts';
import type { ExperimentDocument } from '../../../../shared/experiment/document.ts';
import { getAt } from '../../../../shared/experiment/paths.ts';
import type { ExpectedRow, FigureLine } from '../../../../shared/experiment/recipe.ts';
import type { FigureData } from '../useRecipe.ts';

/** A curve over seeds: mean, and mean ± one standard deviation where there are several. */
export interface MeanCurve {
  readonly x: readonly number[];
  readonly mean: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** The unsmoothed mean. */
  readonly raw: readonly number[];
  readonly runs: number;
}

const empty: MeanCurve = { x: [], mean: [], low: [], high: [], raw: [], runs: 0 };

/** Examples of the datasets that recipes use. */
const examples: Readonly<Record<string, number>> = { auto: 60_000, mnist: 60_000, digits: 60_000 };

/** Steps of one epoch of a variant. */
export function stepsPerEpoch(document: ExperimentDocument, variant: string | undefined): number {
  const set = document.variants?.find(({ name }) => name === variant)?.set ?? {};
  const value = (path: string) => set[path] ?? getAt(document, path);
  const all = Number(value('data.take') ?? value('data.count') ?? examples[document.data.source] ?? 60_000);
  const train = Math.round(all * (1 - Number(value('data.validation') ?? 0)));
  const batch = Number(value('training.batchSize') ?? 100);
  return value('training.sampling') === 'with-replacement' ? Math.max(1, Math.floor(train / batch)) : Math.ceil(train / batch);
}

/**
 * The curve of a figure's line. Runs that diverged go on at the value their rows give them, as the reference program's NaN does,
 * or simply end.
 */
export function meanCurve(line: FigureLine, data: FigureData, document: ExperimentDocument, options: { x: 'epoch' | 'step'; smoothing: number; rows: readonly ExpectedRow[] }): MeanCurve {
  const runs = data.runs.filter((run) => line.variant === undefined || run.variant === line.variant);
  const perEpoch = options.x === 'epoch' ? stepsPerEpoch(document, line.variant) : 1;
  const after = options.rows.find((row) => row.variant === line.variant && row.diverged !== undefined)?.diverged;
  const curves = runs.flatMap((run) => {
    const series = data.series.get(run.id)?.find(({ name }) => name === line.series);
    const diverged = run.state === 'failed' && run.failure?.code === 'training-diverged';
    if (!series && !(diverged && after !== undefined)) return [];
    return [{ steps: series?.steps ?? [], values: (series?.last ?? []).map((value) => value ?? NaN), goesOn: diverged ? after : undefined }];
  });
  if (curves.length === 0) return empty;
  const longest = siblings(line, data);
  const steps = curves.reduce<readonly number[]>((most, { steps: own }) => (own.length > most.length ? own : most), []);
  const shared = curves.some(({ goesOn }) => goesOn !== undefined) ? longest : steps;
  const smoothed = curves.map(({ steps: own, values, goesOn }) => {
    const at = new Map(own.map((step, i) => [step, i]));
    const curve = smooth(own, values, options.smoothing);
    return { raw: shared.map((step) => values[at.get(step) ?? -1] ?? goesOn ?? NaN), smooth: shared.map((step) => curve[at.get(step) ?? -1] ?? goesOn ?? NaN) };
  });
  const mean: number[] = [];
  const raw: number[] = [];
  const low: number[] = [];
  const high: number[] = [];
  shared.forEach((_, i) => {
    const here = smoothed.map((curve) => curve.smooth[i]).filter((value) => Number.isFinite(value));
    const rawHere = smoothed.map((curve) => curve.raw[i]).filter((value) => Number.isFinite(value));
    const m = here.reduce((sum, value) => sum + value, 0) / here.length;
    const sd = here.length > 1 ? Math.sqrt(here.reduce((sum, value) => sum + (value - m) ** 2, 0) / (here.length - 1)) : 0;
    mean.push(here.length === 0 ? NaN : m);
    raw.push(rawHere.length === 0 ? NaN : rawHere.reduce((sum, value) => sum + value, 0) / rawHere.length);
    low.push(m - sd);
    high.push(m + sd);
  });
  return { x: shared.map((step) => step / perEpoch), mean, low, high, raw, runs: curves.length };
}

/** Steps at which any run of the figure has this series: where a run that diverged early would have been measured. */
function siblings(line: FigureLine, data: FigureData): number[] {
  let most: number[] = [];
  for (const series of data.series.values()) {
    const own = series.find(({ name }) => name === line.series);
    if (own && own.steps.length > most.length) most = own.steps;
  }
  return most;
}
