import { defineDataset } from '../../core/define.ts';
import { seedParameter } from '../../core/points.ts';

export default defineDataset({
  type: 'digits',
  title: { en: 'Built-in digits', zh: '内置数字' },
  summary: { en: 'Handwriting-like digits drawn on this machine: 60,000 to train on, 10,000 to test, 28 × 28 pixels, as hard as MNIST.', zh: '在本机生成的类手写数字：60,000 张训练、10,000 张测试，28 × 28 像素，难度与 MNIST 相当。' },
  formula: '\\text{skeleton} \\to \\text{poses, jitter, warp, slant} \\to \\text{pen} \\to 28 \\times 28',
  whenToUse: {
    en: 'Works at once, without any download. A network trained on these recognizes about 95 % of the real MNIST test images.',
    zh: '无需下载即可使用。用它训练的网络能认出约 95 % 的真实 MNIST 测试图片。',
  },
  reference: 'Drawn from stroke skeletons; no image data',
  group: 'images',
  icon: 'pencil-line',
  parameters: { seed: seedParameter },
});
