import type { CompiledModule, SharedMemory } from './webassembly.ts';

/**
 * What every set of kernels can do.
 *
 * All tensors of a session lie in one shared linear memory; a kernel is a function of numbers alone, so that a WebAssembly module's exports
 * are the implementation, without a wrapper. `plain.ts` says the same in ordinary loops and is what every module is tested against.
 *
 * Conventions
 * - A *pointer* is a byte offset into the memory, 64-byte aligned at the start of a tensor (see `memory.ts`). `none` (0) means "not given".
 * - Matrices are row-major and contiguous float32: [batch, features], weights [inputs, outputs]. Labels and row numbers are int32, images bytes.
 * - The last two arguments `from, to` are the half-open range to work on; each kernel says of what. Threads run the same calls with
 *   ranges of their own and a barrier between calls that depend on each other. No bit depends on how a range was split: every sum runs
 *   over all of its terms within one call, in an order that is always the same.
 * - Element kernels (activations, optimizers) may work in place: the output may be one of the inputs.
 * - Kernels never allocate. Those that pack operands take `workspace`, `workspaceBytes(...)` bytes for each thread.
 */

/** A byte offset into the session's memory. */
export type Pointer = number;

/** The pointer that means "not given". */
export const none: Pointer = 0;

/** Activation fused into the end of another kernel. */
export const fused = { none: 0, relu: 1 } as const;
export type FusedActivation = (typeof fused)[keyof typeof fused];

/** Elements in one chunk of the chunked sums: their partial sums are added in a fixed order, however chunks were shared out. */
export const chunkElements = 4096;

/** Number of chunks, and of partial sums (float64), for `elements` values. */
export function chunkCount(elements: number): number {
  return Math.ceil(elements / chunkElements);
}

/** The data: one mini-batch made ready. */
export interface GatherKernels {
  /**
   * x[r, f] = images[rows[r], f]·factor, in float32; factor is 1/255 for scaling `unit`, 1 for `none`.
   * x [batch, features], images bytes [examples, features], rows int32 [batch]. Range: rows of the batch.
   */
  gatherBytes(x: Pointer, images: Pointer, rows: Pointer, factor: number, features: number, from: number, to: number): void;
  /** x[r, f] = (images[rows[r], f] − mean[f]) · factor[f], mean and factor float32 [features] in units of the bytes. Range: rows of the batch. */
  gatherBytesStandardized(
    x: Pointer, images: Pointer, rows: Pointer, mean: Pointer, factor: Pointer, features: number, from: number, to: number,
  ): void;
  /** x[r, f] = data[rows[r], f], float32. Also gathers regression targets. Range: rows of the batch. */
  gatherFloats(x: Pointer, data: Pointer, rows: Pointer, features: number, from: number, to: number): void;
  /** x[r, f] = (data[rows[r], f] − mean[f]) · factor[f], float32. Range: rows of the batch. */
  gatherFloatsStandardized(
    x: Pointer, data: Pointer, rows: Pointer, mean: Pointer, factor: Pointer, features: number, from: number, to: number,
  ): void;
  /** labels[r] = data[rows[r]], int32. Range: rows of the batch. */
  gatherLabels(labels: Pointer, data: Pointer, rows: Pointer, from: number, to: number): void;
}

/** Affine (fully connected) layers: three matrix products with what follows them fused in. */
export interface AffineKernels {
  /**
   * y = activation(x·W + b). x [batch, inputs], w [inputs, outputs], b [outputs] or `none`, y [batch, outputs]; activation of `fused`.
   * Range: rows of the batch.
   */
  affineForward(
    y: Pointer, x: Pointer, w: Pointer, b: Pointer, inputs: number, outputs: number, activation: FusedActivation, workspace: Pointer,
    from: number, to: number,
  ): void;
  /**
   * dx = dy·Wᵀ, zero where mask ≤ 0. mask [batch, inputs] is the output of the ReLU in front of this layer, or `none`.
   * Range: rows of the batch.
   */
  affineInputGradient(
    dx: Pointer, dy: Pointer, w: Pointer, mask: Pointer, inputs: number, outputs: number, workspace: Pointer, from: number, to: number,
  ): void;
  /** dw = xᵀ·dy. x [batch, inputs], dy [batch, outputs], dw [inputs, outputs]. Range: rows of dw (inputs). */
  affineWeightGradient(
    dw: Pointer, x: Pointer, dy: Pointer, batch: number, inputs: number, outputs: number, workspace: Pointer, from: number, to: number,
  ): void;
  /**
   * w −= rate·(xᵀ·dy + l2·w): the gradient and plain SGD in one. The same bits as `affineWeightGradient`, `addL2`, `sgd` one after the
   * other (`addL2` left out where l2 is 0). Range: rows of w (inputs).
   */
  affineWeightStep(
    w: Pointer, x: Pointer, dy: Pointer, batch: number, inputs: number, outputs: number, rate: number, l2: number, workspace: Pointer,
    from: number, to: number,
  ): void;
  /** out[c] = Σᵣ x[r, c]: the gradient of a bias. x [rows, columns]. Range: columns. */
  columnSums(out: Pointer, x: Pointer, rows: number, columns: number, from: number, to: number): void;
}

