import type { ActivationKernels, DropoutKernels } from '../kernels.ts';
import { mixElement } from '../stream.ts';
import { at, elements, type Views } from './views.ts';

/** Activations, and dropout: element by element. What each does: `../kernels.ts`. */
export function plainActivations(views: Views): ActivationKernels & DropoutKernels {
  const { f32 } = views;

  return {
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

    dropout(y, x, threshold, factor, keyA, keyB, from, to) {
      elements(from, to, (i) => {
        f32[at(y) + i] = mixElement(keyA, keyB, i) >= threshold >>> 0 ? Math.fround(factor) * f32[at(x) + i] : 0;
      });
    },
  };
}
