import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadDataset } from '../../engine/data/load.ts';
import { readSafetensors } from '../../engine/formats/safetensors.ts';
import { refusal } from '../../shared/api/reasons.ts';
import type { RecipeAttempt, RecipeFit, RecipeResults } from '../../shared/api/learn.ts';
import { unfinishedStates } from '../../shared/api/records.ts';
import { parseExperiment } from '../../shared/experiment/check.ts';
import type { ExperimentDocument } from '../../shared/experiment/document.ts';
import { recipeTextSchema, type RecipeText } from '../../shared/experiment/recipe.ts';
import { judge } from '../../shared/labs/expected.ts';
import type { StoredRun } from '../store/rows.ts';
import type { Store } from '../store/store.ts';
import type { CatalogService } from './catalog.ts';
import type { CheckpointService } from './checkpoints.ts';
import type { DatasetService } from './datasets.ts';
import { ensembleAccuracy } from './learn/ensemble.ts';
import { line, observe } from './learn/measures.ts';
import type { RecipeService } from './recipes.ts';

export interface LearnServiceOptions {
  readonly store: Store;
  readonly catalog: CatalogService;
  readonly recipes: RecipeService;
  readonly datasets: DatasetService;
  readonly checkpoints: CheckpointService;
  /** Folder of the recipes. */
  readonly folder: string;
}

/** Experiments that are looked at for the newest attempt at each recipe. */
const lookBack = 1000;

/** The chapter's recipes as lessons: their texts, where they were run last, and expected beside measured. Everything is read from the store. */
export class LearnService {
  readonly #options: LearnServiceOptions;
  /** Averaged predictions take a second: kept by the runs they are of. */
  readonly #ensembles = new Map<string, Promise<number>>();

  constructor(options: LearnServiceOptions) {
    this.#options = options;
  }

  /** @throws DescentError `not-found` for a name that is no recipe, or one without a lesson */
  async text(name: string): Promise<RecipeText> {
    const { summary } = await this.#options.recipes.get(name);
    const parsed = recipeTextSchema.safeParse(JSON.parse(await readFile(join(this.#options.folder, `${summary.name}.text.json`), 'utf8')));
    if (parsed.success) return parsed.data;
    throw refusal('not-found', 'no-lesson', { name });
  }

  /** The newest experiment of each recipe, by the recipe's name. Seed and number of repeats may differ from the recipe's. */
  async attempts(): Promise<Record<string, RecipeAttempt>> {
    const { store, recipes, catalog } = this.#options;
    const summaries = await recipes.list();
    const wanted = new Map<string, string>();
    for (const { name } of summaries) wanted.set(fingerprint(parseExperiment((await recipes.get(name)).document, catalog.describe())), name);
    const names = new Set((await Promise.all(summaries.map(({ name }) => recipes.get(name)))).map(({ document }) => document.name));
    const found: Record<string, RecipeAttempt> = {};
    for (const experiment of store.experiments.list(lookBack, 0).experiments) {
      if (!names.has(experiment.name)) continue;
      const name = wanted.get(fingerprint(store.experiments.document(experiment.id)));
      if (name === undefined || found[name]) continue;
      const runs = store.runs.ofExperiment(experiment.seq);
      const open = runs.filter(({ state }) => unfinishedStates.some((unfinished) => unfinished === state)).length;
      // A run that diverged has told what it had to tell; one that failed otherwise has not.
      const told = runs.filter(({ state, failure }) => state === 'done' || (state === 'failed' && failure?.code === 'training-diverged')).length;
      found[name] = { experimentId: experiment.id, createdAt: experiment.createdAt, runs: runs.length, done: told, finished: open === 0 };
    }
    return found;
  }

  /** @throws DescentError `not-found` */
  async results(name: string, experimentId: string): Promise<RecipeResults> {
    const { store, checkpoints } = this.#options;
    const { expected } = await this.text(name);
    const runs = this.#runs(experimentId);
    const source = { store, checkpoints, ensembleAccuracy: (members: readonly StoredRun[]) => this.#ensemble(members) };
    const rows = [];
    for (const row of expected.rows) {
      const about = row.variant === undefined ? runs : runs.filter((run) => run.variant === row.variant);
      rows.push(judge(row, await observe(row.measure, about, source)));
    }
    return { experimentId, rows: rows.map(({ values, ...rest }) => ({ ...rest, values: [...values] })) };
  }

  /** @throws DescentError `not-found` */
  async fit(experimentId: string): Promise<RecipeFit> {
    const runs = this.#runs(experimentId);
    const [first] = runs;
    const document = this.#options.store.runs.document(first.seq);
    const { location } = await this.#options.datasets.locate(document.data, this.#options.folder);
    const { train } = await loadDataset(location);
    const points = Array.from({ length: train.count }, (_, i): [number, number] => [Number(train.features[i]), Number(train.labels[i])]);
    const lines = [];
    for (const run of runs) {
      if (!this.#options.checkpoints.hasWeights(run)) continue;
      lines.push({ variant: run.variant, ...line(readSafetensors(await this.#options.checkpoints.weights(run), run.id).tensors) });
    }
    return { points, lines };
  }

  #runs(experimentId: string): StoredRun[] {
    const { store } = this.#options;
    const experiment = store.experiments.get(experimentId);
    const runs = experiment ? store.runs.ofExperiment(experiment.seq) : [];
    if (runs.length > 0) return runs;
    throw refusal('not-found', 'experiment-empty', { id: experimentId });
  }

  #ensemble(runs: readonly StoredRun[]): Promise<number> {
    const key = runs.map(({ id }) => id).join(' ');
    let accuracy = this.#ensembles.get(key);
    if (!accuracy) {
      accuracy = this.#ensembleNow(runs);
      accuracy.catch(() => this.#ensembles.delete(key));
      this.#ensembles.set(key, accuracy);
    }
    return accuracy;
  }

  async #ensembleNow(runs: readonly StoredRun[]): Promise<number> {
    const { store, datasets, checkpoints, folder } = this.#options;
    const members = await Promise.all(runs.map(async (run) => ({ document: store.runs.document(run.seq), weights: await checkpoints.weights(run) })));
    const { location } = await datasets.locate(members[0].document.data, folder);
    return ensembleAccuracy(members, await loadDataset(location));
  }
}

/** What makes two documents the same recipe. */
function fingerprint({ seed: _seed, repeats: _repeats, description: _description, ...rest }: ExperimentDocument): string {
  return JSON.stringify(rest, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value,
  );
}
