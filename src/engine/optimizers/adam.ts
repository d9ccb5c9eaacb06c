import { defineOptimizer } from '../core/define.ts';
import { betas, correctedRate, learningRate, moments, safeDivision } from '../core/optimizer-parameters.ts';
import { op, tensorElements } from '../core/program.ts';

export default defineOptimizer({
  type: 'adam',
  title: { en: 'Adam', zh: 'Adam' },
  summary: { en: 'Momentum and a learning rate of its own for every weight, both corrected for their start at zero.', zh: '动量加上每个权重各自的学习率，两者都对从零开始作了修正。' },
  formula: '\\mathbf{m} \\leftarrow \\beta_1\\mathbf{m} + (1 - \\beta_1)\\mathbf{g}, \\quad \\mathbf{v} \\leftarrow \\beta_2\\mathbf{v} + (1 - \\beta_2)\\,\\mathbf{g} \\odot \\mathbf{g}, \\quad \\mathbf{w} \\leftarrow \\mathbf{w} - \\eta\\,\\frac{\\sqrt{1 - \\beta_2^t}}{1 - \\beta_1^t}\\,\\frac{\\mathbf{m}}{\\sqrt{\\mathbf{v}} + \\varepsilon}',
  whenToUse: {
    en: 'A good first choice: it learns well with its defaults on most problems.',
    zh: '很好的首选：用默认值在多数问题上就学得不错。',
  },
  reference: 'Kingma and Ba 2015, Adam (the efficient form at the end of section 2); Deep Learning from Scratch, 6.1.6',
  chapter: '6.1.6',
  icon: 'rocket',
  series: 4,
  parameters: {
    lr: learningRate(0.001),
    ...betas,
    epsilon: safeDivision,
  },
  memory: moments,

  textbook({ beta1, beta2, epsilon }, { lr, t }, { w, g, memory: { m, v } }) {
    const rate = correctedRate(lr, t, beta1, beta2);
    for (let i = 0; i < w.length; i++) {
      m[i] += (1 - beta1) * (g[i] - m[i]);
      v[i] += (1 - beta2) * (g[i] * g[i] - v[i]);
      w[i] -= (rate * m[i]) / (Math.sqrt(v[i]) + epsilon);
    }
  },

  scalars: ({ beta1, beta2 }, { lr, t }) => ({ rate: correctedRate(lr, t, beta1, beta2) }),
  float32: ({ beta1, beta2, epsilon }, { tensor, memory: { m, v }, scalars: { rate } }) => [
    op(-1, 'adam', tensorElements(tensor), tensor.value, tensor.gradient, m, v, rate, beta1, beta2, epsilon, 1),
  ],

  code: {
    numpy: ({ beta1, beta2, epsilon }) => [`m += (1 - ${beta1}) * (g - m)`, `v += (1 - ${beta2}) * (g * g - v)`, `rate = lr * math.sqrt(1 - ${beta2}**t) / (1 - ${beta1}**t)`, `w -= rate * m / (np.sqrt(v) + ${epsilon})`],
    pytorch: ({ beta1, beta2, epsilon }) => `torch.optim.Adam(network.parameters(), lr=LEARNING_RATE, betas=(${beta1}, ${beta2}), eps=${epsilon})`,
    keras: ({ beta1, beta2, epsilon }) => `keras.optimizers.Adam(LEARNING_RATE, beta_1=${beta1}, beta_2=${beta2}, epsilon=${epsilon})`,
    notes: { pytorch: 'PyTorch adds epsilon after the correction for the start, Descent before: it matters in the first steps alone.' },
  },
});
