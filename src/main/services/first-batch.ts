import type { Distribution } from '../../shared/api/inspection.ts';
import { DescentError } from '../../shared/api/errors.ts';
import type { RunDocument } from '../../shared/experiment/document.ts';
import { scaledFeatures, type RunExamples } from '../../engine/training/examples.ts';
import { initialWeights } from '../../engine/training/initial-weights.ts';
import { planNetwork, type NetworkPlan } from '../../engine/training/network.ts';
import type { KernelSet } from '../../engine/kernels/kernels.ts';
import { Session } from '../../engine/training/session.ts';
import { floatsAt } from '../../engine/kernels/memory.ts';

/** What the untrained network makes of its first mini-batch. */
export interface FirstBatch {
  /** Examples looked at: the batch, or fewer where the network is large. */
  readonly examples: number;
  /** Scaled inputs. */
  readonly input: Distribution;
  /** Outputs by position in `network.layers`. */
  readonly layers: readonly Distribution[];
  /** Share of outputs in the flat ends of the activation, by position; null where it has none. */
  readonly saturated: readonly (number | null)[];
  /** Standard deviation of the weights as drawn, by position; null where there are none. */
  readonly weightStd: readonly (number | null)[];
  /** Loss of the data, without the penalty; may be no finite number. */
  readonly loss: number;
}

/** Seconds on this machine, on one thread. */
export interface Speed {
  readonly perStep: number;
  /** Of an evaluation. */
  readonly perExample: number;
}

/** Multiplications of one pass that are still done while somebody waits for the answer. */
const mostWork = 1.5e9;
const mostExamples = 1024;
/** Weights from which the network is not tried at all: drawing them alone would take too long. */
export const mostWeights = 2e7;
/** Milliseconds spent on measuring. */
const measureFor = 40;

/** The range that all histograms of the designer share, and its bins. */
const histogramRange = { low: -4, high: 4, bins: 32 } as const;

/** The session of a document with the first mini-batch for its only data. */
export function firstBatchSession(document: RunDocument, examples: RunExamples, baseDirectory: string, kernels?: KernelSet): Session {
  const network = planNetwork(document.network, examples.dataset.featureShape);
  return new Session({
    // In file order, so that the first step meets these very examples.
    document: { ...document, training: { ...document.training, batchSize: examples.rows.train.length, sampling: 'sequential', epochs: 1_000_000, iterations: undefined } },
    examples,
    weights: initialWeights(network, { seed: document.seed, baseDirectory }),
    ...(kernels ? { kernels } : {}),
  });
}

/** How many examples of a batch are looked at. */
export function examplesFor(network: NetworkPlan, batchSize: number): number {
  const weights = network.tensors.reduce((sum, tensor) => sum + (tensor.isWeight ? tensor.elements : 0), 0);
  const affordable = Math.max(8, Math.floor(mostWork / Math.max(1, 6 * weights)));
  return Math.min(batchSize, mostExamples, affordable);
}

/** Passes the first mini-batch through a session that has not trained yet, and reads what every layer gave. */
export function readFirstBatch(session: Session): FirstBatch {
  const { examples, network, memory, float32 } = session;
  const count = examples.rows.train.length;
  const weightStd = network.layers.map(({ index }) => {
    const weight = float32.tensors.find(({ plan }) => plan.layer === index && plan.isWeight);
    return weight ? distributionIn(session.view(weight)).std : null;
  });
  session.probe(count);
  const outputs = network.layers.map(({ index, outputs: size }) => floatsAt(memory, float32.buffers[index]?.values ?? 0, count * size));
  const losses = floatsAt(memory, float32.losses, count);
  return {
    examples: count,
    input: distributionIn(scaledFeatures(examples, 'train', examples.rows.train)),
    layers: outputs.map(distributionIn),
    saturated: network.layers.map(({ definition, index }) => {
      const { saturation } = definition.traits ?? {};
      return saturation ? shareOutside(outputs[index] ?? new Float32Array(), saturation.low, saturation.high) : null;
    }),
    weightStd,
    loss: losses.reduce((sum, loss) => sum + loss, 0) / count,
  };
}

/** Times a few more steps and an evaluation. @param batchSize of the document; the session may hold fewer examples */
export function measureSpeed(session: Session, batchSize: number): Speed | null {
  const count = session.examples.rows.train.length;
  try {
    const perStep = fastest(() => void session.trainStep());
    const perEvaluation = fastest(() => void session.evaluate('train'));
    return { perStep: (perStep * batchSize) / count, perExample: perEvaluation / count };
  } catch (error) {
    // A network that diverges within its first steps has no speed worth foretelling.
    if (error instanceof DescentError) return null;
    throw error;
  }
}

/** Seconds of the fastest of several calls: the others were held up by something else. */
function fastest(action: () => void): number {
  const end = performance.now() + measureFor;
  let best = Infinity;
  for (let call = 0; call < 3 || (call < 200 && performance.now() < end); call++) {
    const from = performance.now();
    action();
    best = Math.min(best, performance.now() - from);
    if (performance.now() > end) break;
  }
  return best / 1000;
}

/** Mean, standard deviation and histogram on the shared range; what lies beyond falls into the end bins, what is no number is left out. */
function distributionIn(values: Float32Array): Distribution {
  const { low, high, bins } = histogramRange;
  const counts = new Array<number>(bins).fill(0);
  let zeros = 0;
  let sum = 0;
  let squares = 0;
  let known = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    known++;
    sum += value;
    squares += value * value;
    if (value === 0) zeros++;
    else counts[Math.max(0, Math.min(bins - 1, Math.floor(((value - low) / (high - low)) * bins)))]++;
  }
  const mean = known > 0 ? sum / known : 0;
  return { mean, std: known > 0 ? Math.sqrt(Math.max(0, squares / known - mean * mean)) : 0, histogram: { low, high, counts, zeros, total: values.length } };
}

function shareOutside(values: Float32Array, low: number, high: number): number {
  let count = 0;
  for (const value of values) if (value <= low || value >= high) count++;
  return values.length > 0 ? count / values.length : 0;
}
