import { isAbsolute } from 'node:path';
import { DescentError, type Problem } from '../../shared/api/errors.ts';
import { wordsOf } from '../../shared/api/reasons.ts';
import type { CostAnalysis, DataAnalysis, DesignAnalysis, DesignProblem } from '../../shared/design/analysis.ts';
import { checkUnfinished, isEmptyNetwork } from '../../shared/design/unfinished.ts';
import type { ExperimentDocument, RunDocument } from '../../shared/experiment/document.ts';
import { applySettings, expand, runOf } from '../../shared/experiment/expand.ts';
import { namedFiles } from '../../shared/experiment/files.ts';
import type { Language } from '../../shared/schema/localized.ts';
import { selectKernels } from '../../engine/kernels/select.ts';
import { planNetwork } from '../../engine/training/network.ts';
import { planRun, type PlanReport } from '../../engine/training/plan.ts';
import { firstBatchExamples, openData, shapeOf, type KnownData } from './analysis-data.ts';
import type { CatalogService } from './catalog.ts';
import type { DatasetService } from './datasets.ts';
import { examplesFor, firstBatchSession, measureSpeed, mostWeights, readFirstBatch, type FirstBatch, type Speed } from './first-batch.ts';
import { firstBatchProblems } from './first-batch-problems.ts';
import { relativeNote, type DocumentPlace } from './trainable.ts';

/** Speeds of networks that were measured, most recent last; a change of a learning rate does not measure anew. */
const rememberedSpeeds = 200;
/** Variants that are looked over; documents may have many more. */
const variantsLookedAt = 40;

/** What a document comes to before anything is trained: shapes, problems with their mends, the untrained network's first batch, cost. */
export class AnalysisService {
  readonly #catalog: CatalogService;
  readonly #datasets: DatasetService;
  readonly #kernels: () => string | null;
  readonly #speeds = new Map<string, Speed | null>();

  /** @param options.kernels name of the kernel set that runs use; null = the fastest */
  constructor(options: { readonly catalog: CatalogService; readonly datasets: DatasetService; readonly kernels?: () => string | null }) {
    this.#catalog = options.catalog;
    this.#kernels = options.kernels ?? (() => null);
    this.#datasets = options.datasets;
  }

