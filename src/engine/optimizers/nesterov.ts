import { defineOptimizer } from '../core/define.ts';
import { learningRate, velocityShare } from '../core/optimizer-parameters.ts';
import { op, tensorElements } from '../core/program.ts';

export default defineOptimizer({
  type: 'nesterov',
  title: { en: 'Nesterov', zh: 'Nesterov' },
  summary: { en: 'Momentum that looks ahead: it corrects the step by where the velocity is about to lead.', zh: '会向前看的动量：按速度即将到达之处修正步伐。' },
  formula: '\\mathbf{w} \\leftarrow \\mathbf{w} + \\alpha^2\\mathbf{v} - (1 + \\alpha)\\,\\eta\\,\\mathbf{g}, \\qquad \\mathbf{v} \\leftarrow \\alpha\\mathbf{v} - \\eta\\,\\mathbf{g}',
  whenToUse: {
    en: 'In place of momentum when that overshoots; it brakes earlier before the far slope.',
    zh: '动量冲过头时用它代替；它在对面斜坡之前更早刹车。',
  },
  reference: 'Deep Learning from Scratch, common/optimizer.py; after Bengio, Boulanger-Lewandowski and Pascanu 2013',
  icon: 'telescope',
  series: 6,
  parameters: {
    lr: learningRate(0.01),
    momentum: velocityShare,
  },
  memory: {
    v: { title: { en: 'Velocity', zh: '速度' }, becomes: ({ momentum }, { lr }) => ({ keep: momentum, gradient: -lr }), carries: ({ momentum }) => momentum * momentum },
  },

  textbook({ momentum }, { lr }, { w, g, memory: { v } }) {
    for (let i = 0; i < w.length; i++) {
      w[i] += momentum * momentum * v[i] - (1 + momentum) * lr * g[i];
      v[i] = momentum * v[i] - lr * g[i];
    }
  },

  scalars: (_options, { lr }) => ({ rate: lr }),
  float32: ({ momentum }, { tensor, memory: { v }, scalars: { rate } }) => [op(-1, 'nesterov', tensorElements(tensor), tensor.value, tensor.gradient, v, rate, momentum)],

  code: {
    numpy: ({ momentum }) => [`v[...] = ${momentum} * v - lr * g`, `w += ${momentum} * v - lr * g`],
    pytorch: ({ momentum }) => `torch.optim.SGD(network.parameters(), lr=LEARNING_RATE, momentum=${momentum}, nesterov=True)`,
    keras: ({ momentum }) => `keras.optimizers.SGD(LEARNING_RATE, momentum=${momentum}, nesterov=True)`,
    notes: { pytorch: 'PyTorch multiplies the velocity by the learning rate of the step: where a schedule changes it, steps differ a little for a while.' },
  },
});
