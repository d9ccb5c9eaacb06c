import { defineDataset } from '../../core/define.ts';
import { classifiedPoints, countParameter, noiseParameter, seedParameter } from '../../core/points.ts';
import { cos, sin } from '../../core/portable-math.ts';

export default defineDataset({
  type: 'moons',
  title: { en: 'Moons', zh: '双月牙' },
  summary: { en: 'Two half moons, each reaching into the other.', zh: '两个互相嵌入的半月形。' },
  formula: '(\\cos\\theta, \\sin\\theta) + \\sigma\\varepsilon \\quad\\text{and}\\quad (1 - \\cos\\theta, \\tfrac12 - \\sin\\theta) + \\sigma\\varepsilon, \\quad \\theta \\in (0, \\pi)',
  whenToUse: {
    en: 'A straight line gets most of it right: the rest shows what hidden layers add.',
    zh: '一条直线就能分对大部分点，剩下的部分能看出隐藏层的作用。',
  },
  reference: 'The same construction as make_moons of scikit-learn',
  group: 'plane',
  icon: 'moon',
  parameters: {
    count: countParameter(400),
    noise: noiseParameter(0.1, { en: 'Deviation of x and y; a moon has radius 1.', zh: 'x 与 y 的标准差；月牙半径为 1。' }),
    seed: seedParameter,
  },
  generate: ({ count, noise, seed }) =>
    classifiedPoints({ count, seed, classNames: ['upper', 'lower'] }, (label, random) => {
      const angle = Math.PI * random.uniform();
      const [x, y] = label === 0 ? [cos(angle), sin(angle)] : [1 - cos(angle), 0.5 - sin(angle)];
      return [x + noise * random.normal(), y + noise * random.normal()];
    }),
});
