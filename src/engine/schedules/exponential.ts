import { number } from '../../shared/schema/kinds/index.ts';
import { defineSchedule } from '../core/define.ts';

export default defineSchedule({
  type: 'exponential',
  title: { en: 'Exponential', zh: '指数衰减' },
  summary: { en: 'Lowers the learning rate by the same share every epoch.', zh: '每轮按相同的比例降低学习率。' },
  formula: '\\eta_t = \\eta\\,e^{-\\lambda t}',
  whenToUse: {
    en: 'For a smooth decay without choosing milestones. Keep λ small: after 1/λ epochs the rate has fallen to 37 %.',
    zh: '想要平滑衰减而不必挑选里程碑时使用。λ 要小：经过 1/λ 轮后学习率降到 37 %。',
  },
  reference: 'Bengio 2012, Practical Recommendations for Gradient-Based Training (section 3.1)',
  icon: 'trending-down',
  parameters: {
    rate: number({
      min: 0, max: 100, default: 0.05, scale: 'log', slider: [0.001, 1], symbol: '\\lambda',
      title: { en: 'Decay rate', zh: '衰减率' },
      help: { en: 'Larger falls faster.', zh: '越大下降越快。' },
    }),
  },
  rate: ({ rate }, { lr, epoch }) => lr * Math.exp(-rate * epoch),
  code: { rate: ({ rate }) => `lr * math.exp(-${rate} * epoch)` },
});
