import type { RunDocument } from '../../shared/experiment/document.ts';
import { definitionOf } from '../catalog.ts';
import type { OptimizerDefinition } from '../core/define.ts';
import type { Pass } from '../core/layer.ts';
import type { Scalar } from '../core/program.ts';
import { createSampler, type Sampler } from '../data/sampler.ts';
import type { KernelSet, Kernels, Pointer } from '../kernels/kernels.ts';
import { doublesAt, floatsAt, intsAt } from '../kernels/memory.ts';
import { plainKernels } from '../kernels/plain.ts';
import type { SharedMemory } from '../kernels/webassembly.ts';
import { gradientDiverged, lossDiverged, weightsDiverged } from './divergence.ts';
import { runLength, type RunExamples, type Split } from './examples.ts';
import type { Float32Network } from './float32-network.ts';
import { NetworkSums } from './network-sums.ts';
import { planNetwork, type NetworkPlan } from './network.ts';
import type { Score, StepRecord } from './outcomes.ts';
import { Placement, sessionScalars, type PlacedTensor } from './placement.ts';
import { createRates, type Rates, type RunLength } from './rates.ts';
import { placeSession } from './session-placement.ts';
import { SessionPrograms, type CrewOptions } from './session-programs.ts';

export interface SessionOptions {
  readonly document: RunDocument;
  readonly examples: RunExamples;
  /** Values of all tensors at the start, by name. */
  readonly weights: Readonly<Record<string, ArrayLike<number>>>;
  /** The kernels to train with; left out = the plain ones. */
  readonly kernels?: KernelSet;
  /** false = each call by itself instead of joined ones; the bits are the same. */
  readonly joined?: boolean;
  /** Helping threads; left out = this one alone. */
  readonly crew?: CrewOptions;
}

/**
 * Trains one network in float32.
 *
 * All memory is asked for at the start; a step is a fixed list of kernel calls and allocates nothing. What a step does depends on the
 * document, the weights and the step's number alone.
 */
export class Session {
  readonly document: RunDocument;
  readonly examples: RunExamples;
  readonly network: NetworkPlan;
  readonly float32: Float32Network;
  readonly kernels: Kernels;
  readonly kernelsName: string;
  readonly memory: SharedMemory;
  readonly length: RunLength;
  readonly rates: Rates;
  readonly #sampler: Sampler;
  #optimizerSince = 0;
  readonly #optimizer: OptimizerDefinition;
  readonly #scalars: Float64Array;
  readonly #rows: Int32Array;
  readonly #labels: Pointer;
  readonly #best: Pointer;
  readonly #confusion: Pointer;
  readonly #programs: SessionPrograms;
  readonly #sums: NetworkSums;
  readonly #optimizerScalars: readonly (readonly [string, Scalar])[];
  readonly #pass: { training: boolean; seed: number; step: number };
  readonly #record: StepRecord = { step: 0, epoch: 0, lr: 0, loss: 0 };
  readonly #setScalar = (scalar: Scalar, value: number): void => void (this.#scalars[scalar.scalar] = value);

  constructor({ document, examples, weights, kernels = plainKernels, joined = true, crew }: SessionOptions) {
    this.document = document;
    this.examples = examples;
    this.network = planNetwork(document.network, examples.dataset.featureShape);
    this.#optimizer = definitionOf('optimizer', document.optimizer.type);

    const placed = placeSession(this.network, document, examples, crew?.size ?? 1);
    const { placement, buffers, float32, data } = placed;
    this.float32 = float32;
    this.#labels = buffers.labels;
    this.#best = placed.best;
    this.#confusion = placed.confusion;

    this.memory = placement.layout.createMemory();
    this.kernels = kernels.create(this.memory);
    this.kernelsName = kernels.name;
    this.#scalars = doublesAt(this.memory, placement.scalars, Placement.scalarLimit);
    this.#rows = intsAt(this.memory, buffers.rows, placement.capacity);
    this.#sums = new NetworkSums(this.kernels, float32.tensors, placed.partials);
    data.fill(this.memory);
    this.load(weights);

    this.length = runLength(document.training, examples.rows.train.length);
    this.rates = createRates(document, this.length);
    const { sampling: kind, batchSize } = document.training;
    this.#sampler = createSampler({ kind, count: examples.rows.train.length, batchSize, seed: document.seed });
    this.#pass = { training: true, seed: document.seed, step: 0 };
    this.#optimizerScalars = Object.entries(float32.optimizerScalars);

    this.#programs = new SessionPrograms({ placed, memory: this.memory, kernels: this.kernels, module: kernels.module, scalars: this.#scalars, joined, crew });
  }

