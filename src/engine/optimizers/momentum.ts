import { defineOptimizer } from '../core/define.ts';
import { learningRate, velocityShare } from '../core/optimizer-parameters.ts';
import { op, tensorElements } from '../core/program.ts';

export default defineOptimizer({
  type: 'momentum',
  title: { en: 'Momentum', zh: '动量' },
  summary: { en: 'Rolls like a ball: past gradients keep their velocity and push on.', zh: '像球一样滚动：过去的梯度保留速度继续推动。' },
  formula: '\\mathbf{v} \\leftarrow \\alpha\\mathbf{v} - \\eta\\,\\mathbf{g}, \\qquad \\mathbf{w} \\leftarrow \\mathbf{w} + \\mathbf{v}',
  whenToUse: {
    en: 'Nearly always better than plain SGD at the same learning rate: it speeds up along valleys and damps zigzags. It moves about 1/(1 − α) times as far.',
    zh: '在相同学习率下几乎总优于普通 SGD：沿谷底加速、抑制锯齿。其移动距离约为 1/(1 − α) 倍。',
  },
  reference: 'Deep Learning from Scratch, 6.1.4',
  chapter: '6.1.4',
  icon: 'circle-gauge',
  series: 1,
  parameters: {
    lr: learningRate(0.01),
    momentum: velocityShare,
  },
  memory: {
    v: { title: { en: 'Velocity', zh: '速度' }, becomes: ({ momentum }, { lr }) => ({ keep: momentum, gradient: -lr }), carries: ({ momentum }) => momentum },
  },

  textbook({ momentum }, { lr }, { w, g, memory: { v } }) {
    for (let i = 0; i < w.length; i++) {
      v[i] = momentum * v[i] - lr * g[i];
      w[i] += v[i];
    }
  },

  scalars: (_options, { lr }) => ({ rate: lr }),
  float32: ({ momentum }, { tensor, memory: { v }, scalars: { rate } }) => [op(-1, 'momentum', tensorElements(tensor), tensor.value, tensor.gradient, v, rate, momentum)],

  code: {
    numpy: ({ momentum }) => [`v[...] = ${momentum} * v - lr * g`, 'w += v'],
    pytorch: ({ momentum }) => `torch.optim.SGD(network.parameters(), lr=LEARNING_RATE, momentum=${momentum})`,
    keras: ({ momentum }) => `keras.optimizers.SGD(LEARNING_RATE, momentum=${momentum})`,
    notes: { pytorch: 'PyTorch multiplies the velocity by the learning rate of the step: where a schedule changes it, steps differ a little for a while.' },
  },
});
