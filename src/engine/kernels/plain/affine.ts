import { none, type AffineKernels, type Pointer } from '../kernels.ts';
import { activated, at, type Views } from './views.ts';

/** Affine (fully connected) layers. What each does: `../kernels.ts`. */
export function plainAffine(views: Views): AffineKernels {
  const { f32 } = views;

  /** Σᵣ x[r, k]·dy[r, j] */
  function weightGradient(x: Pointer, dy: Pointer, batch: number, inputs: number, outputs: number, k: number, j: number): number {
    let sum = 0;
    for (let r = 0; r < batch; r++) sum += f32[at(x) + r * inputs + k] * f32[at(dy) + r * outputs + j];
    return Math.fround(sum);
  }

  return {
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
  };
}