  /** Threads that share the steps, this one included. */
  get threads(): number {
    return this.#programs.threads;
  }

  /** Waits until the helping threads have started. They are not waited for otherwise: until then this one trains alone. */
  helpersReady(): Promise<void> {
    return this.#programs.helpersReady();
  }

  /** Sends the helping threads home. The session can go on alone. */
  dispose(): void {
    this.#programs.dispose();
  }

  /** Steps done. */
  get step(): number {
    return this.#pass.step;
  }

  /** Bytes of the session's memory. */
  get bytes(): number {
    return this.memory.buffer.byteLength;
  }

  /**
   * Trains on the next mini-batch. The record is overwritten by the next step.
   * @throws {DescentError} `training-diverged` where the loss or the gradient is no finite number any more
   */
  trainStep(): Readonly<StepRecord> {
    const { pace } = this.#programs;
    const start = pace ? performance.now() : 0;
    const { step } = this.#pass;
    const batch = this.#sampler.next();
    const { train } = this.examples.rows;
    for (let i = 0; i < batch.length; i++) this.#rows[i] = train[batch[i]];
    const lr = this.rates.at(step);
    this.#setBatch(batch.length);
    this.#setStepScalars(lr);

    this.#programs.step.forward();
    const loss = this.kernels.sum(this.float32.losses, 0, batch.length) / batch.length + this.#sums.penalty(this.document.regularization);
    if (!Number.isFinite(loss)) {
      this.#programs.replay.step();
      throw lossDiverged(this, loss, lr);
    }
    this.#programs.step.backward();
    this.#limitGradient(lr);
    this.#programs.step.update();

    this.#pass.step = step + 1;
    this.#record.step = step + 1;
    this.#record.epoch = Math.floor(step / this.length.stepsPerEpoch);
    this.#record.lr = lr;
    this.#record.loss = loss;
    pace?.took(performance.now() - start);
    return this.#record;
  }

  /**
   * The loss and accuracy over the first `limit` examples of a split, or over all; undefined where the split is empty.
   * @throws {DescentError} `training-diverged`
   */
  evaluate(split: Split, limit: number = Infinity): Score | undefined {
    const rows = this.examples.rows[split];
    const count = Math.min(limit, rows.length);
    if (count === 0) return undefined;
    let loss = 0;
    let correct = 0;
    this.#forEachChunk(split, count, (size) => {
      loss += this.kernels.sum(this.float32.losses, 0, size);
      if (this.#classifies) correct += this.kernels.countEqual(this.#best, this.#labels, 0, size);
    });
    if (!Number.isFinite(loss)) {
      this.#programs.replay[split]();
      throw lossDiverged(this, loss, this.rates.at(this.step));
    }
    return { loss: loss / count, accuracy: this.#classifies ? correct / count : null, examples: count };
  }

