import { number } from '../../shared/schema/kinds/index.ts';
import { defineOptimizer } from '../core/define.ts';
import { betas, correctedRate, learningRate, moments, safeDivision } from '../core/optimizer-parameters.ts';
import { op, tensorElements } from '../core/program.ts';

export default defineOptimizer({
  type: 'adamw',
  title: { en: 'AdamW', zh: 'AdamW' },
  summary: { en: 'Adam with a weight decay that does not pass through its averages.', zh: '权值衰减不经过其滑动平均的 Adam。' },
  formula: '\\mathbf{m} \\leftarrow \\beta_1\\mathbf{m} + (1 - \\beta_1)\\mathbf{g}, \\quad \\mathbf{v} \\leftarrow \\beta_2\\mathbf{v} + (1 - \\beta_2)\\,\\mathbf{g} \\odot \\mathbf{g}, \\quad \\mathbf{w} \\leftarrow (1 - \\eta\\lambda)\\mathbf{w} - \\eta\\,\\frac{\\sqrt{1 - \\beta_2^t}}{1 - \\beta_1^t}\\,\\frac{\\mathbf{m}}{\\sqrt{\\mathbf{v}} + \\varepsilon}',
  whenToUse: {
    en: 'In place of Adam with an L2 penalty: there the penalty is divided by √v, so that weights with large gradients hardly decay.',
    zh: '代替 Adam 加 L2 惩罚：后者的惩罚会被 √v 除，梯度大的权重几乎不衰减。',
  },
  reference: 'Loshchilov and Hutter 2019, Decoupled Weight Decay Regularization',
  icon: 'rocket',
  series: 7,
  parameters: {
    lr: learningRate(0.001),
    ...betas,
    weightDecay: number({
      min: 0, max: 100, default: 0.01, scale: 'log', slider: [1e-5, 1], symbol: '\\lambda',
      title: { en: 'Weight decay', zh: '权值衰减' },
      help: { en: 'Share by which weights shrink, times the learning rate; weights only.', zh: '权重收缩的比例（乘以学习率）；只作用于权重。' },
    }),
    epsilon: safeDivision,
  },
  memory: moments,

  textbook({ beta1, beta2, weightDecay, epsilon }, { lr, t }, { w, g, memory: { m, v }, isWeight }) {
    const rate = correctedRate(lr, t, beta1, beta2);
    const keep = isWeight ? 1 - lr * weightDecay : 1;
    for (let i = 0; i < w.length; i++) {
      m[i] += (1 - beta1) * (g[i] - m[i]);
      v[i] += (1 - beta2) * (g[i] * g[i] - v[i]);
      w[i] = keep * w[i] - (rate * m[i]) / (Math.sqrt(v[i]) + epsilon);
    }
  },

  scalars: ({ beta1, beta2, weightDecay }, { lr, t }) => ({ rate: correctedRate(lr, t, beta1, beta2), keep: 1 - lr * weightDecay }),
  float32: ({ beta1, beta2, epsilon }, { tensor, memory: { m, v }, isWeight, scalars: { rate, keep } }) => [
    op(-1, 'adam', tensorElements(tensor), tensor.value, tensor.gradient, m, v, rate, beta1, beta2, epsilon, isWeight ? keep : 1),
  ],

  code: {
    numpy: ({ beta1, beta2, weightDecay, epsilon }) => [`m += (1 - ${beta1}) * (g - m)`, `v += (1 - ${beta2}) * (g * g - v)`, `rate = lr * math.sqrt(1 - ${beta2}**t) / (1 - ${beta1}**t)`, 'if is_weight:', `    w *= 1 - lr * ${weightDecay}`, `w -= rate * m / (np.sqrt(v) + ${epsilon})`],
    pytorch: ({ beta1, beta2, weightDecay, epsilon }) => `torch.optim.AdamW([{"params": weights, "weight_decay": ${weightDecay}}, {"params": others, "weight_decay": 0}], lr=LEARNING_RATE, betas=(${beta1}, ${beta2}), eps=${epsilon})`,
    keras: ({ beta1, beta2, weightDecay, epsilon }) => `keras.optimizers.AdamW(LEARNING_RATE, beta_1=${beta1}, beta_2=${beta2}, epsilon=${epsilon}, weight_decay=${weightDecay})\noptimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])`,
    notes: { pytorch: 'PyTorch adds epsilon after the correction for the start, Descent before: it matters in the first steps alone.' },
  },
});
