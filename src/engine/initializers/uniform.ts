import { number } from '../../shared/schema/kinds/index.ts';
import { python } from '../core/code.ts';
import { defineInitializer } from '../core/define.ts';
import { uniformValues } from '../core/initializer.ts';

export default defineInitializer({
  type: 'uniform',
  title: { en: 'Uniform', zh: '均匀分布' },
  summary: { en: 'Random weights, all values between −a and a equally likely.', zh: '随机权重，−a 与 a 之间的值等可能。' },
  formula: 'W_{ij} \\sim \\mathcal{U}(-a, a)',
  whenToUse: {
    en: 'As an alternative to the normal distribution with a hard bound. Its standard deviation is a/√3.',
    zh: '正态分布的另一种选择，有明确的边界。其标准差为 a/√3。',
  },
  reference: 'Bengio 2012, Practical Recommendations for Gradient-Based Training',
  icon: 'chart-column',
  group: 'fixed',
  chapter: '6.2.2',
  parameters: {
    limit: number({
      min: 0, max: 1000, default: 0.05, scale: 'log', slider: [1e-4, 1], symbol: 'a',
      title: { en: 'Limit', zh: '界限' },
    }),
  },
  values: ({ limit }, place) => uniformValues(place, limit),
  code: ({ limit }) => ({ uniform: python(limit) }),
});
