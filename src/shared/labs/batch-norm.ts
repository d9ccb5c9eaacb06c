/**
 * Batch Norm of one feature over one mini-batch as a computational graph, forward and backward, every node with its numbers.
 * The same mathematics as the engine's layer, cut into the small steps of its derivation.
 */
export interface BatchNormNodes {
  /** μ */
  readonly mean: number;
  /** x − μ */
  readonly centred: readonly number[];
  /** (x − μ)² */
  readonly squares: readonly number[];
  /** σ² */
  readonly variance: number;
  /** √(σ² + ε) */
  readonly deviation: number;
  /** 1 / √(σ² + ε) */
  readonly inverse: number;
  /** x̂ */
  readonly normalized: readonly number[];
  /** γ·x̂ */
  readonly scaled: readonly number[];
  /** y */
  readonly output: readonly number[];
}

/** What flows back to each node; `centredDirect` and `centredThroughVariance` are the two ways to x − μ. */
export interface BatchNormGradients {
  readonly output: readonly number[];
  readonly beta: number;
  readonly gamma: number;
  readonly normalized: readonly number[];
  readonly inverse: number;
  readonly deviation: number;
  readonly variance: number;
  readonly squares: readonly number[];
  readonly centredDirect: readonly number[];
  readonly centredThroughVariance: readonly number[];
  readonly centred: readonly number[];
  readonly mean: number;
  readonly input: readonly number[];
}

const average = (values: readonly number[]): number => sum(values) / values.length;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

export function batchNormForward(x: readonly number[], gamma: number, beta: number, epsilon: number): BatchNormNodes {
  const mean = average(x);
  const centred = x.map((value) => value - mean);
  const squares = centred.map((value) => value * value);
  const variance = average(squares);
  const deviation = Math.sqrt(variance + epsilon);
  const inverse = 1 / deviation;
  const normalized = centred.map((value) => value * inverse);
  const scaled = normalized.map((value) => gamma * value);
  return { mean, centred, squares, variance, deviation, inverse, normalized, scaled, output: scaled.map((value) => value + beta) };
}

/** @param dy what comes back from the next layer, one number per example */
export function batchNormBackward(nodes: BatchNormNodes, gamma: number, dy: readonly number[]): BatchNormGradients {
  const n = dy.length;
  const normalized = dy.map((value) => value * gamma);
  const inverse = sum(normalized.map((value, i) => value * nodes.centred[i]));
  // 1/u has the slope −1/u², √v has 1/(2√v), the mean hands 1/n to each.
  const deviation = -inverse / nodes.deviation ** 2;
  const variance = deviation / (2 * nodes.deviation);
  const squares = dy.map(() => variance / n);
  const centredDirect = normalized.map((value) => value * nodes.inverse);
  const centredThroughVariance = nodes.centred.map((value, i) => 2 * value * squares[i]);
  const centred = centredDirect.map((value, i) => value + centredThroughVariance[i]);
  const mean = -sum(centred);
  return {
    output: dy,
    beta: sum(dy),
    gamma: sum(dy.map((value, i) => value * nodes.normalized[i])),
    normalized,
    inverse,
    deviation,
    variance,
    squares,
    centredDirect,
    centredThroughVariance,
    centred,
    mean,
    input: centred.map((value) => value + mean / n),
  };
}