/**
 * The first layer over images that are mostly zero. `images` points to what `writeSparseImages` wrote: the lists of the non-zero bytes of all
 * examples, and the factor they are scaled by (as `gatherBytes` does). rows int32 [batch] are the examples of the mini-batch.
 * The results have the same bits as the dense kernels over the gathered rows: leaving out a product with zero changes nothing.
 */
export interface SparseKernels {
  /** x[r] = example rows[r] as a dense row, for layers that have no sparse form. x [batch, features]. Range: rows of the batch. */
  gatherSparse(x: Pointer, images: Pointer, rows: Pointer, from: number, to: number): void;
  /**
   * y = activation(x·W + b) over the non-zeros of x, without a gather before it. y [batch, outputs], w [features, outputs].
   * Range: rows of the batch.
   */
  sparseForward(
    y: Pointer, images: Pointer, rows: Pointer, w: Pointer, b: Pointer, outputs: number, activation: FusedActivation, workspace: Pointer,
    from: number, to: number,
  ): void;
  /**
   * Which rows of the batch have each feature non-zero; `lists` has `sparseListBytes(batch, features)` bytes. Needed once per batch before
   * the two kernels below. Range: features; a thread that goes on with the weights of the same range needs no barrier between.
   */
  sparseTranspose(lists: Pointer, images: Pointer, rows: Pointer, batch: number, from: number, to: number): void;
  /** dw = xᵀ·dy. dw [features, outputs], dy [batch, outputs]. Range: rows of dw (features). */
  sparseWeightGradient(
    dw: Pointer, lists: Pointer, images: Pointer, rows: Pointer, dy: Pointer, batch: number, outputs: number, workspace: Pointer,
    from: number, to: number,
  ): void;
  /** w −= rate·(xᵀ·dy + l2·w); the same bits as the steps apart (see `affineWeightStep`). Range: rows of w (features). */
  sparseWeightStep(
    w: Pointer, lists: Pointer, images: Pointer, rows: Pointer, dy: Pointer, batch: number, outputs: number, rate: number, l2: number,
    workspace: Pointer, from: number, to: number,
  ): void;
}

/** Activations. x, y, dx, dy have one shape. Range: elements. */
export interface ActivationKernels {
  /** y = max(x, 0); NaN stays NaN. */
  reluForward(y: Pointer, x: Pointer, from: number, to: number): void;
  /** dx = dy where y > 0, else 0. y may as well be the input x. */
  reluBackward(dx: Pointer, dy: Pointer, y: Pointer, from: number, to: number): void;
  /** y = x where x > 0, else slope·x. */
  leakyReluForward(y: Pointer, x: Pointer, slope: number, from: number, to: number): void;
  /** dx = dy where x > 0, else slope·dy. */
  leakyReluBackward(dx: Pointer, dy: Pointer, x: Pointer, slope: number, from: number, to: number): void;
  /** y = 1 / (1 + e⁻ˣ). */
  sigmoidForward(y: Pointer, x: Pointer, from: number, to: number): void;
  /** dx = dy·y·(1 − y). */
  sigmoidBackward(dx: Pointer, dy: Pointer, y: Pointer, from: number, to: number): void;
  /** y = tanh x. */
  tanhForward(y: Pointer, x: Pointer, from: number, to: number): void;
  /** dx = dy·(1 − y²). */
  tanhBackward(dx: Pointer, dy: Pointer, y: Pointer, from: number, to: number): void;
  /** y = factor·x. */
  scale(y: Pointer, x: Pointer, factor: number, from: number, to: number): void;
}

