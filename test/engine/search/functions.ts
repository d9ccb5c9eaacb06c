import type { SearchSection } from '../../../src/shared/experiment/document.ts';
import type { Settings } from '../../../src/engine/search/trial.ts';

/** A function to minimize and the space to do it in. */
export interface TestFunction {
  readonly name: string;
  readonly space: SearchSection['space'];
  readonly value: (settings: Settings) => number;
}

const uniform = (low: number, high: number) => ({ distribution: 'uniform', low, high }) as const;

/** Standard functions for comparing methods of search; the minimum of each is known. */
export const testFunctions = [
  {
    name: 'sphere',
    space: { x: uniform(-5, 5), y: uniform(-5, 5), z: uniform(-5, 5) },
    value: ({ x, y, z }) => (x as number) ** 2 + (y as number) ** 2 + (z as number) ** 2,
  },
  {
    // Three equal minima of 0.397887.
    name: 'Branin',
    space: { x: uniform(-5, 10), y: uniform(0, 15) },
    value: (settings) => {
      const [x, y] = [settings.x as number, settings.y as number];
      return (y - (5.1 * x * x) / (4 * Math.PI ** 2) + (5 * x) / Math.PI - 6) ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
    },
  },
  {
    // 0 at (1, 1), at the bottom of a bent valley.
    name: 'Rosenbrock',
    space: { x: uniform(-2, 2), y: uniform(-1, 3) },
    value: (settings) => {
      const [x, y] = [settings.x as number, settings.y as number];
      return 100 * (y - x * x) ** 2 + (1 - x) ** 2;
    },
  },
  {
    // Shaped like a search for hyperparameters: a choice, parameters that exist under one choice only, logarithmic and whole ranges.
    // 0 for momentum with lr 0.03, momentum 0.9, 3 layers of 64 units.
    name: 'mixed conditional',
    space: {
      optimizer: { distribution: 'choice', values: [{ type: 'sgd' }, { type: 'momentum' }, { type: 'adam' }] },
      'optimizer.lr': { distribution: 'log-uniform', low: 1e-5, high: 1 },
      'optimizer.momentum': { distribution: 'uniform', low: 0.5, high: 0.99, when: { path: 'optimizer.type', equals: 'momentum' } },
      'optimizer.beta1': { distribution: 'uniform', low: 0.5, high: 0.99, when: { path: 'optimizer.type', equals: 'adam' } },
      layers: { distribution: 'integer', low: 1, high: 6 },
      units: { distribution: 'log-integer', low: 4, high: 512 },
    },
    value: (settings) => {
      const { type } = settings.optimizer as { type: string };
      const lr = Math.log10(settings['optimizer.lr'] as number);
      const shape = 0.1 * ((settings.layers as number) - 3) ** 2 + 0.2 * Math.log2((settings.units as number) / 64) ** 2;
      if (type === 'momentum') return (lr - Math.log10(0.03)) ** 2 + 10 * ((settings['optimizer.momentum'] as number) - 0.9) ** 2 + shape;
      if (type === 'adam') return 0.5 + (lr + 3) ** 2 + 10 * ((settings['optimizer.beta1'] as number) - 0.9) ** 2 + shape;
      return 1 + (lr + 0.5) ** 2 + shape;
    },
  },
] as const satisfies readonly TestFunction[];
