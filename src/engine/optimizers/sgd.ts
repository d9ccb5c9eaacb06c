import { defineOptimizer } from '../core/define.ts';
import { learningRate } from '../core/optimizer-parameters.ts';
import { op, tensorElements } from '../core/program.ts';

export default defineOptimizer({
  type: 'sgd',
  title: { en: 'SGD', zh: 'SGD' },
  summary: { en: 'Takes a step straight down the gradient of the mini-batch.', zh: '沿小批量梯度的反方向走一步。' },
  formula: '\\mathbf{w} \\leftarrow \\mathbf{w} - \\eta\\,\\mathbf{g}',
  whenToUse: {
    en: 'To begin with: one number to tune, and the measure of all others. Zigzags where the loss is steep in one direction and flat in another.',
    zh: '适合入门：只需调一个数，也是衡量其他方法的基准。若损失在一个方向陡、另一个方向平，路径会呈锯齿状。',
  },
  reference: 'Deep Learning from Scratch, 6.1.2',
  chapter: '6.1.2',
  icon: 'arrow-down-right',
  series: 2,
  parameters: {
    lr: learningRate(0.01),
  },
  memory: {},

  textbook(_options, { lr }, { w, g }) {
    for (let i = 0; i < w.length; i++) w[i] -= lr * g[i];
  },

  scalars: (_options, { lr }) => ({ rate: lr }),
  float32: (_options, { tensor, scalars: { rate } }) => [op(-1, 'sgd', tensorElements(tensor), tensor.value, tensor.gradient, rate)],

  code: {
    numpy: () => ['w -= lr * g'],
    pytorch: () => 'torch.optim.SGD(network.parameters(), lr=LEARNING_RATE)',
    keras: () => 'keras.optimizers.SGD(LEARNING_RATE)',
  },
});
