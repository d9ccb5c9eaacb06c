import { number } from '../../shared/schema/kinds/index.ts';
import { defineOptimizer } from '../core/define.ts';
import { learningRate, safeDivision } from '../core/optimizer-parameters.ts';
import { op, tensorElements } from '../core/program.ts';

export default defineOptimizer({
  type: 'rmsprop',
  title: { en: 'RMSProp', zh: 'RMSProp' },
  summary: { en: 'AdaGrad that forgets: old squared gradients fade, so that steps do not die out.', zh: '会遗忘的 AdaGrad：旧的梯度平方逐渐淡去，步长不会趋于零。' },
  formula: '\\mathbf{h} \\leftarrow \\rho\\,\\mathbf{h} + (1 - \\rho)\\,\\mathbf{g} \\odot \\mathbf{g}, \\qquad \\mathbf{w} \\leftarrow \\mathbf{w} - \\eta\\,\\frac{\\mathbf{g}}{\\sqrt{\\mathbf{h}} + \\varepsilon}',
  whenToUse: {
    en: 'In long runs, where AdaGrad would come to a halt. Its first steps are large, as h begins at zero: begin with a small learning rate.',
    zh: '用于 AdaGrad 会停滞的长时间训练。由于 h 从零开始，最初几步较大：请从较小的学习率开始。',
  },
  reference: 'Tieleman and Hinton 2012, lecture 6.5; Deep Learning from Scratch, 6.1.5',
  chapter: '6.1.5',
  icon: 'activity',
  series: 5,
  parameters: {
    lr: learningRate(0.01),
    decay: number({
      min: 0, max: 1, exclusiveMax: true, default: 0.99, symbol: '\\rho',
      title: { en: 'Decay', zh: '衰减率' },
      help: { en: 'Share of the old squared gradients that stays at each step.', zh: '每一步保留的旧梯度平方的比例。' },
    }),
    epsilon: safeDivision,
  },
  memory: {
    h: { title: { en: 'Mean of squares', zh: '平方的均值' }, becomes: ({ decay }) => ({ keep: decay, square: 1 - decay }) },
  },

  textbook({ decay, epsilon }, { lr }, { w, g, memory: { h } }) {
    for (let i = 0; i < w.length; i++) {
      h[i] = decay * h[i] + (1 - decay) * g[i] * g[i];
      w[i] -= (lr * g[i]) / (Math.sqrt(h[i]) + epsilon);
    }
  },

  scalars: (_options, { lr }) => ({ rate: lr }),
  float32: ({ decay, epsilon }, { tensor, memory: { h }, scalars: { rate } }) => [op(-1, 'rmsprop', tensorElements(tensor), tensor.value, tensor.gradient, h, rate, decay, epsilon)],

  code: {
    numpy: ({ decay, epsilon }) => [`h[...] = ${decay} * h + (1 - ${decay}) * g * g`, `w -= lr * g / (np.sqrt(h) + ${epsilon})`],
    pytorch: ({ decay, epsilon }) => `torch.optim.RMSprop(network.parameters(), lr=LEARNING_RATE, alpha=${decay}, eps=${epsilon})`,
    keras: ({ decay, epsilon }) => `keras.optimizers.RMSprop(LEARNING_RATE, rho=${decay}, epsilon=${epsilon})`,
    notes: { keras: 'Keras adds epsilon inside the root.' },
  },
});
