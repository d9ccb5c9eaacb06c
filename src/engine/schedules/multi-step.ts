import { number, numberList } from '../../shared/schema/kinds/index.ts';
import { python } from '../core/code.ts';
import { defineSchedule } from '../core/define.ts';

export default defineSchedule({
  type: 'multi-step',
  title: { en: 'Multi-step', zh: '多段阶梯' },
  summary: { en: 'Multiplies the learning rate by γ at each of the epochs listed.', zh: '在列出的每个轮次把学习率乘以 γ。' },
  formula: '\\eta_t = \\eta\\,\\gamma^{\\,|\\{m \\in M : m \\le t\\}|}',
  whenToUse: {
    en: 'When you know from earlier runs where the loss flattens out, and want to lower the rate exactly there.',
    zh: '当你从以往的运行中知道损失在哪里变平，并想正好在那里降低学习率时使用。',
  },
  reference: 'Goyal et al. 2017, Accurate, Large Minibatch SGD (section 5.1)',
  icon: 'list-ordered',
  parameters: {
    milestones: numberList({
      default: [10, 20], integer: true, min: 0, increasing: true, maxLength: 100,
      title: { en: 'Milestones', zh: '里程碑' },
      help: { en: 'Epochs, counted from 0, from which the rate is lower.', zh: '从这些轮次（从 0 数起）开始降低学习率。' },
    }),
    gamma: number({
      min: 0, exclusiveMin: true, max: 1, default: 0.5, symbol: '\\gamma',
      title: { en: 'Factor', zh: '衰减系数' },
      help: { en: 'What the learning rate is multiplied by.', zh: '每次学习率所乘的系数。' },
    }),
  },
  rate: ({ milestones, gamma }, { lr, epoch }) => lr * gamma ** milestones.filter((milestone) => milestone <= epoch).length,
  code: { rate: ({ milestones, gamma }) => `lr * ${gamma} ** sum(milestone <= epoch for milestone in ${python(milestones)})` },
});
