import type { RunDocument } from '../../shared/experiment/document.ts';
import type { Pass } from '../core/layer.ts';
import { Matrix } from '../core/matrix.ts';
import { randomStream } from '../core/random.ts';
import { floatsAt } from '../kernels/memory.ts';
import { scaledFeatures, type RunExamples } from './examples.ts';
import type { KernelSet } from '../kernels/kernels.ts';
import { Session } from './session.ts';
import { addPenaltyGradient, penaltyOf, targetsOf, TextbookNetwork } from './textbook.ts';

/** How the three gradients of one tensor compare. */
export interface GradientComparison {
  /** Such as `layers.0.weight`. */
  readonly tensor: string;
  readonly elements: number;
  /** Elements whose numerical gradient was compared; those next to a kink are left out. */
  readonly checked: number;
  /** Largest |analytic − numerical| / max(|analytic|, |numerical|, floor), textbook version in float64. */
  readonly numericalError: number;
  /** Largest |float32 − textbook|, relative to the tensor's largest gradient (or the floor). */
  readonly float32Error: number;
  /** Largest gradient of the tensor. */
  readonly largest: number;
  readonly passed: boolean;
}

export interface GradientCheck {
  readonly examples: number;
  readonly comparisons: readonly GradientComparison[];
  readonly passed: boolean;
}

export interface GradientCheckOptions {
  readonly document: RunDocument;
  readonly examples: RunExamples;
  readonly weights: Readonly<Record<string, ArrayLike<number>>>;
  /** Examples in the batch; the first training examples. */
  readonly batch?: number;
  /** Elements of each tensor whose numerical gradient is taken; larger tensors are sampled. */
  readonly perTensor?: number;
  readonly kernels?: KernelSet;
}

/** Tolerances: central differences in float64 are good to about h² and 1e-16/h; float32 sums of a few hundred terms to about 1e-5. */
const gradientTolerance = { numerical: 1e-5, float32: 1e-4 } as const;

/** Half the distance of a central difference. */
const h = 1e-5;
/** Gradients smaller than this share of the network's largest are compared as if they were that large: the rest is rounding. */
const floorShare = 1e-4;

/**
 * Compares the analytic gradient with a numerical one, (L(w + h) − L(w − h)) / 2h, both of the textbook version, and the float32 engine
 * with the textbook version. The loss includes the penalty; dropout keeps the mask of step 0 throughout.
 */
export function checkGradients({ document, examples, weights, batch = 20, perTensor = 100, kernels }: GradientCheckOptions): GradientCheck {
  const { regularization, seed } = document;
  // The float32 session reads weights rounded to float32: all versions are given those.
  const rounded = Object.fromEntries(Object.entries(weights).map(([name, values]) => [name, Float32Array.from(values)]));
  const session = new Session({ document: { ...document, training: { ...document.training, batchSize: batch, sampling: 'sequential' } }, examples, weights: rounded, kernels });
  const size = session.probe(batch);
  const rows = examples.rows.train.slice(0, size);
  const x = new Matrix(size, examples.inputs, Float64Array.from(scaledFeatures(examples, 'train', rows)));
  const targets = targetsOf(examples, 'train', rows);
  const pass: Pass = { training: true, seed, step: 0 };

  const network = new TextbookNetwork(session.network, rounded);
  const statistics = network.plan.tensors.filter(({ declaration }) => declaration.role === 'statistic').map(({ name }) => [network.tensors[name].data, network.tensors[name].data.slice()]);
  const lossHere = (): number => {
    const loss = network.loss(network.forward(x, pass), targets).value + penaltyOf(network, regularization);
    for (const [now, kept] of statistics) now.set(kept);
    return loss;
  };

  network.backward(network.loss(network.forward(x, pass), targets).gradient);
  addPenaltyGradient(network, regularization);
  const analytic = new Map(network.plan.tensors.filter(({ trained }) => trained).map((tensor) => [tensor, network.gradient(tensor).data.slice()]));

  const largestOfAll = Math.max(...[...analytic.values()].map(largestOf));
  const comparisons = [...analytic].map(([tensor, gradient]): GradientComparison => {
    const largest = largestOf(gradient);
    const floor = Math.max(largestOfAll * floorShare, Number.MIN_VALUE);
    const values = network.tensors[tensor.name].data;
    const positions = samplePositions(tensor.elements, perTensor, seed);
    let numericalError = 0;
    let checked = 0;
    for (const i of positions) {
      const kept = values[i];
      values[i] = kept + h;
      const above = lossHere();
      values[i] = kept - h;
      const below = lossHere();
      values[i] = kept;
      const numerical = (above - below) / (2 * h);
      // Where a kink of ReLU or |w| lies between the two points, the numerical gradient is that of neither side.
      if (crossesKink(values, i, lossHere, above, below)) continue;
      checked++;
      numericalError = Math.max(numericalError, Math.abs(gradient[i] - numerical) / Math.max(Math.abs(gradient[i]), Math.abs(numerical), floor));
    }
    const placed = session.float32.tensors.find(({ name }) => name === tensor.name);
    const float32 = placed ? floatsAt(session.memory, placed.gradient, tensor.elements) : new Float32Array(tensor.elements);
    const float32Error = gradient.reduce((max, value, i) => Math.max(max, Math.abs(float32[i] - value)), 0) / Math.max(largest, floor);
    return {
      tensor: tensor.name,
      elements: tensor.elements,
      checked,
      numericalError,
      float32Error,
      largest,
      passed: checked > 0 && numericalError <= gradientTolerance.numerical && float32Error <= gradientTolerance.float32,
    };
  });
  return { examples: size, comparisons, passed: comparisons.every(({ passed }) => passed) };
}

/** Whether the loss bends sharply between w − h and w + h: its second difference is then of the size of h, not of h². */
function crossesKink(values: Float64Array, i: number, loss: () => number, above: number, below: number): boolean {
  const here = loss();
  const kept = values[i];
  values[i] = kept + h / 2;
  const halfAbove = loss();
  values[i] = kept - h / 2;
  const halfBelow = loss();
  values[i] = kept;
  const wide = above - 2 * here + below;
  const narrow = halfAbove - 2 * here + halfBelow;
  // A smooth loss has wide = 4·narrow up to higher orders.
  const rounding = 1e-14 * Math.max(1, Math.abs(here));
  return Math.abs(wide - 4 * narrow) > 0.05 * Math.abs(wide) + 10 * rounding;
}

const largestOf = (gradient: Float64Array): number => gradient.reduce((max, value) => Math.max(max, Math.abs(value)), 0);

function samplePositions(elements: number, count: number, seed: number): number[] {
  if (elements <= count) return Array.from({ length: elements }, (_, i) => i);
  const random = randomStream(seed, 'gradient-check');
  return Array.from({ length: count }, () => random.below(elements));
}
