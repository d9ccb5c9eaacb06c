import { useIntervalFn } from '@vueuse/core';
import { computed, shallowRef } from 'vue';
import type { RecipeAttempt, RecipeFit, RecipeResults } from '../../../shared/api/learn.ts';
import type { Inspection } from '../../../shared/api/inspection.ts';
import type { RunSeries, RunSummary } from '../../../shared/api/records.ts';
import { applyChange, type Change } from '../../../shared/experiment/changes.ts';
import type { ExperimentDocument } from '../../../shared/experiment/document.ts';
import type { Figure, RecipeText } from '../../../shared/experiment/recipe.ts';
import { client } from '../../client/client.ts';
import { shownProblem, type ShownProblem } from '../../client/problem.ts';
import { useProgress } from './useProgress.ts';

/** What a figure is drawn from. */
export interface FigureData {
  readonly runs: readonly RunSummary[];
  readonly series: ReadonlyMap<string, RunSeries['series']>;
  readonly inspections: ReadonlyMap<string, Inspection | undefined>;
  readonly fit: RecipeFit | undefined;
}

const emptyFigure: FigureData = { runs: [], series: new Map(), inspections: new Map(), fit: undefined };

/** Points of a curve that are asked for: more than a screen has pixels. */
const points = 2000;
/** Milliseconds between looks at an experiment under way. */
const lookEvery = 1000;

/** A recipe's page: its text and document, the newest experiment made from it, and what came of that. */
export function useRecipe(name: string) {
  const text = shallowRef<RecipeText>();
  const document = shallowRef<ExperimentDocument>();
  const problem = shallowRef<ShownProblem>();
  const results = shallowRef<RecipeResults>();
  const data = shallowRef<FigureData>(emptyFigure);
  const progress = useProgress();
  const attempt = computed<RecipeAttempt | undefined>(() => progress.attempts.value[name]);
  let seenFinished: string | undefined;

  async function load(): Promise<void> {
    try {
      const [words, recipe] = await Promise.all([client.learn.text({ name }), client.recipes.get({ name }), progress.load()]);
      text.value = words;
      document.value = recipe.document;
      problem.value = undefined;
      await look();
    } catch (error) {
      problem.value = shownProblem(error);
    }
  }

  /** Reads runs, curves and results of the newest attempt. */
  async function look(): Promise<void> {
    const latest = attempt.value;
    const words = text.value;
    if (!latest || !words) return;
    const { runs } = await client.runs.list({ experimentId: latest.experimentId, limit: 1000 });
    runs.reverse();
    const ids = runs.map(({ id }) => id);
    const names = seriesOf(words.figures);
    const wantsLayers = words.figures.some((figure) => figure.kind === 'layers' || figure.kind === 'weights');
    const [series, inspections, fit, compared] = await Promise.all([
      names.length > 0 && ids.length > 0 ? client.runs.compare({ ids, names, points }) : [],
      wantsLayers ? Promise.all(ids.map(async (id) => [id, (await client.runs.inspections({ id, limit: 1 })).at(-1)] as const)) : [],
      words.figures.some((figure) => figure.kind === 'fit') ? client.learn.fit({ experimentId: latest.experimentId }) : undefined,
      client.learn.results({ name, experimentId: latest.experimentId }),
    ]);
    data.value = { runs, series: new Map(series.map((entry) => [entry.runId, entry.series])), inspections: new Map(inspections), fit };
    results.value = compared;
    if (latest.finished) seenFinished = latest.experimentId;
  }

  let looking = false;
  useIntervalFn(() => {
    const latest = attempt.value;
    if (looking || !latest || (latest.finished && seenFinished === latest.experimentId)) return;
    looking = true;
    void progress
      .load()
      .then(look)
      .catch(() => undefined)
      .finally(() => (looking = false));
  }, lookEvery);

  /** Starts the recipe with so many seeds; a change makes it another experiment, which has its own runs but no place on this page. */
  async function start(language: 'en' | 'zh', repeats: number, change?: Change): Promise<string> {
    if (!document.value) throw new Error('the recipe is not loaded');
    const { repeats: _written, ...single } = document.value;
    const base: ExperimentDocument = repeats > 1 && !single.search ? { ...single, repeats } : single;
    const { experiment } = await client.experiments.start({ document: change ? applyChange(base, change) : base, language });
    await progress.load();
    if (!change) {
      data.value = emptyFigure;
      results.value = undefined;
      await look();
    }
    return experiment.id;
  }

  async function stop(): Promise<void> {
    const open = data.value.runs.filter(({ state }) => state === 'running' || state === 'queued' || state === 'paused');
    await Promise.all(open.map(({ id }) => client.runs.stop({ id })));
    await progress.load();
    await look();
  }

  return { text, document, problem, attempt, results, data, load, start, stop };
}

/** Series that the figures draw. */
function seriesOf(figures: readonly Figure[]): string[] {
  const names = figures.flatMap((figure) => (figure.kind === 'curves' ? figure.panels.flatMap((panel) => panel.lines.map((line) => line.series)) : figure.kind === 'search' ? ['trainAccuracy', 'validationAccuracy'] : []));
  return [...new Set<string>(names)];
}