/** Outputs and losses. Range: rows of the batch. `loss` float32 [batch] receives each row's loss, unscaled. */
export interface LossKernels {
  /** y = softmax of each row of x. y, x [batch, columns]. */
  softmaxForward(y: Pointer, x: Pointer, columns: number, from: number, to: number): void;
  /** dx = y·(dy − Σ dy·y), row by row: softmax as a layer inside a network. */
  softmaxBackward(dx: Pointer, dy: Pointer, y: Pointer, columns: number, from: number, to: number): void;
  /**
   * loss[r] = log Σ e^(x[r]) − x[r, label], by the row's maximum so that nothing overflows; dx = (softmax(x) − onehot)·factor, with
   * factor = 1/batch. dx [batch, columns] may be x, or `none` when only the loss is wanted. labels int32 [batch].
   */
  softmaxCrossEntropy(
    dx: Pointer, loss: Pointer, x: Pointer, labels: Pointer, columns: number, factor: number, from: number, to: number,
  ): void;
  /** loss[r] = ½ Σ (y − target)²; dx = (y − target)·factor, factor = 1/batch. dx may be y, or `none`. */
  meanSquaredError(
    dx: Pointer, loss: Pointer, y: Pointer, target: Pointer, columns: number, factor: number, from: number, to: number,
  ): void;
  /** best[r] = position of the row's largest value, the first of equals; int32. */
  argmax(best: Pointer, x: Pointer, columns: number, from: number, to: number): void;
  /** How many of best[from..to) equal labels[from..to). */
  countEqual(best: Pointer, labels: Pointer, from: number, to: number): number;
  /** counts[label, best] += 1; counts int32 [classes, classes]. For one thread at a time. */
  confusion(counts: Pointer, best: Pointer, labels: Pointer, classes: number, from: number, to: number): void;
}

/** Batch normalization of [rows, columns], Ioffe & Szegedy 2015, with the book's conventions. */
export interface BatchNormKernels {
  /**
   * mean[c], var[c] over the rows (no Bessel correction); inverse[c] = 1/√(var + epsilon); y = activation(gamma·(x − mean)·inverse + beta);
   * running = momentum·running + (1 − momentum)·batch. y must not be x (the backward pass reads x). Range: columns.
   */
  batchNormForward(
    y: Pointer, x: Pointer, gamma: Pointer, beta: Pointer, mean: Pointer, inverse: Pointer, runningMean: Pointer, runningVariance: Pointer,
    rows: number, columns: number, momentum: number, epsilon: number, activation: FusedActivation, from: number, to: number,
  ): void;
  /** y = activation(gamma·(x − runningMean)/√(runningVariance + epsilon) + beta). y may be x. Range: rows. */
  batchNormPredict(
    y: Pointer, x: Pointer, gamma: Pointer, beta: Pointer, runningMean: Pointer, runningVariance: Pointer, columns: number, epsilon: number,
    activation: FusedActivation, from: number, to: number,
  ): void;
  /**
   * With x̂ = (x − mean)·inverse and dy taken as zero where mask ≤ 0 (mask: the output of a ReLU fused into the forward pass, or `none`):
   * dbeta = Σ dy, dgamma = Σ dy·x̂, dx = gamma·inverse·(dy − dbeta/rows − x̂·dgamma/rows). dx may be dy. Range: columns.
   */
  batchNormBackward(
    dx: Pointer, dgamma: Pointer, dbeta: Pointer, dy: Pointer, x: Pointer, gamma: Pointer, mean: Pointer, inverse: Pointer, mask: Pointer,
    rows: number, columns: number, from: number, to: number,
  ): void;
}

/** Dropout. The mask is not stored: element i is kept or dropped by a counted random stream (`stream.ts`). Range: elements. */
export interface DropoutKernels {
  /**
   * y[i] = random(keyA, keyB, i) ≥ threshold ? factor·x[i] : 0. Threshold is `dropThreshold(rate)`; factor 1/(1 − rate) for `inverted`, 1
   * for `at-test` (which scales by 1 − rate when predicting: `scale`). The backward pass is the same call on the gradient.
   */
  dropout(y: Pointer, x: Pointer, threshold: number, factor: number, keyA: number, keyB: number, from: number, to: number): void;
}

