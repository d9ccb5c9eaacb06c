import type { Localized } from '../schema/localized.ts';
import { parseFormula, toTex, type FormulaProblem } from './expression.ts';
import { toGraph, valueAndGradient, forward as forwardPass } from './graph.ts';

/** A function of two variables to walk down on. */
export interface SurfaceDescription {
  readonly name: string;
  readonly title: Localized;
  readonly formula: string;
  /** What is drawn: [x from, x to, y from, y to]. */
  readonly view: readonly [number, number, number, number];
  readonly start: readonly [number, number];
  /** Heights of contour lines; labelled where the second list has them. */
  readonly levels: readonly number[];
  /** Known minima, marked with a cross. */
  readonly minima: readonly (readonly [number, number])[];
  /** Learning rates to begin with, by optimizer; the others begin with `usualRates`. */
  readonly rates?: Readonly<Record<string, number>>;
  /** Steps to begin with; left out = 30. */
  readonly steps?: number;
  /** The partial derivatives as they are written. */
  readonly gradient?: readonly [string, string];
}

/** Learning rates of the book's picture; RMSProp and Nesterov as close to it as they go. */
export const usualRates: Readonly<Record<string, number>> = { sgd: 0.95, momentum: 0.1, nesterov: 0.1, adagrad: 1.5, rmsprop: 0.3, adam: 0.3, adamw: 0.3 };
/** What else begins otherwise than it is declared. */
export const usualCoefficients: Readonly<Record<string, Readonly<Record<string, number>>>> = { adamw: { weightDecay: 0 } };

/** The surfaces to choose from; the first is the book's. */
export const surfaces: readonly SurfaceDescription[] = [
  {
    name: 'bowl',
    title: { en: 'Long valley', zh: '狭长的谷' },
    formula: 'x^2/20 + y^2',
    view: [-8, 8, -3, 3],
    start: [-7, 2],
    levels: [0.05, 0.2, 0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9, 10],
    minima: [[0, 0]],
    gradient: ['x/10', '2y'],
  },
  {
    name: 'saddle',
    title: { en: 'Saddle', zh: '鞍点' },
    formula: '(x^2 - y^2)/4 + y^4/32',
    view: [-4, 4, -4, 4],
    start: [-3, 0.05],
    levels: [-0.5, -0.45, -0.35, -0.2, -0.05, 0.1, 0.3, 0.6, 1, 1.5, 2, 3, 4, 6],
    minima: [
      [0, 2],
      [0, -2],
    ],
    steps: 60,
    rates: { sgd: 0.3, momentum: 0.1, nesterov: 0.1, adagrad: 0.5, rmsprop: 0.1, adam: 0.2, adamw: 0.2 },
  },
  {
    name: 'rosenbrock',
    title: { en: 'Rosenbrock', zh: 'Rosenbrock' },
    formula: '((1 - x)^2 + 100*(y - x^2)^2)/100',
    view: [-2, 2, -1, 3],
    start: [-1.5, 2],
    levels: [0.002, 0.01, 0.03, 0.1, 0.25, 0.5, 1, 2, 4, 8, 14],
    minima: [[1, 1]],
    rates: { sgd: 0.15, momentum: 0.05, nesterov: 0.05, adagrad: 0.8, rmsprop: 0.05, adam: 0.15, adamw: 0.15 },
    steps: 300,
  },
  {
    name: 'beale',
    title: { en: 'Beale', zh: 'Beale' },
    formula: '((1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2)/20',
    view: [-4.5, 4.5, -4.5, 4.5],
    start: [1, 1.5],
    levels: [0.005, 0.02, 0.1, 0.3, 0.7, 1.5, 4, 10, 40, 200, 1000, 4000],
    minima: [[3, 0.5]],
    steps: 60,
    rates: { sgd: 0.15, momentum: 0.05, nesterov: 0.05, adagrad: 0.5, rmsprop: 0.1, adam: 0.2, adamw: 0.2 },
  },
  {
    name: 'himmelblau',
    title: { en: 'Himmelblau', zh: 'Himmelblau' },
    formula: '((x^2 + y - 11)^2 + (x + y^2 - 7)^2)/40',
    view: [-6, 6, -6, 6],
    start: [-0.5, -1],
    levels: [0.05, 0.2, 0.5, 1, 1.75, 2.75, 4, 6, 9, 14, 22],
    minima: [
      [3, 2],
      [-2.805118, 3.131312],
      [-3.77931, -3.283186],
      [3.584428, -1.848126],
    ],
    steps: 60,
    rates: { sgd: 0.4, momentum: 0.1, nesterov: 0.1, adagrad: 1, rmsprop: 0.2, adam: 0.4, adamw: 0.4 },
  },
  {
    name: 'many-minima',
    title: { en: 'Many minima', zh: '多个极小值' },
    formula: '(x^2 + y^2)/20 + 1 - cos(2*x)*cos(2*y)',
    view: [-5, 5, -5, 5],
    start: [-4, 3],
    levels: [0.1, 0.3, 0.6, 0.9, 1.2, 1.5, 1.8, 2.2, 2.6, 3, 3.5],
    minima: [[0, 0]],
    steps: 60,
    rates: { sgd: 0.2, momentum: 0.1, nesterov: 0.08, adagrad: 0.8, rmsprop: 0.15, adam: 0.4, adamw: 0.4 },
  },
];

/** A surface that can be evaluated. */
export interface Surface {
  readonly formula: string;
  readonly tex: string;
  value(x: number, y: number): number;
  gradient(x: number, y: number): [number, number];
}

export type SurfaceResult = { readonly surface: Surface; readonly problem?: undefined } | { readonly surface?: undefined; readonly problem: FormulaProblem };

/** The surface of a formula in x and y, with its gradient by backpropagation. */
export function surfaceOf(formula: string): SurfaceResult {
  const parsed = parseFormula(formula, ['x', 'y']);
  if (parsed.problem) return { problem: parsed.problem };
  const graph = toGraph(parsed.expression);
  const by = ['x', 'y'];
  return {
    surface: {
      formula,
      tex: toTex(parsed.expression),
      value: (x, y) => forwardPass(graph, { x, y }).at(-1) ?? NaN,
      gradient: (x, y) => valueAndGradient(graph, { x, y }, by).gradient as [number, number],
    },
  };
}

/**
 * Heights for the contour lines of any function: quantiles of its values on a grid, so that the lines spread over the picture
 * whatever the range of values is. Rounded to two digits; equal ones are joined.
 */
export function contourLevels(surface: Surface, view: SurfaceDescription['view'], count = 12): number[] {
  const [left, right, bottom, top] = view;
  const values: number[] = [];
  for (let i = 0; i < 40; i++) {
    for (let j = 0; j < 40; j++) {
      const value = surface.value(left + ((right - left) * (i + 0.5)) / 40, bottom + ((top - bottom) * (j + 0.5)) / 40);
      if (Number.isFinite(value)) values.push(value);
    }
  }
  values.sort((a, b) => a - b);
  if (values.length === 0) return [];
  const levels = Array.from({ length: count }, (_, k) => Number(values[Math.floor(((k + 0.5) / count) * (values.length - 1))].toPrecision(2)));
  return [...new Set(levels)];
}
