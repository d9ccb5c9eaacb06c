import { number } from '../../../shared/schema/kinds/index.ts';
import { defineDataset } from '../../core/define.ts';
import { classifiedPoints, countParameter, noiseParameter, seedParameter } from '../../core/points.ts';
import { cos, sin } from '../../core/portable-math.ts';

export default defineDataset({
  type: 'circles',
  title: { en: 'Circles', zh: '同心圆' },
  summary: { en: 'A small circle inside a large one.', zh: '大圆里套着小圆。' },
  formula: '(x, y) = r_c\\,(\\cos\\theta, \\sin\\theta) + \\sigma\\varepsilon, \\quad r_{outer} = 1,\\ r_{inner} = \\rho',
  whenToUse: {
    en: 'The simplest set whose boundary must close on itself: three hidden units are just enough.',
    zh: '决策边界必须闭合的最简单数据：三个隐藏单元刚好够用。',
  },
  reference: 'The same construction as make_circles of scikit-learn',
  group: 'plane',
  icon: 'circle-dot',
  parameters: {
    count: countParameter(400),
    ratio: number({ min: 0, max: 1, exclusiveMin: true, exclusiveMax: true, default: 0.5, slider: [0.1, 0.9], symbol: '\\rho', title: { en: 'Inner radius', zh: '内圆半径' }, help: { en: 'As a share of the outer one.', zh: '与外圆半径之比。' } }),
    noise: noiseParameter(0.1, { en: 'Deviation of x and y; the outer radius is 1.', zh: 'x 与 y 的标准差；外圆半径为 1。' }),
    seed: seedParameter,
  },
  generate: ({ count, ratio, noise, seed }) =>
    classifiedPoints({ count, seed, classNames: ['outer', 'inner'] }, (label, random) => {
      const radius = label === 0 ? 1 : ratio;
      const angle = 2 * Math.PI * random.uniform();
      return [radius * cos(angle) + noise * random.normal(), radius * sin(angle) + noise * random.normal()];
    }),
});
