import { defineDataset } from '../../core/define.ts';

export default defineDataset({
  type: 'mnist',
  title: { en: 'MNIST', zh: 'MNIST' },
  summary: { en: 'Handwritten digits: 60,000 to train on, 10,000 to test, 28 × 28 pixels.', zh: '手写数字：60,000 张训练、10,000 张测试，28 × 28 像素。' },
  formula: '',
  whenToUse: {
    en: 'The set of the book. It is looked for on this machine, and fetched or imported on request.',
    zh: '书中使用的数据集。会先在本机查找，也可以按需下载或导入。',
  },
  reference: 'Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, “Gradient-based learning applied to document recognition”, Proceedings of the IEEE 86(11), 1998',
  group: 'images',
  icon: 'binary',
  parameters: {},
});
