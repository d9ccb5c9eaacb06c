import { number } from '../../../shared/schema/kinds/index.ts';
import { defineDataset } from '../../core/define.ts';
import { countParameter, curvePoints, noiseParameter, seedParameter } from '../../core/points.ts';

export default defineDataset({
  type: 'line',
  title: { en: 'Line', zh: '直线' },
  summary: { en: 'Points scattered about a straight line.', zh: '散布在一条直线附近的点。' },
  formula: 'y = a x + b + \\sigma\\varepsilon, \\quad x \\in (-1, 1)',
  whenToUse: {
    en: 'Regression at its simplest: one affine layer finds slope and intercept as its weight and bias.',
    zh: '最简单的回归：一个仿射层的权重和偏置就是斜率和截距。',
  },
  reference: 'Linear regression with normal errors',
  group: 'curve',
  icon: 'trending-up',
  parameters: {
    count: countParameter(100),
    slope: number({ min: -100, max: 100, default: 2, slider: [-5, 5], symbol: 'a', title: { en: 'Slope', zh: '斜率' } }),
    intercept: number({ min: -100, max: 100, default: 1, slider: [-5, 5], symbol: 'b', title: { en: 'Intercept', zh: '截距' } }),
    noise: noiseParameter(0.2, { en: 'Deviation of y.', zh: 'y 的标准差。' }),
    seed: seedParameter,
  },
  generate: ({ count, slope, intercept, noise, seed }) => curvePoints({ count, seed, noise, low: -1, high: 1 }, (x) => slope * x + intercept),
});