  /** Never fails for a bad document: what is wrong with it is the answer. */
  async analyze(value: unknown, place: DocumentPlace): Promise<DesignAnalysis> {
    const { document, problems } = this.#checked(value);
    if (!document) return { ...nothing, problems };
    const run = runOf(document);
    const { baseDirectory } = place;
    let data: KnownData;
    try {
      data = await openData(await this.#datasets.locate(run.data, baseDirectory));
    } catch (error) {
      if (!(error instanceof DescentError)) throw error;
      return { ...nothing, problems: [...problems, dataProblem(error, this.#relativeNote(run.data, place))], runs: runsOf(document) };
    }
    return this.#withData(document, run, data, problems, baseDirectory);
  }

  /** About the first file of the data that is named by a relative path, where the document's own folder is not known. */
  #relativeNote(data: object, place: DocumentPlace): Record<Language, string> {
    const [relative] = place.own === false ? [...namedFiles({ data }, this.#catalog.describe())].filter(({ file }) => !isAbsolute(file)) : [];
    return relative ? relativeNote(relative.file, place) : { en: '', zh: '' };
  }

  #withData(document: ExperimentDocument, run: RunDocument, data: KnownData, formProblems: readonly DesignProblem[], baseDirectory: string): DesignAnalysis {
    const shape = shapeOf(data, run.data, run.seed);
    const about: DataAnalysis = {
      source: data.source,
      instead: data.instead,
      shape: shape.featureShape,
      train: shape.train,
      validation: shape.validation,
      test: shape.test,
      outputs: shape.outputs,
      task: shape.task,
      classNames: data.dataset.task.kind === 'classification' ? data.dataset.task.classNames : [],
      activity: null,
    };
    if (run.network.layers.length === 0) return { ...nothing, problems: [...formProblems, emptyNetwork(shape.outputs)], data: about, runs: runsOf(document) };

    const plan = planRun(run, shape);
    const batch = this.#firstBatch(run, data, shape.rows, plan, baseDirectory);
    const network = planNetwork(run.network, shape.featureShape);
    const problems = [
      ...formProblems,
      ...plan.problems,
      ...this.#variantProblems(document, run, shape),
      ...('problem' in batch && batch.problem ? [batch.problem] : []),
      ...(batch.read ? firstBatchProblems(network, run.network.init, batch.read, shape.task === 'classification' ? shape.outputs : null) : []),
    ];
    return {
      problems: onePerPlace(problems),
      data: { ...about, activity: batch.read?.input ?? null },
      layers: plan.layers.map((layer, index) => ({ ...layer, activity: batch.read?.layers[index] ?? null, weightStd: batch.read?.weightStd[index] ?? null })),
      parameters: plan.parameters,
      memory: plan.memory,
      firstLoss: batch.read && Number.isFinite(batch.read.loss) ? batch.read.loss : null,
      batch: batch.read?.examples ?? null,
      length: plan.length,
      rates: plan.rates,
      cost: batch.speed ? costOf(batch.speed, run, plan, shape) : null,
      runs: runsOf(document),
    };
  }

  /** The form of the document. A network without layers is only unfinished: everything else about it can still be said. */
  #checked(value: unknown): { readonly document?: ExperimentDocument; readonly problems: DesignProblem[] } {
    const catalog = this.#catalog.describe();
    const { document: whole, problems } = checkUnfinished(value, catalog, 'en');
    if (!whole) return { problems: localized(problems, checkUnfinished(value, catalog, 'zh').problems) };
    if (!whole.variants || isEmptyNetwork(whole)) return { document: whole, problems: [] };
    const inLanguage = (language: Language): readonly Problem[] => {
      try {
        expand(whole, catalog, language);
        return [];
      } catch (error) {
        if (error instanceof DescentError && error.code === 'document-invalid') return error.detail.problems as Problem[];
        throw error;
      }
    };
    const english = inLanguage('en');
    return { document: whole, problems: english.length > 0 ? localized(english, inLanguage('zh')).map((problem) => ({ ...problem, path: 'variants' })) : [] };
  }

  /** Errors of the runs that a comparison makes: one of them that cannot be trained stops all. */
  #variantProblems(document: ExperimentDocument, run: RunDocument, shape: ReturnType<typeof shapeOf>): DesignProblem[] {
    const known = new Set(planRun(run, shape).problems.map(({ message }) => message.en));
    return (document.variants ?? []).slice(0, variantsLookedAt).flatMap(({ name, set }, index) => {
      try {
        const variant = applySettings(run, set, this.#catalog.describe(), `variants.${index}.set`);
        // A variant with other data is planned when it starts.
        if (JSON.stringify(variant.data) !== JSON.stringify(run.data)) return [];
        return planRun(variant, shape)
          .problems.filter(({ severity, message }) => severity === 'error' && !known.has(message.en))
          .map(({ message }): DesignProblem => ({ path: 'variants', severity: 'error', message: { en: `${name}: ${message.en}`, zh: `${name}：${message.zh}` }, mends: [] }));
      } catch (error) {
        if (error instanceof DescentError) return [];
        throw error;
      }
    });
  }

  #firstBatch(run: RunDocument, data: KnownData, rows: Int32Array, plan: PlanReport, baseDirectory: string): { readonly read: FirstBatch | null; readonly speed: Speed | null; readonly problem?: DesignProblem } {
    const none = { read: null, speed: null };
    if (plan.parameters > mostWeights || plan.problems.some(({ severity, path }) => severity === 'error' && path !== 'training.earlyStopping' && path !== 'schedule')) return none;
    try {
      const examples = firstBatchExamples(data, run, rows, examplesFor(planNetwork(run.network, data.dataset.featureShape), run.training.batchSize));
      const session = firstBatchSession(run, examples, baseDirectory, selectKernels(this.#kernels() ?? undefined).chosen);
      const read = readFirstBatch(session);
      const key = JSON.stringify([run.network.layers.map(({ init: _init, ...layer }) => layer), run.network.loss.type, run.optimizer.type, run.training.batchSize, data.source]);
      const known = this.#speeds.get(key);
      const speed = known === undefined ? measureSpeed(session, run.training.batchSize) : known;
      this.#remember(key, speed);
      return { read, speed };
    } catch (error) {
      // Such as a file of weights that is not there: the run would end the same way.
      if (!(error instanceof DescentError)) throw error;
      return { ...none, problem: { path: 'network.init', severity: 'error', message: wordsOf(error), mends: [automaticWeights] } };
    }
  }

  #remember(key: string, speed: Speed | null): void {
    this.#speeds.delete(key);
    this.#speeds.set(key, speed);
    const [oldest] = this.#speeds.keys();
    if (this.#speeds.size > rememberedSpeeds && oldest !== undefined) this.#speeds.delete(oldest);
  }
}

const nothing: DesignAnalysis = { problems: [], data: null, layers: [], parameters: null, memory: null, firstLoss: null, batch: null, length: null, rates: [], cost: null, runs: null };

const automaticWeights = { label: { en: 'Use automatic initial weights', zh: '改用自动的权重初始值' }, set: { 'network.init': { scheme: 'auto' } } };

function runsOf({ variants, search, repeats = 1 }: ExperimentDocument): number {
  return (search?.trials ?? variants?.length ?? 1) * repeats;
}

function costOf({ perStep, perExample }: Speed, { training }: RunDocument, { length }: PlanReport, shape: ReturnType<typeof shapeOf>): CostAnalysis {
  const { every, train, validation, test } = training.evaluate;
  const all = shape.train + shape.validation + shape.test;
  const looked = Math.min(train ?? Infinity, shape.train) + Math.min(validation ?? Infinity, shape.validation) + Math.min(test ?? Infinity, shape.test);
  const evaluations = every === 'epoch' ? Math.max(0, length.epochs - 1) : every === 'end' ? 0 : Math.floor(length.steps / every);
  const seconds = length.steps * perStep + evaluations * looked * perExample + all * perExample;
  const perEpoch = length.stepsPerEpoch * perStep + (every === 'epoch' ? looked : 0) * perExample;
  return { secondsPerEpoch: Math.min(perEpoch, seconds), seconds };
}

function dataProblem(error: DescentError, note: Record<Language, string>): DesignProblem {
  const digits = { label: { en: 'Use the built-in digits', zh: '改用内置数字' }, set: { data: { source: 'digits', validation: 0, scaling: 'unit' } } };
  const { en, zh } = wordsOf(error);
  return { path: 'data.source', severity: 'error', message: { en: `${en}${note.en}`, zh: `${zh}${note.zh}` }, mends: error.code === 'dataset-missing' ? [digits] : [] };
}

function emptyNetwork(outputs: number): DesignProblem {
  return {
    path: 'network.layers',
    severity: 'error',
    message: { en: 'The network has no layers.', zh: '网络还没有层。' },
    mends: [{ label: { en: `Add an affine layer with ${outputs} units`, zh: `添加一个 ${outputs} 单元的仿射层` }, insert: { at: 0, layer: { type: 'affine', units: outputs } } }],
  };
}

function localized(english: readonly Problem[], chinese: readonly Problem[]): DesignProblem[] {
  return english.map(({ path, message }, index) => ({ path, severity: 'error', message: { en: message, zh: chinese[index]?.message ?? message }, mends: [] }));
}

/** Initial weights are blamed once: what the first batch shows comes after what the declarations say. */
function onePerPlace(problems: readonly DesignProblem[]): DesignProblem[] {
  const seen = new Set<string>();
  return problems
    .filter(({ path, message }) => {
      const key = `${path} ${message.en}`;
      return !seen.has(key) && seen.add(key);
    })
    .toSorted((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'));
}
