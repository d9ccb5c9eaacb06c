import { defineDataset } from '../../core/define.ts';
import { classifiedPoints, countParameter, noiseParameter, seedParameter } from '../../core/points.ts';

export default defineDataset({
  type: 'xor',
  title: { en: 'XOR', zh: '异或' },
  summary: { en: 'Opposite quarters of a square belong together.', zh: '正方形的对角象限属于同一类。' },
  formula: 'c = [x > 0] \\oplus [y > 0]',
  whenToUse: {
    en: 'The classic that a single layer cannot learn and two layers can.',
    zh: '单层网络学不会、两层网络能学会的经典问题。',
  },
  reference: 'M. Minsky and S. Papert, “Perceptrons”, 1969',
  group: 'plane',
  icon: 'grid-2x2',
  parameters: {
    count: countParameter(400),
    noise: noiseParameter(0.05, { en: 'Deviation added to x and y after the class is settled; the square reaches from −1 to 1.', zh: '确定类别之后加在 x 与 y 上的标准差；正方形的范围为 −1 到 1。' }),
    seed: seedParameter,
  },
  generate: ({ count, noise, seed }) =>
    classifiedPoints({ count, seed, classNames: ['same', 'different'] }, (label, random, index) => {
      const x = random.uniform();
      const y = random.uniform();
      // The points of a class take turns between its two quarters.
      const side = index % 2 === 0 ? 1 : -1;
      const otherSide = label === 0 ? side : -side;
      return [side * x + noise * random.normal(), otherSide * y + noise * random.normal()];
    }),
});
