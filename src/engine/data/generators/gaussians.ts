import { integer } from '../../../shared/schema/kinds/index.ts';
import { defineDataset } from '../../core/define.ts';
import { classifiedPoints, countParameter, noiseParameter, numberedClasses, seedParameter } from '../../core/points.ts';
import { cos, sin } from '../../core/portable-math.ts';

export default defineDataset({
  type: 'gaussians',
  title: { en: 'Gaussians', zh: '高斯分布' },
  summary: { en: 'Round clouds of points, their centres on a circle.', zh: '中心排在圆周上的圆形点云。' },
  formula: '(x, y) = (\\cos\\tfrac{2\\pi c}{C}, \\sin\\tfrac{2\\pi c}{C}) + \\sigma\\varepsilon',
  whenToUse: {
    en: 'Clouds that straight lines can part: a network without hidden layers is enough. With more noise they overlap, and no network can be perfect.',
    zh: '直线即可分开：没有隐藏层的网络就够了。噪声增大后点云重叠，任何网络都不可能全对。',
  },
  reference: 'Normal distributions of equal variance',
  group: 'plane',
  icon: 'circle-dashed',
  parameters: {
    count: countParameter(400),
    classes: integer({ min: 2, max: 20, default: 2, slider: [2, 10], title: { en: 'Clouds', zh: '点云数' }, help: { en: 'One class each.', zh: '每个点云一个类别。' } }),
    noise: noiseParameter(0.3, { en: 'Deviation of x and y; the centres lie on a circle of radius 1.', zh: 'x 与 y 的标准差；中心位于半径为 1 的圆上。' }),
    seed: seedParameter,
  },
  generate: ({ count, classes, noise, seed }) =>
    classifiedPoints({ count, seed, classNames: numberedClasses(classes) }, (label, random) => {
      const angle = (2 * Math.PI * label) / classes;
      return [cos(angle) + noise * random.normal(), sin(angle) + noise * random.normal()];
    }),
});
