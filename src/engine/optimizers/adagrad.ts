import { defineOptimizer } from '../core/define.ts';
import { learningRate, safeDivision } from '../core/optimizer-parameters.ts';
import { op, tensorElements } from '../core/program.ts';

export default defineOptimizer({
  type: 'adagrad',
  title: { en: 'AdaGrad', zh: 'AdaGrad' },
  summary: { en: 'Gives every weight a learning rate of its own, which shrinks the more the weight has moved.', zh: '给每个权重各自的学习率，移动越多，学习率越小。' },
  formula: '\\mathbf{h} \\leftarrow \\mathbf{h} + \\mathbf{g} \\odot \\mathbf{g}, \\qquad \\mathbf{w} \\leftarrow \\mathbf{w} - \\eta\\,\\frac{\\mathbf{g}}{\\sqrt{\\mathbf{h}} + \\varepsilon}',
  whenToUse: {
    en: 'When features differ much in how often they matter. Its steps only ever get smaller, so long runs can come to a halt.',
    zh: '当各特征起作用的频率差别很大时使用。步长只会越来越小，长时间训练可能停滞。',
  },
  reference: 'Duchi, Hazan and Singer 2011; Deep Learning from Scratch, 6.1.5',
  chapter: '6.1.5',
  icon: 'layers-2',
  series: 3,
  parameters: {
    lr: learningRate(0.01),
    epsilon: safeDivision,
  },
  memory: {
    h: { title: { en: 'Sum of squares', zh: '平方和' }, becomes: () => ({ keep: 1, square: 1 }) },
  },

  textbook({ epsilon }, { lr }, { w, g, memory: { h } }) {
    for (let i = 0; i < w.length; i++) {
      h[i] += g[i] * g[i];
      w[i] -= (lr * g[i]) / (Math.sqrt(h[i]) + epsilon);
    }
  },

  scalars: (_options, { lr }) => ({ rate: lr }),
  float32: ({ epsilon }, { tensor, memory: { h }, scalars: { rate } }) => [op(-1, 'adagrad', tensorElements(tensor), tensor.value, tensor.gradient, h, rate, epsilon)],

  code: {
    numpy: ({ epsilon }) => ['h += g * g', `w -= lr * g / (np.sqrt(h) + ${epsilon})`],
    pytorch: ({ epsilon }) => `torch.optim.Adagrad(network.parameters(), lr=LEARNING_RATE, eps=${epsilon})`,
    keras: ({ epsilon }) => `keras.optimizers.Adagrad(LEARNING_RATE, initial_accumulator_value=0, epsilon=${epsilon})`,
    notes: { keras: 'Keras adds epsilon inside the root.' },
  },
});
