import { searchProblems } from '../../engine/search/check.ts';
import { DescentError, type Problem } from '../../shared/api/errors.ts';
import { refusal } from '../../shared/api/reasons.ts';
import type { ExperimentDetail, ExperimentSummary, RunSummary } from '../../shared/api/records.ts';
import { checkExperiment, parseExperiment } from '../../shared/experiment/check.ts';
import { expand, type RunPlan } from '../../shared/experiment/expand.ts';
import { parametersOf } from '../../shared/experiment/parameters.ts';
import { comparedPositions } from '../../shared/experiment/slots.ts';
import type { Language } from '../../shared/schema/localized.ts';
import type { StoredExperiment } from '../store/experiments.ts';
import type { NewRun, StoredRun } from '../store/rows.ts';
import type { Store } from '../store/store.ts';
import type { CatalogService } from './catalog.ts';
import type { DatasetService } from './datasets.ts';
import { newId } from './ids.ts';
import { emptyProgress, networkSketch, toSummary } from './summary.ts';
import { assertFiles, assertStartable, type DocumentPlace } from './trainable.ts';
import type { SweepService } from './sweeps.ts';
import type { TrainingService } from './training.ts';

/** Experiments: documents that were started, each with its runs. */
export class ExperimentService {
  readonly #store: Store;
  readonly #catalog: CatalogService;
  readonly #datasets: DatasetService;
  readonly #training: TrainingService;
  readonly #sweeps: SweepService;

  constructor(options: { store: Store; catalog: CatalogService; datasets: DatasetService; training: TrainingService; sweeps: SweepService }) {
    this.#store = options.store;
    this.#catalog = options.catalog;
    this.#datasets = options.datasets;
    this.#training = options.training;
    this.#sweeps = options.sweeps;
  }

  /** Problems of a document, and how many runs it makes where it has none. */
  check(document: unknown, language: Language): { problems: Problem[]; runs: number | null } {
    const catalog = this.#catalog.describe();
    const checked = checkExperiment(document, catalog, language);
    if (!checked.document) return { problems: [...checked.problems], runs: null };
    if (checked.document.search) {
      const problems = [...searchProblems(checked.document, catalog, language)];
      return { problems, runs: problems.length > 0 ? null : checked.document.search.trials };
    }
    try {
      return { problems: [], runs: expand(checked.document, catalog, language).length };
    } catch (error) {
      if (error instanceof DescentError && error.code === 'document-invalid') return { problems: error.detail.problems as Problem[], runs: null };
      throw error;
    }
  }

  /**
   * Checks a document, stores it with its runs, and queues them. Where its data is missing, nothing is stored.
   * @param options.baseDirectory folder that relative paths of the document start from
   * @throws DescentError `document-invalid`, `dataset-missing`
   */
  async start(value: unknown, options: { readonly language: Language } & DocumentPlace): Promise<{ experiment: ExperimentSummary; runs: RunSummary[] }> {
    const catalog = this.#catalog.describe();
    const document = parseExperiment(value, catalog, options.language);
    if (document.search) return this.#startSweep(document, options);
    const plans = expand(document, catalog, options.language);
    for (const { document: run } of distinct(plans)) {
      assertFiles(run, catalog, options, options.language);
      await assertStartable(run, await this.#datasets.locate(run.data, options.baseDirectory), options.language);
    }
    const createdAt = Date.now();
    const colours = comparedPositions(catalog, plans.map((plan) => parametersOf(plan.document)));
    const { experiment, runs } = this.#store.write(() => {
      const added = this.#store.experiments.insert({ id: newId(document.name, 'experiment'), name: document.name, createdAt, baseDirectory: options.baseDirectory, document });
      const rows = plans.map((plan, index) => this.#store.runs.insert(added.seq, newRun(plan, document.name, { repeats: document.repeats ?? 1, createdAt, colour: colours[index] })));
      return { experiment: added, runs: rows };
    });
    const queued = runs.map((run) => this.#training.queue(run));
    return { experiment: toExperiment({ ...experiment, runs: runs.length }), runs: queued.map((run) => toSummary(run, false)) };
  }

  /** Its trials are drawn one by one: the runs are those that have been begun. */
  async #startSweep(document: unknown, options: { readonly language: Language } & DocumentPlace): Promise<{ experiment: ExperimentSummary; runs: RunSummary[] }> {
    const { experimentId } = await this.#sweeps.start(document, options);
    const runs = this.runs(experimentId);
    return { experiment: toExperiment(this.stored(experimentId)), runs: runs.map((run) => toSummary(run, false)) };
  }

  get(id: string): ExperimentDetail {
    return { ...toExperiment(this.stored(id)), document: this.#store.experiments.document(id) };
  }

  /** @throws DescentError `not-found` */
  stored(id: string): StoredExperiment {
    const experiment = this.#store.experiments.get(id);
    if (experiment) return experiment;
    throw refusal('not-found', 'no-such-experiment', { id });
  }

  list(limit: number, offset: number): { experiments: ExperimentSummary[]; total: number } {
    const { experiments, total } = this.#store.experiments.list(limit, offset);
    return { experiments: experiments.map(toExperiment), total };
  }

  /** The stored runs of an experiment, in the order they were made. */
  runs(id: string): StoredRun[] {
    return this.#store.runs.ofExperiment(this.stored(id).seq);
  }
}

const toExperiment = ({ id, name, createdAt, runs }: StoredExperiment): ExperimentSummary => ({ id, name, createdAt, runs });

/** A row for a run that a document asks for. It is "interrupted" until it is queued: a crash in between leaves it resumable. */
function newRun({ variant, seed, document }: RunPlan, experiment: string, { repeats, createdAt, colour }: { repeats: number; createdAt: number; colour: number | undefined }): NewRun {
  const named = variant ?? experiment;
  return {
    id: newId(variant ?? experiment, 'run'),
    name: repeats > 1 ? `${named} · ${seed}` : named,
    variant: variant ?? null,
    seed,
    createdAt,
    network: networkSketch(document),
    progress: emptyProgress(document),
    document,
    ownerId: null,
    state: 'interrupted',
    ...(colour === undefined ? {} : { colour }),
  };
}

/** One plan for all that differ by their seed alone. */
function distinct(plans: readonly RunPlan[]): RunPlan[] {
  return [...new Map(plans.map((plan) => [JSON.stringify({ ...plan.document, seed: 0 }), plan])).values()];
}
