import { defineDataset } from '../../core/define.ts';

export default defineDataset({
  type: 'auto',
  title: { en: 'MNIST or built-in digits', zh: 'MNIST 或内置数字' },
  summary: { en: 'MNIST where it is found on this machine, else the built-in digits.', zh: '本机有 MNIST 就用 MNIST，否则用内置数字。' },
  formula: '',
  whenToUse: {
    en: 'For experiments that should run anywhere. Which of the two it was is said and recorded with the run.',
    zh: '希望在任何机器上都能运行的实验。实际用了哪一个会提示并记录在运行中。',
  },
  reference: 'See “MNIST” and “Built-in digits”',
  group: 'images',
  icon: 'wand-sparkles',
  parameters: {},
});
