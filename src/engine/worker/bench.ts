import type { DescentError } from '../../shared/api/errors.ts';
import { refusal } from '../../shared/api/reasons.ts';
import type { Prediction, TestExamples, TestReport } from '../../shared/api/test-bench.ts';
import type { Localized } from '../../shared/schema/localized.ts';
import { digitSide } from '../data/digits/image.ts';
import type { Dataset, DatasetTask } from '../data/dataset.ts';
import { featureSize } from '../data/dataset.ts';
import { findKnownSet, mnist } from '../data/known-sets.ts';
import { readPicture } from '../data/png.ts';
import { dataError } from '../data/problem.ts';
import { fitScaling, type Scaling } from '../data/scaling.ts';
import { examine } from '../diagnostics/examine.ts';
import { Explainer } from '../diagnostics/explain.ts';
import { TakenStep } from '../diagnostics/microscope.ts';
import { readSafetensors } from '../formats/safetensors.ts';
import { selectKernels } from '../kernels/select.ts';
import { restoreCheckpoint } from '../training/checkpoint.ts';
import { prepareExamples } from '../training/examples.ts';
import { initialWeights } from '../training/initial-weights.ts';
import { planNetwork, type NetworkPlan } from '../training/network.ts';
import { Session } from '../training/session.ts';
import type { BenchAnswers, BenchSource, BenchTask } from './bench-protocol.ts';
import { datasetFor } from './dataset-cache.ts';
import { fromFailure } from './failure.ts';

/** Networks that are kept ready. */
const keptReady = 8;
/** Milliseconds between two words about progress. */
const progressEvery = 50;

/** A run's weights, as messages name them. */
const weightsFile: Localized = { en: 'weights', zh: '权重' };

type Tensors = Readonly<Record<string, ArrayLike<number>>>;

/** What has to be known of a run's data before its network can be asked. */
interface Input {
  readonly shape: readonly number[];
  readonly bytes: boolean;
  readonly task: DatasetTask;
  readonly scaling: Scaling;
}

interface Ready {
  readonly input: Input;
  readonly network: NetworkPlan;
  readonly weights: Tensors;
  readonly explainer: Explainer;
}

interface Manner {
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, of: number | null) => void;
}

/** The test bench itself: keeps networks ready and answers what it is asked about them. */
export class Bench {
  readonly #ready = new Map<string, Promise<Ready>>();
  /** The step looked at last: one looks at many of its weights. */
  #step: { readonly key: string; readonly taken: Promise<TakenStep> } | undefined;

