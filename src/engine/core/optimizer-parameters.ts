import type { Remembered } from './optimizer.ts';
import { number } from '../../shared/schema/kinds/index.ts';

/** Parameters that several optimizers have, and what Adam and AdamW compute alike. */

export const learningRate = (initial: number) =>
  number({
    min: 0, max: 1000, default: initial, scale: 'log', slider: [1e-5, 1], symbol: '\\eta',
    title: { en: 'Learning rate', zh: '学习率' },
    help: { en: 'Size of a step; a schedule can change it along the way.', zh: '步长；可由调度在训练途中改变。' },
  });

export const velocityShare = number({
  min: 0, max: 1, exclusiveMax: true, default: 0.9, symbol: '\\alpha',
  title: { en: 'Momentum', zh: '动量' },
  help: { en: 'Share of the velocity that stays at each step.', zh: '每一步保留的速度比例。' },
});

export const safeDivision = number({
  min: 0, exclusiveMin: true, max: 1, default: 1e-7, scale: 'log', slider: [1e-10, 1e-3], symbol: '\\varepsilon',
  title: { en: 'Epsilon', zh: 'ε' },
  help: { en: 'Keeps the division safe; added outside the root.', zh: '保证除法安全；加在根号之外。' },
});

export const betas = {
  beta1: number({
    min: 0, max: 1, exclusiveMax: true, default: 0.9, symbol: '\\beta_1',
    title: { en: 'Beta 1', zh: 'β₁' },
    help: { en: 'Memory of the mean gradient.', zh: '梯度均值的记忆。' },
  }),
  beta2: number({
    min: 0, max: 1, exclusiveMax: true, default: 0.999, symbol: '\\beta_2',
    title: { en: 'Beta 2', zh: 'β₂' },
    help: { en: 'Memory of the mean squared gradient.', zh: '梯度平方均值的记忆。' },
  }),
};

/** Adam's means of the gradient and of its square. */
export const moments = {
  m: {
    title: { en: 'Mean of gradients', zh: '梯度的均值' },
    becomes: ({ beta1 }) => ({ keep: beta1, gradient: 1 - beta1 }),
    carries: ({ beta1, beta2 }, { lr, t }) => -correctedRate(lr, t, beta1, beta2) * beta1,
  },
  v: { title: { en: 'Mean of squares', zh: '平方的均值' }, becomes: ({ beta2 }) => ({ keep: beta2, square: 1 - beta2 }) },
} satisfies Record<string, Remembered<{ readonly beta1: number; readonly beta2: number }>>;

/** η·√(1 − β₂ᵗ)/(1 − β₁ᵗ): Adam's rate, which makes up for its averages beginning at zero. */
export function correctedRate(lr: number, t: number, beta1: number, beta2: number): number {
  return (lr * Math.sqrt(1 - beta2 ** t)) / (1 - beta1 ** t);
}
