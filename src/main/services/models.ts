import { refusal, stateWord } from '../../shared/api/reasons.ts';
import { isCodeLanguage, type Code, type CodeLanguage, type ModelFormat } from '../../shared/api/models.ts';
import { parseExperiment, runOf } from '../../shared/experiment/index.ts';
import type { RunDocument } from '../../shared/experiment/document.ts';
import { featureSize } from '../../engine/data/dataset.ts';
import { writeDataFile } from '../../engine/formats/code/data-file.ts';
import { writeProgram } from '../../engine/formats/code/program.ts';
import { writeOnnx } from '../../engine/formats/onnx/onnx.ts';
import { readSafetensors, writeSafetensors, type StoredTensor } from '../../engine/formats/safetensors.ts';
import { prepareExamples, type RunExamples } from '../../engine/training/examples.ts';
import { planNetwork } from '../../engine/training/network.ts';
import { assertPlan, dataShapeOf } from '../../engine/training/plan.ts';
import { datasetFor } from '../../engine/worker/dataset-cache.ts';
import type { StoredRun } from '../store/rows.ts';
import type { Store } from '../store/store.ts';
import { openData, shapeOf } from './analysis-data.ts';
import type { CatalogService } from './catalog.ts';
import type { CheckpointService } from './checkpoints.ts';
import type { DatasetService } from './datasets.ts';
import { datasetOfRun } from './run-data.ts';

export interface ModelServiceOptions {
  readonly store: Store;
  readonly catalog: CatalogService;
  readonly checkpoints: CheckpointService;
  readonly datasets: DatasetService;
  /** Of the program, for files that say what made them. */
  readonly version: string;
}

/** One of the files that a model consists of. */
export interface ModelFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A run's tensors, and the step after which they are from. */
interface Weights {
  readonly tensors: Readonly<Record<string, StoredTensor>>;
  readonly step: number;
}

/** Networks as files and programs for other programs. */
export class ModelService {
  readonly #options: ModelServiceOptions;

  constructor(options: ModelServiceOptions) {
    this.#options = options;
  }

  /**
   * The network a run ended with; of a run that has not ended, the network of its last checkpoint.
   * @param name of the files, without what follows the dot
   * @throws DescentError `usage` for a program of the name of a library that it imports; `not-found` where it has neither; `dataset-missing`, `dataset-damaged`, `conflict` where a format needs data that is gone or has changed
   */
  async export(run: StoredRun, format: ModelFormat, name: string = run.id): Promise<ModelFile[]> {
    if (isCodeLanguage(format) && imported.has(name)) throw refusal('usage', 'name-shadows', { name });
    const weights = await this.#weights(run);
    const safetensors = () => ({ name: `${name}.safetensors`, bytes: writeSafetensors({ tensors: weights.tensors, metadata: { format: 'descent/weights@1', ...this.#origin(run, weights) } }) });
    if (format === 'safetensors') return [safetensors()];
    const document = this.#options.store.runs.document(run.seq);
    const examples = prepareExamples(await datasetOfRun(run, this.#options), document);
    if (isCodeLanguage(format)) return [...programFiles(document, examples, format, name, true), safetensors()];
    return [{ name: `${name}.onnx`, bytes: this.#onnx(run, document, examples, weights) }];
  }

  /**
   * The program of a document that need not have been trained.
   * @throws DescentError `document-invalid` for one that cannot be; `dataset-missing`, `dataset-damaged`
   */
  async code(value: unknown, language: CodeLanguage, baseDirectory: string): Promise<Code> {
    const document = this.#run(value);
    const known = await openData(await this.#options.datasets.locate(document.data, baseDirectory));
    const shape = shapeOf(known, document.data, document.seed);
    assertPlan(document, shape);
    const { text, lines } = writeProgram(language, { document, featureShape: shape.featureShape, task: known.dataset.task, bytes: known.featureBytes === 1, examples: { train: shape.train, validation: shape.validation, test: shape.test }, file: fileName(document), trained: false });
    return { text, lines: [...lines] };
  }

  /** The program and its data. @throws DescentError as `code` does */
  async program(value: unknown, language: CodeLanguage, baseDirectory: string): Promise<{ readonly name: string; readonly files: ModelFile[] }> {
    const document = this.#run(value);
    const dataset = await datasetFor((await this.#options.datasets.locate(document.data, baseDirectory)).location, () => undefined);
    assertPlan(document, dataShapeOf(dataset, document.data));
    const name = fileName(document);
    return { name, files: programFiles(document, prepareExamples(dataset, document), language, name, false) };
  }

  #run(value: unknown): RunDocument {
    return runOf(parseExperiment(value, this.#options.catalog.describe()));
  }

  #onnx(run: StoredRun, document: RunDocument, { dataset, scaling }: RunExamples, weights: Weights): Uint8Array {
    return writeOnnx({
      title: run.name,
      version: this.#options.version,
      network: planNetwork(document.network, dataset.featureShape),
      tensors: weights.tensors,
      task: dataset.task,
      scaling,
      bytes: dataset.train.features instanceof Uint8Array,
      metadata: this.#origin(run, weights),
    });
  }

  /** Where a model is from: enough to make it again. */
  #origin(run: StoredRun, { step }: Weights): Record<string, string> {
    return {
      'descent.run': run.id,
      'descent.step': String(step),
      'descent.version': run.environment?.version ?? this.#options.version,
      'descent.data': run.dataset ?? '',
      'descent.dataHash': run.dataHash ?? '',
      'descent.document': JSON.stringify(this.#options.store.runs.document(run.seq)),
    };
  }

  async #weights(run: StoredRun): Promise<Weights> {
    const { checkpoints } = this.#options;
    if (checkpoints.hasWeights(run)) return { tensors: readSafetensors(await checkpoints.weights(run), run.id).tensors, step: run.progress.step };
    const last = await checkpoints.last(run);
    if (!last) throw refusal('not-found', 'no-weights-yet', { runId: run.id, state: stateWord(run.state) });
    const { tensors } = readSafetensors(last.bytes, run.id);
    return { tensors: Object.fromEntries(Object.entries(tensors).filter(([name]) => name.startsWith('layers.'))), step: last.step };
  }
}

function programFiles(document: RunDocument, examples: RunExamples, language: CodeLanguage, file: string, trained: boolean): ModelFile[] {
  const { dataset, rows } = examples;
  if (featureSize(dataset) === 0) throw refusal('dataset-damaged', 'no-features', { name: dataset.name });
  const { text } = writeProgram(language, {
    document,
    featureShape: dataset.featureShape,
    task: dataset.task,
    bytes: dataset.train.features instanceof Uint8Array,
    examples: { train: rows.train.length, validation: rows.validation.length, test: rows.test.length },
    file,
    trained,
  });
  return [
    { name: `${file}.py`, bytes: new TextEncoder().encode(text) },
    { name: `${file}.data.safetensors.gz`, bytes: writeDataFile(examples) },
  ];
}

/** A name that is one in every file system, and in Python. */
function fileName({ name }: RunDocument): string {
  const plain = name.normalize('NFKD').toLowerCase().replace(/[^a-z0-9]+/g, '_').replace(/^_+|_+$/g, '').slice(0, 40) || 'network';
  return imported.has(plain) ? `${plain}_network` : plain;
}

/** What programs import: a file of such a name beside the program would be taken for the library. */
const imported: ReadonlySet<string> = new Set(['numpy', 'torch', 'keras', 'tensorflow', 'jax', 'gzip', 'json', 'math', 'pathlib', 'sys']);
