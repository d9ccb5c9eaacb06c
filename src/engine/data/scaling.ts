import type { FeatureArray } from './dataset.ts';

/** How features reach the network: `unit` divides bytes by 255, `standardize` brings each feature to mean 0 and deviation 1. */
export type ScalingKind = 'unit' | 'standardize' | 'none';

const scalingKinds = ['unit', 'standardize', 'none'] as const satisfies readonly ScalingKind[];

/** A fitted scaling: plain data, so that it can be stored with a model and posted to a worker. */
export type Scaling =
  | { readonly kind: 'none' }
  /** x / 255 for bytes; float features are left as they are. */
  | { readonly kind: 'unit' }
  /** (x − mean) · inverseDeviation, one of each per feature. */
  | { readonly kind: 'standardize'; readonly mean: Float32Array; readonly inverseDeviation: Float32Array };

/**
 * Fits a scaling on examples of the training part.
 * `standardize` uses the mean and the deviation (divided by n) of each feature, summed in float64; a feature that never changes there is
 * only moved to zero, not divided.
 * @param features `examples` × `size`
 * @param size features per example
 * @param examples which rows to fit on: the training examples that remain after `take` and the validation split
 */
export function fitScaling(kind: ScalingKind, features: FeatureArray, size: number, examples: Int32Array): Scaling {
  switch (kind) {
    case 'none':
    case 'unit':
      return { kind };
    case 'standardize':
      return fitStandardization(features, size, examples);
    default:
      throw new RangeError(`scaling: expected ${scalingKinds.join(', ')}, got ${String(kind satisfies never)}`);
  }
}

function fitStandardization(features: FeatureArray, size: number, examples: Int32Array): Scaling {
  const sums = new Float64Array(size);
  for (const example of examples) {
    const row = example * size;
    for (let i = 0; i < size; i++) sums[i] += features[row + i];
  }
  const means = sums.map((sum) => sum / examples.length);
  const squares = new Float64Array(size);
  for (const example of examples) {
    const row = example * size;
    for (let i = 0; i < size; i++) squares[i] += (features[row + i] - means[i]) ** 2;
  }
  const mean = Float32Array.from(means);
  const inverseDeviation = Float32Array.from(squares, (square, i) => {
    const deviation = Math.sqrt(square / examples.length);
    // Rounding alone gives a constant feature a deviation of some 1e-16 of its size.
    return deviation <= 1e-12 * Math.abs(means[i]) ? 1 : 1 / deviation;
  });
  return { kind: 'standardize', mean, inverseDeviation };
}

/** b / 255 rounded to float32, for every byte. */
const unitTable = Float32Array.from({ length: 256 }, (_, byte) => byte / 255);

/**
 * Gathers and scales a mini-batch.
 * @param out `examples.length` × `size`, overwritten
 * @param features the part's features, rows of `size`
 * @param examples the rows to gather, in order
 */
export function gatherScaled(out: Float32Array, features: FeatureArray, size: number, examples: Int32Array, scaling: Scaling): void {
  for (let k = 0; k < examples.length; k++) {
    const from = examples[k] * size;
    scaleInto(out, k * size, features, from, size, scaling);
  }
}

/** Scales one example: `size` values of `features` at `from` into `out` at `to`. */
export function scaleInto(out: Float32Array, to: number, features: Uint8Array | Float32Array, from: number, size: number, scaling: Scaling): void {
  if (scaling.kind === 'standardize') {
    const { mean, inverseDeviation } = scaling;
    for (let i = 0; i < size; i++) out[to + i] = (features[from + i] - mean[i]) * inverseDeviation[i];
  } else if (scaling.kind === 'unit' && features instanceof Uint8Array) {
    for (let i = 0; i < size; i++) out[to + i] = unitTable[features[from + i]];
  } else {
    out.set(features.subarray(from, from + size), to);
  }
}
