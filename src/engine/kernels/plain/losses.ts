import { none, type LossKernels } from '../kernels.ts';
import { at, type Views } from './views.ts';

/** Softmax, losses, and how often the most probable class is the right one. What each does: `../kernels.ts`. */
export function plainLosses(views: Views): LossKernels {
  const { f32, i32 } = views;

  return {
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
