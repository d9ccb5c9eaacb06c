import { integer, number } from '../../../shared/schema/kinds/index.ts';
import { defineDataset } from '../../core/define.ts';
import { classifiedPoints, countParameter, noiseParameter, numberedClasses, seedParameter } from '../../core/points.ts';
import { cos, sin } from '../../core/portable-math.ts';

export default defineDataset({
  type: 'spiral',
  title: { en: 'Spiral', zh: '螺旋' },
  summary: { en: 'Arms that wind around each other, one class each.', zh: '互相缠绕的旋臂，每条旋臂一个类别。' },
  formula: '(x, y) = r\\,(\\sin\\theta, \\cos\\theta), \\quad \\theta = \\frac{2\\pi c}{C} + 2\\pi\\,t\\,r + \\sigma\\varepsilon, \\quad r \\in (0, 1)',
  whenToUse: {
    en: 'A set that no straight line can part: watch hidden layers bend the boundary around the arms.',
    zh: '直线无法分开的数据：观察隐藏层如何让决策边界沿旋臂弯曲。',
  },
  reference: 'After the spiral set of “Deep Learning from Scratch 2”, section 1.4, which has three arms and t = 0.64',
  group: 'plane',
  icon: 'tornado',
  parameters: {
    count: countParameter(300),
    classes: integer({ min: 2, max: 10, default: 3, title: { en: 'Arms', zh: '旋臂数' }, help: { en: 'One class each.', zh: '每条旋臂一个类别。' } }),
    turns: number({ min: 0, max: 5, default: 0.64, slider: [0, 2], symbol: 't', title: { en: 'Turns', zh: '圈数' }, help: { en: 'How far an arm winds from the middle to its end.', zh: '每条旋臂从中心到末端绕的圈数。' } }),
    noise: noiseParameter(0.2, { en: 'Deviation of the angle, in radians.', zh: '角度的标准差（弧度）。' }),
    seed: seedParameter,
  },
  generate: ({ count, classes, turns, noise, seed }) =>
    classifiedPoints({ count, seed, classNames: numberedClasses(classes) }, (label, random) => {
      const radius = random.uniform();
      const angle = 2 * Math.PI * (label / classes + turns * radius) + noise * random.normal();
      return [radius * sin(angle), radius * cos(angle)];
    }),
});