  /** How often each class (row) was taken for each class (column) over the first `limit` examples; undefined for regression or an empty split. */
  confusion(split: Split, limit: number = Infinity): number[][] | undefined {
    const count = Math.min(limit, this.examples.rows[split].length);
    if (count === 0 || !this.#classifies) return undefined;
    const classes = this.examples.outputs;
    const counts = intsAt(this.memory, this.#confusion, classes * classes).fill(0);
    this.#forEachChunk(split, count, (size) => this.kernels.confusion(this.#confusion, this.#best, this.#labels, classes, 0, size));
    return Array.from({ length: classes }, (_, row) => Array.from(counts.subarray(row * classes, (row + 1) * classes)));
  }

  /** Outputs of the network for the given rows of a split's part, in prediction; at most `capacity` rows. */
  predict(split: Split, rows: ArrayLike<number>): Float32Array {
    this.#rows.set(rows);
    this.#setBatch(rows.length);
    this.#programs.evaluate[split]();
    return floatsAt(this.memory, this.float32.outputs.values, rows.length * this.network.outputs).slice();
  }

  /**
   * Passes the first training examples forward and back as a step would, so that the values and gradients of all layers can be read from
   * `float32.buffers`, and the gradients of all tensors, until the next call of anything. Changes nothing that lasts: no weight, no
   * running statistic, no random number.
   * @returns the number of examples, at most `limit`
   */
  probe(limit: number): number {
    const { train } = this.examples.rows;
    const size = Math.min(limit, train.length, this.#rows.length);
    this.#rows.set(train.subarray(0, size));
    this.#setBatch(size);
    this.#setLayerScalars();
    const statistics = this.float32.tensors.filter(({ plan }) => plan.declaration.role === 'statistic').map((tensor) => this.view(tensor));
    const kept = statistics.map((statistic) => statistic.slice());
    this.#programs.step.probe();
    statistics.forEach((statistic, i) => statistic.set(kept[i]));
    return size;
  }

  /** The tensors themselves: views into the session's memory. */
  view(tensor: PlacedTensor): Float32Array {
    return floatsAt(this.memory, tensor.value, tensor.plan.elements);
  }

  /** Sets tensors by name; those that are not named stay. */
  load(values: Readonly<Record<string, ArrayLike<number>>>): void {
    for (const tensor of this.float32.tensors) {
      const given = values[tensor.name];
      if (given) this.view(tensor).set(given);
    }
  }

  /**
   * Goes to a step: mini-batches and random decisions from there on are those that follow it.
   * @param optimizerSince see the property of that name
   */
  moveTo(step: number, optimizerSince: number): void {
    this.#sampler.restore({ step });
    this.#pass.step = step;
    this.#optimizerSince = optimizerSince;
  }

  /** The step from which the optimizer's memory counts: 0, or where a run was forked to another optimizer. */
  get optimizerSince(): number {
    return this.#optimizerSince;
  }

  /** @throws {DescentError} `training-diverged` where a tensor holds something that is no finite number */
  checkFinite(): void {
    for (const tensor of this.float32.tensors) {
      if (this.kernels.allFinite(tensor.value, 0, tensor.plan.elements) === 0) throw weightsDiverged(this, tensor.plan, this.rates.at(Math.max(0, this.step - 1)));
    }
  }

  get #classifies(): boolean {
    return this.examples.dataset.task.kind === 'classification';
  }

  #forEachChunk(split: Split, count: number, each: (size: number) => void): void {
    const rows = this.examples.rows[split];
    for (let from = 0; from < count; from += this.#rows.length) {
      const size = Math.min(this.#rows.length, count - from);
      for (let i = 0; i < size; i++) this.#rows[i] = rows[from + i];
      this.#setBatch(size);
      this.#programs.evaluate[split]();
      if (this.#classifies) this.kernels.argmax(this.#best, this.float32.outputs.values, this.network.outputs, 0, size);
      each(size);
    }
  }

  #setBatch(size: number): void {
    this.#setScalar(sessionScalars.batch, size);
    this.#setScalar(sessionScalars.inverseBatch, 1 / size);
  }

  #setStepScalars(lr: number): void {
    const values = this.#optimizer.scalars(this.document.optimizer, { lr, t: this.#pass.step + 1 - this.#optimizerSince });
    for (const [name, scalar] of this.#optimizerScalars) this.#setScalar(scalar, values[name]);
    this.#setLayerScalars();
  }

  #setLayerScalars(): void {
    const pass: Pass = this.#pass;
    for (const layer of this.float32.layers) layer.beforeStep?.(this.#setScalar, pass);
  }

  /** Clips the gradient: as a whole to `clipNorm`, then element by element to `clipValue`. */
  #limitGradient(lr: number): void {
    const { clipNorm, clipValue } = this.document.regularization;
    if (clipNorm == null && clipValue == null) return;
    if (clipNorm != null) {
      const norm = this.#sums.gradientNorm();
      if (!Number.isFinite(norm)) throw gradientDiverged(this, norm, lr);
      this.#setScalar(sessionScalars.clipFactor, norm > clipNorm ? clipNorm / norm : 1);
    }
    this.#programs.step.clip();
  }
}
