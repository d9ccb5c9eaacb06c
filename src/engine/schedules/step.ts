import { integer, number } from '../../shared/schema/kinds/index.ts';
import { defineSchedule } from '../core/define.ts';

export default defineSchedule({
  type: 'step',
  title: { en: 'Step', zh: '等间隔阶梯' },
  summary: { en: 'Multiplies the learning rate by γ every few epochs.', zh: '每隔若干轮把学习率乘以 γ。' },
  formula: '\\eta_t = \\eta\\,\\gamma^{\\lfloor t / s \\rfloor}',
  whenToUse: {
    en: 'When the loss stops falling at a plateau: a smaller rate often finds a lower place. Simple, and easy to see in the curve.',
    zh: '损失停在平台上时使用：更小的学习率往往能走到更低处。简单，在曲线上也容易看出。',
  },
  reference: 'He et al. 2016, Deep Residual Learning (section 3.4)',
  icon: 'chart-no-axes-column-decreasing',
  parameters: {
    every: integer({
      min: 1, max: 1_000_000, default: 10, slider: [1, 100], symbol: 's',
      title: { en: 'Every', zh: '间隔' },
      help: { en: 'Epochs between two reductions.', zh: '两次衰减之间的轮数。' },
    }),
    gamma: number({
      min: 0, exclusiveMin: true, max: 1, default: 0.5, symbol: '\\gamma',
      title: { en: 'Factor', zh: '衰减系数' },
      help: { en: 'What the learning rate is multiplied by.', zh: '每次学习率所乘的系数。' },
    }),
  },
  rate: ({ every, gamma }, { lr, epoch }) => lr * gamma ** Math.floor(epoch / every),
  code: { rate: ({ every, gamma }) => `lr * ${gamma} ** (epoch // ${every})` },
});
