import { number } from '../../shared/schema/kinds/index.ts';
import { defineSchedule } from '../core/define.ts';

export default defineSchedule({
  type: 'polynomial',
  title: { en: 'Polynomial', zh: '多项式衰减' },
  summary: { en: 'Brings the learning rate down to zero at the end of the run along a power curve.', zh: '沿幂函数曲线让学习率在训练结束时降为零。' },
  formula: '\\eta_t = \\eta\\left(1 - \\frac{t}{T}\\right)^{p}',
  whenToUse: {
    en: 'When the number of epochs is fixed. p = 1 is a straight line; below 1 the rate stays high longer, above 1 it falls early.',
    zh: '训练轮数固定时使用。p = 1 是直线；小于 1 时高学习率保持得更久，大于 1 时较早下降。',
  },
  reference: 'Chen et al. 2017, DeepLab (section 4.1)',
  icon: 'spline',
  parameters: {
    power: number({
      min: 0, max: 100, default: 1, slider: [0.25, 4], symbol: 'p',
      title: { en: 'Power', zh: '幂次' },
      help: { en: '1 = straight line.', zh: '1 表示直线。' },
    }),
  },
  // Epochs past the end happen only to callers that plot beyond it: the rate stays at zero there instead of turning into NaN.
  rate: ({ power }, { lr, epoch, epochs }) => lr * Math.max(0, 1 - epoch / epochs) ** power,
  code: { rate: ({ power }) => `lr * (1 - epoch / epochs) ** ${power}` },
});
