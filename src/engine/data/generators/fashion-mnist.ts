import { defineDataset } from '../../core/define.ts';

export default defineDataset({
  type: 'fashion-mnist',
  title: { en: 'Fashion-MNIST', zh: 'Fashion-MNIST' },
  summary: { en: 'Pictures of clothes and shoes in ten classes: 60,000 to train on, 10,000 to test, 28 × 28 pixels.', zh: '十类服装鞋包图片：60,000 张训练、10,000 张测试，28 × 28 像素。' },
  formula: '',
  whenToUse: {
    en: 'In place of MNIST where that is too easy: the same format, with about 88 % for a network that reaches 98 % on MNIST.',
    zh: 'MNIST 太简单时的替代：格式相同，在 MNIST 上达到 98 % 的网络在这里约为 88 %。',
  },
  reference: 'H. Xiao, K. Rasul and R. Vollgraf, “Fashion-MNIST: a novel image dataset for benchmarking machine learning algorithms”, arXiv:1708.07747, 2017',
  group: 'images',
  icon: 'shirt',
  parameters: {},
});
