import { chunkElements, fused, none, type FusedActivation, type Kernels, type Pointer } from './kernels.ts';
import { header, tableOffset } from './sparse.ts';
import { mixElement } from './stream.ts';
import type { SharedMemory } from './webassembly.ts';

/**
 * Every kernel in ordinary loops over the same memory: the specification, and what each module's self-test compares with.
 * Sums and functions are float64 and rounded once when stored, so that this is nearer to the formula than any module.
 */
export function createPlainKernels(memory: SharedMemory): Kernels {
  const { buffer } = memory;
  const f32 = new Float32Array(buffer);
  const f64 = new Float64Array(buffer);
  const i32 = new Int32Array(buffer);
  const u32 = new Uint32Array(buffer);
  const u16 = new Uint16Array(buffer);
  const u8 = new Uint8Array(buffer);

  /** Position of a pointer's element in an array of 4-byte elements. */
  const at = (pointer: Pointer): number => pointer >>> 2;
  const at8 = (pointer: Pointer): number => pointer >>> 3;
  const activated = (value: number, activation: FusedActivation): number => (activation === fused.relu && value < 0 ? 0 : value);

  /** Calls `each` with the positions (in float32 elements) that an element kernel works on. */
  function elements(from: number, to: number, each: (i: number) => void): void {
    for (let i = from; i < to; i++) each(i);
  }

  const featuresOf = (images: Pointer): number => i32[at(images) + header.features];

  /** The non-zeros of one example, from the dataset's lists. */
  function forNonZeros(images: Pointer, example: number, each: (column: number, value: number) => void): void {
    const start = at(u32[at(images) + header.start]) + example;
    const columns = u32[at(images) + header.columns] >>> 1;
    const values = u32[at(images) + header.values];
    for (let i = u32[start]; i < u32[start + 1]; i++) each(u16[columns + i], f32[at(images + tableOffset) + u8[values + i]]);
  }

  /** Σᵣ x[r, k]·dy[r, j] */
  function weightGradient(x: Pointer, dy: Pointer, batch: number, inputs: number, outputs: number, k: number, j: number): number {
    let sum = 0;
    for (let r = 0; r < batch; r++) sum += f32[at(x) + r * inputs + k] * f32[at(dy) + r * outputs + j];
    return Math.fround(sum);
  }

  /** xᵀ·dy for the features from … to − 1, [to − from, outputs]. */
  function sparseGradient(
    images: Pointer, rows: Pointer, dy: Pointer, batch: number, outputs: number, from: number, to: number,
  ): Float64Array {
    const sums = new Float64Array((to - from) * outputs);
    for (let r = 0; r < batch; r++) {
      forNonZeros(images, i32[at(rows) + r], (column, value) => {
        if (column < from || column >= to) return;
        for (let j = 0; j < outputs; j++) sums[(column - from) * outputs + j] += value * f32[at(dy) + r * outputs + j];
      });
    }
    return sums;
  }

  /** Where the bit of row r stands in the list of feature k: 64-bit words, the rows of the batch in ascending bits. */
  const listByte = (lists: Pointer, batch: number, k: number, r: number): number => lists + k * Math.ceil(batch / 64) * 8 + (r >>> 3);

  return {
    gatherBytes(x, images, rows, factor, features, from, to) {
      for (let r = from; r < to; r++) {
        const image = images + i32[at(rows) + r] * features;
        for (let f = 0; f < features; f++) f32[at(x) + r * features + f] = u8[image + f] * Math.fround(factor);
      }
    },

    gatherBytesStandardized(x, images, rows, mean, factor, features, from, to) {
      for (let r = from; r < to; r++) {
        const image = images + i32[at(rows) + r] * features;
        for (let f = 0; f < features; f++) {
          f32[at(x) + r * features + f] = Math.fround(u8[image + f] - f32[at(mean) + f]) * f32[at(factor) + f];
        }
      }
    },

    gatherFloats(x, data, rows, features, from, to) {
      for (let r = from; r < to; r++) {
        const row = at(data) + i32[at(rows) + r] * features;
        for (let f = 0; f < features; f++) f32[at(x) + r * features + f] = f32[row + f];
      }
    },

    gatherFloatsStandardized(x, data, rows, mean, factor, features, from, to) {
      for (let r = from; r < to; r++) {
        const row = at(data) + i32[at(rows) + r] * features;
        for (let f = 0; f < features; f++) {
          f32[at(x) + r * features + f] = Math.fround(f32[row + f] - f32[at(mean) + f]) * f32[at(factor) + f];
        }
      }
    },

    gatherLabels(labels, data, rows, from, to) {
      for (let r = from; r < to; r++) i32[at(labels) + r] = i32[at(data) + i32[at(rows) + r]];
    },

    affineForward(y, x, w, b, inputs, outputs, activation, _workspace, from, to) {
      for (let r = from; r < to; r++) {
        for (let j = 0; j < outputs; j++) {
          let sum = 0;
          for (let k = 0; k < inputs; k++) sum += f32[at(x) + r * inputs + k] * f32[at(w) + k * outputs + j];
          if (b !== none) sum += f32[at(b) + j];
          f32[at(y) + r * outputs + j] = activated(sum, activation);
        }
      }
    },

    affineInputGradient(dx, dy, w, mask, inputs, outputs, _workspace, from, to) {
      for (let r = from; r < to; r++) {
        for (let k = 0; k < inputs; k++) {
          let sum = 0;
          for (let j = 0; j < outputs; j++) sum += f32[at(dy) + r * outputs + j] * f32[at(w) + k * outputs + j];
          const open = mask === none || f32[at(mask) + r * inputs + k] > 0;
          f32[at(dx) + r * inputs + k] = open ? sum : 0;
        }
      }
    },

    affineWeightGradient(dw, x, dy, batch, inputs, outputs, _workspace, from, to) {
      for (let k = from; k < to; k++) {
        for (let j = 0; j < outputs; j++) f32[at(dw) + k * outputs + j] = weightGradient(x, dy, batch, inputs, outputs, k, j);
      }
    },

    affineWeightStep(w, x, dy, batch, inputs, outputs, rate, l2, _workspace, from, to) {
      for (let k = from; k < to; k++) {
        for (let j = 0; j < outputs; j++) {
          const i = at(w) + k * outputs + j;
          const gradient = weightGradient(x, dy, batch, inputs, outputs, k, j);
          f32[i] -= Math.fround(rate) * Math.fround(gradient + Math.fround(l2) * f32[i]);
        }
      }
    },

    columnSums(out, x, rows, columns, from, to) {
      for (let c = from; c < to; c++) {
        let sum = 0;
        for (let r = 0; r < rows; r++) sum += f32[at(x) + r * columns + c];
        f32[at(out) + c] = sum;
      }
    },

    gatherSparse(x, images, rows, from, to) {
      const features = featuresOf(images);
      f32.fill(0, at(x) + from * features, at(x) + to * features);
      for (let r = from; r < to; r++) {
        forNonZeros(images, i32[at(rows) + r], (column, value) => {
          f32[at(x) + r * features + column] = value;
        });
      }
    },

    sparseForward(y, images, rows, w, b, outputs, activation, _workspace, from, to) {
      for (let r = from; r < to; r++) {
        for (let j = 0; j < outputs; j++) {
          let sum = 0;
          forNonZeros(images, i32[at(rows) + r], (column, value) => {
            sum += value * f32[at(w) + column * outputs + j];
          });
          if (b !== none) sum += f32[at(b) + j];
          f32[at(y) + r * outputs + j] = activated(sum, activation);
        }
      }
    },

    sparseTranspose(lists, images, rows, batch, from, to) {
      const words = Math.ceil(batch / 64);
      u8.fill(0, lists + from * words * 8, lists + to * words * 8);
      for (let r = 0; r < batch; r++) {
        forNonZeros(images, i32[at(rows) + r], (column) => {
          if (column >= from && column < to) u8[listByte(lists, batch, column, r)] |= 1 << (r & 7);
        });
      }
    },

    sparseWeightGradient(dw, _lists, images, rows, dy, batch, outputs, _workspace, from, to) {
      f32.set(sparseGradient(images, rows, dy, batch, outputs, from, to), at(dw) + from * outputs);
    },

    sparseWeightStep(w, _lists, images, rows, dy, batch, outputs, rate, l2, _workspace, from, to) {
      sparseGradient(images, rows, dy, batch, outputs, from, to).forEach((gradient, n) => {
        const i = at(w) + from * outputs + n;
        f32[i] -= Math.fround(rate) * Math.fround(Math.fround(gradient) + Math.fround(l2) * f32[i]);
      });
    },

    reluForward(y, x, from, to) {
      elements(from, to, (i) => {
        const value = f32[at(x) + i];
        f32[at(y) + i] = value < 0 ? 0 : value;
      });
    },

    reluBackward(dx, dy, y, from, to) {
      elements(from, to, (i) => {
        f32[at(dx) + i] = f32[at(y) + i] > 0 ? f32[at(dy) + i] : 0;
      });
    },

    leakyReluForward(y, x, slope, from, to) {
      elements(from, to, (i) => {
        const value = f32[at(x) + i];
        f32[at(y) + i] = value > 0 ? value : Math.fround(slope) * value;
      });
    },

    leakyReluBackward(dx, dy, x, slope, from, to) {
      elements(from, to, (i) => {
        const gradient = f32[at(dy) + i];
        f32[at(dx) + i] = f32[at(x) + i] > 0 ? gradient : Math.fround(slope) * gradient;
      });
    },

    sigmoidForward(y, x, from, to) {
      elements(from, to, (i) => {
        f32[at(y) + i] = 1 / (1 + Math.exp(-f32[at(x) + i]));
      });
    },

    sigmoidBackward(dx, dy, y, from, to) {
      elements(from, to, (i) => {
        const value = f32[at(y) + i];
        f32[at(dx) + i] = f32[at(dy) + i] * value * (1 - value);
      });
    },

    tanhForward(y, x, from, to) {
      elements(from, to, (i) => {
        f32[at(y) + i] = Math.tanh(f32[at(x) + i]);
      });
    },

    tanhBackward(dx, dy, y, from, to) {
      elements(from, to, (i) => {
        f32[at(dx) + i] = f32[at(dy) + i] * (1 - f32[at(y) + i] ** 2);
      });
    },

    scale(y, x, factor, from, to) {
      elements(from, to, (i) => {
        f32[at(y) + i] = Math.fround(factor) * f32[at(x) + i];
      });
    },

    softmaxForward(y, x, columns, from, to) {
      for (let r = from; r < to; r++) {
        const row = at(x) + r * columns;
        const { maximum, sum } = exponentialSum(f32, row, columns);
        for (let c = 0; c < columns; c++) f32[at(y) + r * columns + c] = Math.exp(f32[row + c] - maximum) / sum;
      }
    },

    softmaxBackward(dx, dy, y, columns, from, to) {
      for (let r = from; r < to; r++) {
        let dot = 0;
        for (let c = 0; c < columns; c++) dot += f32[at(dy) + r * columns + c] * f32[at(y) + r * columns + c];
        for (let c = 0; c < columns; c++) {
          const i = r * columns + c;
          f32[at(dx) + i] = f32[at(y) + i] * (f32[at(dy) + i] - dot);
        }
      }
    },

    softmaxCrossEntropy(dx, loss, x, labels, columns, factor, from, to) {
      for (let r = from; r < to; r++) {
        const row = at(x) + r * columns;
        const label = i32[at(labels) + r];
        const { maximum, sum } = exponentialSum(f32, row, columns);
        f32[at(loss) + r] = Math.log(sum) + maximum - f32[row + label];
        if (dx === none) continue;
        for (let c = 0; c < columns; c++) {
          const probability = Math.exp(f32[row + c] - maximum) / sum;
          f32[at(dx) + r * columns + c] = (probability - (c === label ? 1 : 0)) * Math.fround(factor);
        }
      }
    },

    meanSquaredError(dx, loss, y, target, columns, factor, from, to) {
      for (let r = from; r < to; r++) {
        let sum = 0;
        for (let c = 0; c < columns; c++) {
          const i = r * columns + c;
          const difference = f32[at(y) + i] - f32[at(target) + i];
          sum += difference * difference;
          if (dx !== none) f32[at(dx) + i] = difference * Math.fround(factor);
        }
        f32[at(loss) + r] = 0.5 * sum;
      }
    },

    argmax(best, x, columns, from, to) {
      for (let r = from; r < to; r++) {
        const row = at(x) + r * columns;
        let position = 0;
        for (let c = 1; c < columns; c++) if (f32[row + c] > f32[row + position]) position = c;
        i32[at(best) + r] = position;
      }
    },

    countEqual(best, labels, from, to) {
      let count = 0;
      for (let r = from; r < to; r++) if (i32[at(best) + r] === i32[at(labels) + r]) count++;
      return count;
    },

    confusion(counts, best, labels, classes, from, to) {
      for (let r = from; r < to; r++) i32[at(counts) + i32[at(labels) + r] * classes + i32[at(best) + r]]++;
    },

    batchNormForward(y, x, gamma, beta, mean, inverse, runningMean, runningVariance, rows, columns, momentum, epsilon, activation, from, to) {
      for (let c = from; c < to; c++) {
        let sum = 0;
        for (let r = 0; r < rows; r++) sum += f32[at(x) + r * columns + c];
        const mu = sum / rows;
        let squares = 0;
        for (let r = 0; r < rows; r++) squares += (f32[at(x) + r * columns + c] - mu) ** 2;
        const variance = squares / rows;
        const inverseDeviation = 1 / Math.sqrt(variance + epsilon);
        f32[at(mean) + c] = mu;
        f32[at(inverse) + c] = inverseDeviation;
        f32[at(runningMean) + c] = momentum * f32[at(runningMean) + c] + (1 - momentum) * mu;
        f32[at(runningVariance) + c] = momentum * f32[at(runningVariance) + c] + (1 - momentum) * variance;
        for (let r = 0; r < rows; r++) {
          const i = r * columns + c;
          const normalized = (f32[at(x) + i] - mu) * inverseDeviation;
          f32[at(y) + i] = activated(f32[at(gamma) + c] * normalized + f32[at(beta) + c], activation);
        }
      }
    },

    batchNormPredict(y, x, gamma, beta, runningMean, runningVariance, columns, epsilon, activation, from, to) {
      for (let r = from; r < to; r++) {
        for (let c = 0; c < columns; c++) {
          const i = r * columns + c;
          const normalized = (f32[at(x) + i] - f32[at(runningMean) + c]) / Math.sqrt(f32[at(runningVariance) + c] + epsilon);
          f32[at(y) + i] = activated(f32[at(gamma) + c] * normalized + f32[at(beta) + c], activation);
        }
      }
    },

    batchNormBackward(dx, dgamma, dbeta, dy, x, gamma, mean, inverse, mask, rows, columns, from, to) {
      for (let c = from; c < to; c++) {
        const mu = f32[at(mean) + c];
        const inverseDeviation = f32[at(inverse) + c];
        const gradient = (i: number): number => (mask === none || f32[at(mask) + i] > 0 ? f32[at(dy) + i] : 0);
        const normalized = (i: number): number => (f32[at(x) + i] - mu) * inverseDeviation;
        let shiftGradient = 0;
        let scaleGradient = 0;
        for (let r = 0; r < rows; r++) {
          const i = r * columns + c;
          shiftGradient += gradient(i);
          scaleGradient += gradient(i) * normalized(i);
        }
        f32[at(dbeta) + c] = shiftGradient;
        f32[at(dgamma) + c] = scaleGradient;
        const factor = f32[at(gamma) + c] * inverseDeviation;
        for (let r = 0; r < rows; r++) {
          const i = r * columns + c;
          f32[at(dx) + i] = factor * (gradient(i) - shiftGradient / rows - (normalized(i) * scaleGradient) / rows);
        }
      }
    },

    dropout(y, x, threshold, factor, keyA, keyB, from, to) {
      elements(from, to, (i) => {
        f32[at(y) + i] = mixElement(keyA, keyB, i) >= threshold >>> 0 ? Math.fround(factor) * f32[at(x) + i] : 0;
      });
    },

    sgd(p, g, rate, from, to) {
      elements(from, to, (i) => {
        f32[at(p) + i] -= Math.fround(rate) * f32[at(g) + i];
      });
    },

    momentum(p, g, v, rate, momentum, from, to) {
      elements(from, to, (i) => {
        f32[at(v) + i] = momentum * f32[at(v) + i] - rate * f32[at(g) + i];
        f32[at(p) + i] += f32[at(v) + i];
      });
    },

    nesterov(p, g, v, rate, momentum, from, to) {
      elements(from, to, (i) => {
        f32[at(p) + i] += momentum * momentum * f32[at(v) + i] - (1 + momentum) * rate * f32[at(g) + i];
        f32[at(v) + i] = momentum * f32[at(v) + i] - rate * f32[at(g) + i];
      });
    },

    adagrad(p, g, h, rate, epsilon, from, to) {
      elements(from, to, (i) => {
        const gradient = f32[at(g) + i];
        f32[at(h) + i] += gradient * gradient;
        f32[at(p) + i] -= (rate * gradient) / (Math.sqrt(f32[at(h) + i]) + epsilon);
      });
    },

    rmsprop(p, g, h, rate, decay, epsilon, from, to) {
      elements(from, to, (i) => {
        const gradient = f32[at(g) + i];
        f32[at(h) + i] = decay * f32[at(h) + i] + (1 - decay) * gradient * gradient;
        f32[at(p) + i] -= (rate * gradient) / (Math.sqrt(f32[at(h) + i]) + epsilon);
      });
    },

    adam(p, g, m, v, rate, beta1, beta2, epsilon, keep, from, to) {
      elements(from, to, (i) => {
        const gradient = f32[at(g) + i];
        f32[at(m) + i] += (1 - beta1) * (gradient - f32[at(m) + i]);
        f32[at(v) + i] += (1 - beta2) * (gradient * gradient - f32[at(v) + i]);
        f32[at(p) + i] = keep * f32[at(p) + i] - (rate * f32[at(m) + i]) / (Math.sqrt(f32[at(v) + i]) + epsilon);
      });
    },

    addL2(g, p, l2, from, to) {
      elements(from, to, (i) => {
        f32[at(g) + i] += Math.fround(l2) * f32[at(p) + i];
      });
    },

    addL1(g, p, l1, from, to) {
      elements(from, to, (i) => {
        f32[at(g) + i] += Math.fround(l1) * Math.sign(f32[at(p) + i]);
      });
    },

    clipValue(g, limit, from, to) {
      const bound = Math.fround(limit);
      elements(from, to, (i) => {
        const value = f32[at(g) + i];
        f32[at(g) + i] = value > bound ? bound : value < -bound ? -bound : value;
      });
    },

    sum(x, from, to) {
      let sum = 0;
      for (let i = from; i < to; i++) sum += f32[at(x) + i];
      return sum;
    },

    chunkSquares(partial, x, count, from, to) {
      for (let c = from; c < to; c++) {
        let sum = 0;
        for (let i = c * chunkElements; i < Math.min((c + 1) * chunkElements, count); i++) sum += f32[at(x) + i] ** 2;
        f64[at8(partial) + c] = sum;
      }
    },

    chunkMagnitudes(partial, x, count, from, to) {
      for (let c = from; c < to; c++) {
        let sum = 0;
        for (let i = c * chunkElements; i < Math.min((c + 1) * chunkElements, count); i++) sum += Math.abs(f32[at(x) + i]);
        f64[at8(partial) + c] = sum;
      }
    },

    sumPartials(partial, from, to) {
      let sum = 0;
      for (let i = from; i < to; i++) sum += f64[at8(partial) + i];
      return sum;
    },

    allFinite(x, from, to) {
      for (let i = from; i < to; i++) if (!Number.isFinite(f32[at(x) + i])) return 0;
      return 1;
    },

    moments(out, x, from, to) {
      let sum = 0;
      let minimum = Infinity;
      let maximum = -Infinity;
      let notPositive = 0;
      for (let i = from; i < to; i++) {
        const value = f32[at(x) + i];
        sum += value;
        if (value < minimum) minimum = value;
        if (value > maximum) maximum = value;
        if (value <= 0) notPositive++;
      }
      const count = to - from;
      const mean = sum / count;
      let squares = 0;
      for (let i = from; i < to; i++) squares += (f32[at(x) + i] - mean) ** 2;
      f64.set([mean, Math.sqrt(squares / count), minimum, maximum, notPositive / count], at8(out));
    },

    histogram(counts, x, low, high, bins, from, to) {
      for (let i = from; i < to; i++) {
        const bin = Math.floor(((f32[at(x) + i] - low) / (high - low)) * bins);
        i32[at(counts) + Math.max(0, Math.min(bins - 1, Number.isNaN(bin) ? 0 : bin))]++;
      }
    },

    countOutside(x, low, high, from, to) {
      let count = 0;
      for (let i = from; i < to; i++) if (!(f32[at(x) + i] > low && f32[at(x) + i] < high)) count++;
      return count;
    },
  };
}

/** The row's maximum and Σ e^(x − maximum). */
function exponentialSum(values: Float32Array, start: number, length: number): { maximum: number; sum: number } {
  let maximum = -Infinity;
  for (let i = start; i < start + length; i++) maximum = Math.max(maximum, values[i]);
  let sum = 0;
  for (let i = start; i < start + length; i++) sum += Math.exp(values[i] - maximum);
  return { maximum, sum };
}
