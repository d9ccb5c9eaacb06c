import type { RunDocument } from '../../shared/experiment/document.ts';
import { definitionOf } from '../catalog.ts';
import type { Pass, TextbookLayer } from '../core/layer.ts';
import type { Targets, TextbookLoss } from '../core/loss.ts';
import { Matrix } from '../core/matrix.ts';
import { createSampler, type Sampler } from '../data/sampler.ts';
import { partOf, runLength, scaledFeatures, type RunExamples, type Split } from './examples.ts';
import { planNetwork, type NetworkPlan, type TensorPlan } from './network.ts';
import type { Score, StepRecord } from './outcomes.ts';
import { createRates, type Rates, type RunLength } from './rates.ts';

/**
 * A network of textbook layers: float64 throughout, written to be read. What the float32 session is measured by.
 */
export class TextbookNetwork {
  readonly plan: NetworkPlan;
  /** Values and gradients of all tensors by name; vectors are matrices of one row. */
  readonly tensors: Readonly<Record<string, Matrix>>;
  readonly #layers: readonly TextbookLayer[];
  readonly #gradients: readonly Record<string, Matrix>[];

  constructor(plan: NetworkPlan, values: Readonly<Record<string, ArrayLike<number>>>) {
    this.plan = plan;
    this.tensors = Object.fromEntries(plan.tensors.map(({ name, rows, columns }) => [name, new Matrix(rows, columns, Float64Array.from(values[name]))]));
    this.#gradients = plan.layers.map(() => ({}));
    this.#layers = plan.layers.map(({ definition, options, index, tensors }) =>
      definition.textbook(options, { layer: index, tensors: Object.fromEntries(tensors.map(({ local, name }) => [local, this.tensors[name]])), gradients: this.#gradients[index] }),
    );
  }

  /**
   * Outputs for examples x [examples, inputs].
   * @param visit is shown what each layer gives, in order
   */
  forward(x: Matrix, pass: Pass, visit?: (values: Matrix, layer: number) => void): Matrix {
    return this.#layers.reduce((values, layer, position) => {
      const given = layer.forward(values, pass);
      visit?.(given, position);
      return given;
    }, x);
  }

  loss(outputs: Matrix, targets: Targets): TextbookLoss {
    const { definition, options } = this.plan.loss;
    return definition.textbook(options, outputs, targets);
  }

  /**
   * From the gradient by the outputs to the gradient by every tensor, and by x, which is returned.
   * @param layers goes back through the first so many layers alone; `gradient` is then by the outputs of the last of them
   */
  backward(gradient: Matrix, layers: number = this.#layers.length): Matrix {
    return this.#layers.slice(0, layers).reduceRight((dy, layer) => layer.backward(dy), gradient);
  }

  /** The gradient of the last backward pass by a trained tensor. */
  gradient({ layer, local }: TensorPlan): Matrix {
    return this.#gradients[layer][local];
  }
}

/** ½·l2·ΣW² + l1·Σ|W| over the weights. */
export function penaltyOf(network: TextbookNetwork, { l1, l2 }: RunDocument['regularization']): number {
  let penalty = 0;
  for (const { name, isWeight } of network.plan.tensors) {
    if (isWeight) for (const w of network.tensors[name].data) penalty += 0.5 * l2 * w * w + l1 * Math.abs(w);
  }
  return penalty;
}

/** Adds the penalty's gradient, l2·W + l1·sign W, to that of the weights. */
export function addPenaltyGradient(network: TextbookNetwork, { l1, l2 }: RunDocument['regularization']): void {
  for (const tensor of network.plan.tensors) {
    if (!tensor.isWeight) continue;
    const w = network.tensors[tensor.name].data;
    const g = network.gradient(tensor).data;
    for (let i = 0; i < g.length; i++) g[i] += l2 * w[i] + l1 * Math.sign(w[i]);
  }
}

/** A whole training run in float64: the same mini-batches, random decisions and order of operations as the float32 session. */
export class TextbookRun {
  readonly network: TextbookNetwork;
  readonly length: RunLength;
  readonly rates: Rates;
  readonly #document: RunDocument;
  readonly #examples: RunExamples;
  readonly #sampler: Sampler;
  readonly #memory: Readonly<Record<string, Record<string, Float64Array>>>;
  #step = 0;

