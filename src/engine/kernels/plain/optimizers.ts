import type { OptimizerKernels } from '../kernels.ts';
import { at, elements, type Views } from './views.ts';

/** One update of the parameters by their gradient, and what is done to the gradient before. What each does: `../kernels.ts`. */
export function plainOptimizers(views: Views): OptimizerKernels {
  const { f32 } = views;

  return {
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
  };
}
