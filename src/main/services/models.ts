import { DescentError } from '../../shared/api/errors.ts';
import type { ModelFormat } from '../../shared/api/models.ts';
import { writeOnnx } from '../../engine/formats/onnx/onnx.ts';
import { readSafetensors, writeSafetensors, type StoredTensor } from '../../engine/formats/safetensors.ts';
import { prepareExamples } from '../../engine/training/examples.ts';
import { planNetwork } from '../../engine/training/network.ts';
import type { StoredRun } from '../store/rows.ts';
import type { Store } from '../store/store.ts';
import type { CheckpointService } from './checkpoints.ts';
import type { DatasetService } from './datasets.ts';
import { datasetOfRun } from './run-data.ts';

export interface ModelServiceOptions {
  readonly store: Store;
  readonly checkpoints: CheckpointService;
  readonly datasets: DatasetService;
  /** Of the program, for files that say what made them. */
  readonly version: string;
}

/** A file that belongs to a model; its name ends as its format's names do. */
export interface ModelFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A run's tensors, and the step after which they are from. */
interface Weights {
  readonly tensors: Readonly<Record<string, StoredTensor>>;
  readonly step: number;
}

/** Trained networks as files for other programs. */
export class ModelService {
  readonly #options: ModelServiceOptions;

  constructor(options: ModelServiceOptions) {
    this.#options = options;
  }

  /**
   * The network a run ended with; of a run that has not ended, the network of its last checkpoint.
   * @throws DescentError `not-found` where it has neither; `dataset-missing`, `dataset-damaged`, `conflict` where a format needs data that is gone or has changed
   */
  async export(run: StoredRun, format: ModelFormat): Promise<ModelFile> {
    const weights = await this.#weights(run);
    switch (format) {
      case 'safetensors':
        return { name: `${run.id}.safetensors`, bytes: writeSafetensors({ tensors: weights.tensors, metadata: { format: 'descent/weights@1', ...this.#origin(run, weights) } }) };
      case 'onnx':
        return { name: `${run.id}.onnx`, bytes: await this.#onnx(run, weights) };
      default:
        throw new RangeError(`unknown format ${String(format satisfies never)}`);
    }
  }

  async #onnx(run: StoredRun, weights: Weights): Promise<Uint8Array> {
    const document = this.#options.store.runs.document(run.seq);
    const dataset = await datasetOfRun(run, this.#options);
    return writeOnnx({
      title: run.name,
      version: this.#options.version,
      network: planNetwork(document.network, dataset.featureShape),
      tensors: weights.tensors,
      task: dataset.task,
      scaling: prepareExamples(dataset, document).scaling,
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
    if (!last) throw new DescentError('not-found', `${run.id} has no weights yet: it is ${run.state}, and has no checkpoint. Let it train for a while, then try again.`, { runId: run.id, state: run.state });
    const { tensors } = readSafetensors(last.bytes, run.id);
    return { tensors: Object.fromEntries(Object.entries(tensors).filter(([name]) => name.startsWith('layers.'))), step: last.step };
  }
}
