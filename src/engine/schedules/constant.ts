import { defineSchedule } from '../core/define.ts';

export default defineSchedule({
  type: 'constant',
  title: { en: 'Constant', zh: '恒定' },
  summary: { en: 'The learning rate never changes.', zh: '学习率始终不变。' },
  formula: '\\eta_t = \\eta',
  whenToUse: {
    en: 'To begin with, and whenever optimizers or initial weights are to be compared: nothing else changes along the way.',
    zh: '适合作为起点；比较优化器或权重初始值时也用它，因为训练途中没有别的东西在变。',
  },
  reference: 'Deep Learning from Scratch, 6.1',
  icon: 'minus',
  parameters: {},
  rate: (_options, { lr }) => lr,
  code: { rate: () => 'lr' },
});
