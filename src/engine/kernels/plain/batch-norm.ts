import { none, type BatchNormKernels } from '../kernels.ts';
import { activated, at, type Views } from './views.ts';

/** Batch normalization. What each does: `../kernels.ts`. */
export function plainBatchNorm(views: Views): BatchNormKernels {
  const { f32 } = views;

  return {
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
  };
}