  constructor({ document, examples, weights }: { document: RunDocument; examples: RunExamples; weights: Readonly<Record<string, ArrayLike<number>>> }) {
    this.#document = document;
    this.#examples = examples;
    this.network = new TextbookNetwork(planNetwork(document.network, examples.dataset.featureShape), weights);
    this.length = runLength(document.training, examples.rows.train.length);
    this.rates = createRates(document, this.length);
    const { sampling: kind, batchSize } = document.training;
    this.#sampler = createSampler({ kind, count: examples.rows.train.length, batchSize, seed: document.seed });
    const memory = Object.keys(definitionOf('optimizer', document.optimizer.type).memory);
    this.#memory = Object.fromEntries(this.network.plan.tensors.map(({ name, elements }) => [name, Object.fromEntries(memory.map((key) => [key, new Float64Array(elements)]))]));
  }

  trainStep(): StepRecord {
    const { regularization, optimizer, seed } = this.#document;
    const { network } = this;
    const step = this.#step++;
    const lr = this.rates.at(step);
    const rows = Int32Array.from(this.#sampler.next(), (position) => this.#examples.rows.train[position]);

    const outputs = network.forward(this.#inputs('train', rows), { training: true, seed, step });
    const { value, gradient } = network.loss(outputs, targetsOf(this.#examples, 'train', rows));
    const loss = value + penaltyOf(network, regularization);

    network.backward(gradient);
    addPenaltyGradient(network, regularization);
    this.#clip();
    const definition = definitionOf('optimizer', optimizer.type);
    for (const tensor of network.plan.tensors) {
      if (!tensor.trained) continue;
      definition.textbook(optimizer, { lr, t: step + 1 }, { w: network.tensors[tensor.name].data, g: network.gradient(tensor).data, memory: this.#memory[tensor.name], isWeight: tensor.isWeight });
    }
    return { step: step + 1, epoch: Math.floor(step / this.length.stepsPerEpoch), lr, loss };
  }

  evaluate(split: Split, limit: number = Infinity): Score | undefined {
    const rows = this.#examples.rows[split].slice(0, Math.min(limit, this.#examples.rows[split].length));
    if (rows.length === 0) return undefined;
    const outputs = this.predict(split, rows);
    const targets = targetsOf(this.#examples, split, rows);
    const { value } = this.network.loss(outputs, targets);
    const accuracy = 'classes' in targets ? targets.classes.reduce((correct, label, i) => correct + Number(label === argmax(outputs, i)), 0) / rows.length : null;
    return { loss: value, accuracy, examples: rows.length };
  }

  /** Outputs in prediction. */
  predict(split: Split, rows: ArrayLike<number>): Matrix {
    return this.network.forward(this.#inputs(split, rows), { training: false, seed: this.#document.seed, step: this.#step });
  }

  #inputs(split: Split, rows: ArrayLike<number>): Matrix {
    return new Matrix(rows.length, this.#examples.inputs, Float64Array.from(scaledFeatures(this.#examples, split, rows)));
  }

  /** Scales the whole gradient down to `clipNorm`, then bounds each element by `clipValue`. */
  #clip(): void {
    const { clipNorm, clipValue } = this.#document.regularization;
    const gradients = this.network.plan.tensors.filter(({ trained }) => trained).map((tensor) => this.network.gradient(tensor).data);
    if (clipNorm != null) {
      const norm = Math.sqrt(gradients.reduce((sum, g) => sum + g.reduce((squares, value) => squares + value * value, 0), 0));
      if (norm > clipNorm) for (const g of gradients) for (let i = 0; i < g.length; i++) g[i] *= clipNorm / norm;
    }
    if (clipValue != null) for (const g of gradients) for (let i = 0; i < g.length; i++) g[i] = Math.max(-clipValue, Math.min(clipValue, g[i]));
  }
}

/** What the outputs for some rows of a split's part should be. */
export function targetsOf(examples: RunExamples, split: Split, rows: ArrayLike<number>): Targets {
  const { labels } = partOf(examples, split);
  if (examples.dataset.task.kind === 'classification') return { classes: Int32Array.from(rows, (row) => labels[row]) };
  const { outputs } = examples;
  const values = Float64Array.from({ length: rows.length * outputs }, (_, i) => labels[rows[Math.floor(i / outputs)] * outputs + (i % outputs)]);
  return { values: new Matrix(rows.length, outputs, values) };
}

/** The first of the largest values in a row. */
function argmax(a: Matrix, row: number): number {
  let best = 0;
  for (let j = 1; j < a.columns; j++) if (a.at(row, j) > a.at(row, best)) best = j;
  return best;
}
