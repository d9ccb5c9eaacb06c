import type { Localized } from '../schema/localized.ts';

/** The activation functions of chapter 3 with their slopes, for drawing. */
export interface Activation {
  readonly name: 'step' | 'sigmoid' | 'tanh' | 'relu';
  readonly title: Localized;
  /** TeX of h(x). */
  readonly formula: string;
  value(x: number): number;
  /** The slope; 0 at the corner of ReLU, and everywhere for the step. */
  slope(x: number): number;
}

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
export const relu = (x: number): number => (x > 0 ? x : 0);

export const activations: readonly Activation[] = [
  { name: 'step', title: { en: 'Step', zh: '阶跃' }, formula: 'h(x)=\\begin{cases}0&x\\le 0\\\\1&x>0\\end{cases}', value: (x) => (x > 0 ? 1 : 0), slope: () => 0 },
  { name: 'sigmoid', title: { en: 'Sigmoid', zh: 'sigmoid' }, formula: 'h(x)=\\frac{1}{1+e^{-x}}', value: sigmoid, slope: (x) => sigmoid(x) * (1 - sigmoid(x)) },
  { name: 'tanh', title: { en: 'tanh', zh: 'tanh' }, formula: 'h(x)=\\tanh x', value: Math.tanh, slope: (x) => 1 - Math.tanh(x) ** 2 },
  { name: 'relu', title: { en: 'ReLU', zh: 'ReLU' }, formula: 'h(x)=\\max(0,x)', value: relu, slope: (x) => (x > 0 ? 1 : 0) },
];
