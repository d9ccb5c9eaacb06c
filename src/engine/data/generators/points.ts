import { defineDataset } from '../../core/define.ts';
import { countParameter, curvePoints, noiseParameter, seedParameter } from '../../core/points.ts';
import { sin } from '../../core/portable-math.ts';

export default defineDataset({
  type: 'points',
  title: { en: 'A few points', zh: '少量散点' },
  summary: { en: 'A handful of noisy points from a smooth curve.', zh: '从一条光滑曲线上取的少量带噪声的点。' },
  formula: 'y = x + \\tfrac{3}{10}\\sin(2\\pi x) + \\sigma\\varepsilon, \\quad x \\in (0, 1)',
  whenToUse: {
    en: 'Overfitting you can see: a large network runs through every point, weight decay or fewer units bring the smooth curve back.',
    zh: '看得见的过拟合：大网络会穿过每一个点，加入权值衰减或减少单元后又回到光滑曲线。',
  },
  reference: 'C. M. Bishop, “Pattern Recognition and Machine Learning”, section 5.6 (the curve)',
  group: 'curve',
  icon: 'chart-scatter',
  parameters: {
    count: countParameter(15),
    noise: noiseParameter(0.1, { en: 'Deviation of y; the curve reaches from 0 to 1.', zh: 'y 的标准差；曲线范围为 0 到 1。' }),
    seed: seedParameter,
  },
  generate: ({ count, noise, seed }) => curvePoints({ count, seed, noise, low: 0, high: 1 }, (x) => x + 0.3 * sin(2 * Math.PI * x)),
});