/** One update of the parameters p by their gradient g, formulas as the book has them. Range: elements. */
export interface OptimizerKernels {
  /** p −= rate·g */
  sgd(p: Pointer, g: Pointer, rate: number, from: number, to: number): void;
  /** v = momentum·v − rate·g; p += v */
  momentum(p: Pointer, g: Pointer, v: Pointer, rate: number, momentum: number, from: number, to: number): void;
  /** p += momentum²·v − (1 + momentum)·rate·g; then v = momentum·v − rate·g */
  nesterov(p: Pointer, g: Pointer, v: Pointer, rate: number, momentum: number, from: number, to: number): void;
  /** h += g²; p −= rate·g/(√h + epsilon) */
  adagrad(p: Pointer, g: Pointer, h: Pointer, rate: number, epsilon: number, from: number, to: number): void;
  /** h = decay·h + (1 − decay)·g²; p −= rate·g/(√h + epsilon) */
  rmsprop(p: Pointer, g: Pointer, h: Pointer, rate: number, decay: number, epsilon: number, from: number, to: number): void;
  /**
   * m += (1 − beta1)(g − m); v += (1 − beta2)(g² − v); p = keep·p − rate·m/(√v + epsilon).
   * rate is the bias-corrected lr·√(1 − beta2ᵗ)/(1 − beta1ᵗ); keep is 1 for adam, 1 − lr·weightDecay for adamw.
   */
  adam(
    p: Pointer, g: Pointer, m: Pointer, v: Pointer, rate: number, beta1: number, beta2: number, epsilon: number, keep: number, from: number,
    to: number,
  ): void;
  /** g += l2·p */
  addL2(g: Pointer, p: Pointer, l2: number, from: number, to: number): void;
  /** g += l1·sign(p), sign(0) = 0 */
  addL1(g: Pointer, p: Pointer, l1: number, from: number, to: number): void;
  /** g is bounded to −limit … limit */
  clipValue(g: Pointer, limit: number, from: number, to: number): void;
}

/** Sums and looks that change nothing. */
export interface ReductionKernels {
  /** Σ x[i] over [from, to), float32 in, added in float64 in a fixed order. */
  sum(x: Pointer, from: number, to: number): number;
  /** partial[c] = Σ x² of chunk c (of `chunkElements`), float64. Range: chunks of the `count` elements. */
  chunkSquares(partial: Pointer, x: Pointer, count: number, from: number, to: number): void;
  /** partial[c] = Σ |x| of chunk c, float64. Range: chunks. */
  chunkMagnitudes(partial: Pointer, x: Pointer, count: number, from: number, to: number): void;
  /** Σ partial[i] over [from, to), float64, ascending. */
  sumPartials(partial: Pointer, from: number, to: number): number;
  /** 1 where every x[i] in [from, to) is a finite number, else 0. */
  allFinite(x: Pointer, from: number, to: number): number;
  /**
   * out, float64 [5] = mean, standard deviation (of the population), minimum, maximum, share of values ≤ 0, over x[from..to).
   */
  moments(out: Pointer, x: Pointer, from: number, to: number): void;
  /** counts, int32 [bins]: += how many of x[from..to) lie in each of `bins` equal bins of [low, high); those outside go to the end bins. */
  histogram(counts: Pointer, x: Pointer, low: number, high: number, bins: number, from: number, to: number): void;
  /** How many of x[from..to) lie outside the open interval (low, high): saturated sigmoids and tanhs. */
  countOutside(x: Pointer, low: number, high: number, from: number, to: number): number;
}

/** Everything the engine trains with. */
export interface Kernels
  extends GatherKernels,
    AffineKernels,
    SparseKernels,
    ActivationKernels,
    LossKernels,
    BatchNormKernels,
    DropoutKernels,
    OptimizerKernels,
    ReductionKernels {}

/** A set of kernels by name. */
export interface KernelSet {
  readonly name: string;
  /** Makes the kernels over a session's memory. */
  create(memory: SharedMemory): Kernels;
  /** The compiled module, to hand to another thread; undefined for the plain ones. */
  readonly module?: CompiledModule;
}

/** Bytes of packing space one thread needs for any affine or sparse kernel over weights [inputs, outputs] and batches of up to `batch` rows. */
export function workspaceBytes(batch: number, inputs: number, outputs: number): number {
  const padded = (n: number) => Math.ceil(n / 48) * 48;
  // The batch's rows packed whole, a panel of columns as deep as the longest side, and what the sparse kernels remember of each row.
  const longest = padded(Math.max(inputs, outputs, batch));
  return 4 * (padded(batch) * padded(Math.max(inputs, outputs)) + 128 * longest + 4096);
}

/** Bytes of the lists of `sparseTranspose`: one bit for each row of the batch and feature. */
export function sparseListBytes(batch: number, features: number): number {
  return Math.ceil(features / 64) * 64 * Math.ceil(batch / 64) * 8;
}