  /** @throws {DescentError} what is wrong with the data, the weights, the example or the picture */
  async answer(task: BenchTask, manner: Manner): Promise<BenchAnswers[keyof BenchAnswers]> {
    switch (task.type) {
      case 'open': {
        const { input } = await this.#open(task.network);
        return { shape: input.shape, bytes: input.bytes, classNames: classNames(input.task) };
      }
      case 'predict':
        return this.#predict(await this.#open(task.network), task);
      case 'evaluate':
        return this.#evaluate(await this.#open(task.network), task, manner);
      case 'step': {
        const { key } = task.network;
        if (this.#step?.key !== key) this.#step = { key, taken: takeStep(task) };
        return (await this.#step.taken).look(task.sight);
      }
      case 'images':
        return imagesOf(await datasetOf(task.network), task.indices);
      case 'picture': {
        const { width, height, values, darkOnLight } = readPicture(task.bytes, task.name);
        return { width, height, ink: Buffer.from(values).toString('base64'), darkOnLight };
      }
    }
  }

  #open(source: BenchSource): Promise<Ready> {
    const known = this.#ready.get(source.key);
    this.#ready.delete(source.key);
    const ready = known ?? makeReady(source);
    this.#ready.set(source.key, ready);
    ready.catch(() => this.#ready.delete(source.key));
    const [oldest] = this.#ready.keys();
    if (this.#ready.size > keptReady && oldest !== undefined) this.#ready.delete(oldest);
    return ready;
  }

  #predict({ input, network, explainer }: Ready, { network: { step }, pixels, about }: Extract<BenchTask, { type: 'predict' }>): Prediction {
    const size = featureSize({ featureShape: input.shape });
    if (pixels.length !== size) throw refusal('usage', 'bench-values', { expected: size, shape: input.shape.join(' × '), received: pixels.length });
    if (about !== undefined && about >= network.outputs) throw refusal('usage', 'bench-class', { last: network.outputs - 1, about });
    const { probabilities, saliency, ...explanation } = explainer.explain(pixels, about);
    return { step, ...explanation, probabilities: Array.from(probabilities), saliency: Array.from(saliency) };
  }

  async #evaluate({ network: { loss }, weights }: Ready, { network: source, kernels }: Extract<BenchTask, { type: 'evaluate' }>, { signal, onProgress }: Manner): Promise<TestReport> {
    onProgress(0, null);
    const dataset = await datasetOf(source);
    signal.throwIfAborted();
    assertTestable(dataset, loss.definition.type);
    const { document, step, dataHash } = source;
    let said = performance.now();
    const report = await examine({
      document,
      examples: prepareExamples(dataset, document),
      weights,
      kernels: selectKernels(kernels).chosen,
      onSlice: async (done) => {
        if (performance.now() - said >= progressEvery) {
          said = performance.now();
          onProgress(done, dataset.test.count);
        }
        await new Promise((turn) => setImmediate(turn));
        signal.throwIfAborted();
      },
    });
    return { step, dataset: source.source, sameData: dataHash === null || dataHash === dataset.hash, classNames: classNames(dataset.task), ...report };
  }
}

/** The step that follows a checkpoint, taken as the run takes it. @throws {DescentError} for data that is missing, damaged or another now, and `training-diverged` */
async function takeStep({ network: source, kernels }: Extract<BenchTask, { type: 'step' }>): Promise<TakenStep> {
  const { document, weights, baseDirectory, dataHash } = source;
  const dataset = await datasetOf(source);
  if (dataHash !== null && dataHash !== dataset.hash) throw refusal('conflict', 'step-data-changed', { dataset: dataset.name, expected: dataHash.slice(0, 12), received: dataset.hash.slice(0, 12) });
  const session = new Session({
    document,
    examples: prepareExamples(dataset, document),
    weights: weights ? {} : initialWeights(planNetwork(document.network, dataset.featureShape), { seed: document.seed, baseDirectory }),
    kernels: selectKernels(kernels).chosen,
    joined: false,
  });
  if (weights) restoreCheckpoint(session, weights);
  return new TakenStep(session);
}

async function makeReady(source: BenchSource): Promise<Ready> {
  const { document, weights: file, baseDirectory } = source;
  const input = await inputOf(source);
  if (input.task.kind !== 'classification') throw notClassifying();
  const network = planNetwork(document.network, input.shape);
  const weights = file ? Object.fromEntries(Object.entries(readSafetensors(file, weightsFile).tensors).map(([name, { data }]) => [name, data])) : initialWeights(network, { seed: document.seed, baseDirectory });
  for (const { name, elements } of network.tensors) {
    if (weights[name]?.length !== elements) throw damagedWeights(name, elements, weights[name]?.length);
  }
  return { input, network, weights, explainer: new Explainer({ network, weights, scaling: input.scaling, bytes: input.bytes }) };
}

function damagedWeights(tensor: string, elements: number, received: number | undefined): DescentError {
  return dataError({
    code: 'file-invalid',
    file: weightsFile,
    expected: { en: `${tensor} with ${elements} values`, zh: `${tensor} 应有 ${elements} 个值` },
    received: received === undefined ? { en: 'none', zh: '实际一个也没有' } : { en: String(received), zh: `实际有 ${received} 个` },
    suggestion: { en: "The run's files are damaged; train it anew", zh: '这次运行的文件已损坏，请重新训练' },
  });
}

/** Of published sets and the built-in digits everything is known beforehand, unless a scaling has to be fitted; others are read. */
async function inputOf(of: BenchSource): Promise<Input> {
  const { source, document } = of;
  const { scaling } = document.data;
  const known = source === 'digits' ? mnist : findKnownSet(source);
  if (known && scaling !== 'standardize') return { shape: [1, digitSide, digitSide], bytes: true, task: { kind: 'classification', classNames: known.classNames }, scaling: { kind: scaling } };
  const dataset = await datasetOf(of);
  const examples = scaling === 'standardize' ? prepareExamples(dataset, document) : undefined;
  return {
    shape: dataset.featureShape,
    bytes: dataset.train.features instanceof Uint8Array,
    task: dataset.task,
    scaling: examples?.scaling ?? fitScaling(scaling, dataset.train.features, featureSize(dataset), new Int32Array()),
  };
}

/** @throws {DescentError} `dataset-missing`, `dataset-damaged`, `io` */
function datasetOf({ data }: BenchSource): Promise<Dataset> {
  if (data.kind === 'missing') throw fromFailure(data.failure);
  return datasetFor(data, () => undefined);
}

const classNames = (task: DatasetTask): readonly string[] => (task.kind === 'classification' ? task.classNames : task.targetNames);

function notClassifying(): DescentError {
  return refusal('usage', 'bench-classifies', {});
}

function assertTestable({ task, test, name }: Dataset, loss: string): void {
  if (task.kind !== 'classification') throw notClassifying();
  if (test.count === 0) throw refusal('usage', 'no-test-examples', { name, loss });
}

/** @throws {DescentError} `usage` for an example that is not there */
function imagesOf({ featureShape, test, task, name }: Dataset, indices: readonly number[]): TestExamples {
  const outside = indices.find((index) => index >= test.count);
  if (outside !== undefined) throw refusal('usage', 'no-such-example', { name, count: test.count, index: outside });
  const size = featureSize({ featureShape });
  const rows = indices.map((index) => test.features.subarray(index * size, (index + 1) * size));
  const isBytes = test.features instanceof Uint8Array;
  return {
    shape: featureShape,
    labels: indices.map((index) => (task.kind === 'classification' ? test.labels[index] : 0)),
    of: test.count,
    pixels: isBytes ? Buffer.concat(rows as Uint8Array[]).toString('base64') : null,
    values: isBytes ? null : rows.map((row) => Array.from(row)),
  };
}

