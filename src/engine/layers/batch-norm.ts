import { choice, number } from '../../shared/schema/kinds/index.ts';
import { defineLayer } from '../core/define.ts';
import { add, columnMeans, columnSums, divide, map, subtract, times, zip, type Matrix } from '../core/matrix.ts';
import { float, node } from '../core/onnx.ts';
import { batchRows, op } from '../core/program.ts';
import { sizeOf } from '../core/shape.ts';
import { fused, none } from '../kernels/kernels.ts';

export default defineLayer({
  type: 'batch-norm',
  title: { en: 'Batch Norm', zh: '批量归一化' },
  summary: {
    en: 'Gives every feature mean 0 and variance 1 over the mini-batch, then scales and shifts it by learned γ and β.',
    zh: '使每个特征在小批量上均值为 0、方差为 1，再用学到的 γ 和 β 缩放、平移。',
  },
  formula: '\\hat{x} = \\frac{x - \\mu_B}{\\sqrt{\\sigma_B^2 + \\varepsilon}}, \\qquad y = \\gamma\\,\\hat{x} + \\beta',
  whenToUse: {
    en: 'Between an affine layer and its activation: learning gets faster and hardly depends on the initial weights. Needs batches of at least 2.',
    zh: '放在仿射层与激活函数之间：学习加快，且几乎不依赖权重初始值。批大小至少为 2。',
  },
  reference: 'Ioffe and Szegedy 2015, Batch Normalization; Deep Learning from Scratch, 6.3',
  chapter: '6.3',
  group: 'normalization',
  icon: 'sliders-vertical',
  parameters: {
    momentum: number({
      min: 0, max: 1, exclusiveMax: true, default: 0.9, symbol: 'm',
      title: { en: 'Momentum', zh: '动量' },
      help: { en: 'Share of the old running statistics that stays at each step.', zh: '每一步保留的旧运行统计量的比例。' },
    }),
    epsilon: number({
      min: 0, exclusiveMin: true, max: 1, default: 1e-6, scale: 'log', slider: [1e-8, 1e-2], symbol: '\\varepsilon',
      title: { en: 'Epsilon', zh: 'ε' },
      help: { en: 'Keeps the division safe where the variance is 0.', zh: '方差为 0 时保证除法安全。' },
    }),
    runningVariance: choice({
      default: 'zero',
      title: { en: 'Running variance starts at', zh: '运行方差起始于' },
      options: [
        { value: 'zero', title: { en: '0', zh: '0' }, help: { en: 'As the book does.', zh: '与书中做法相同。' } },
        { value: 'one', title: { en: '1', zh: '1' }, help: { en: 'As most frameworks do.', zh: '多数框架的做法。' } },
      ],
    }),
  },
  traits: { needsBatch: true, ignoresShift: true },
  tensors({ runningVariance }, input) {
    const shape = [sizeOf(input)];
    return [
      { role: 'parameter', name: 'gamma', title: { en: 'scale γ', zh: '缩放 γ' }, shape, start: 1 },
      { role: 'parameter', name: 'beta', title: { en: 'shift β', zh: '平移 β' }, shape, start: 0 },
      { role: 'statistic', name: 'running_mean', title: { en: 'running mean', zh: '滑动均值' }, shape, start: 0 },
      { role: 'statistic', name: 'running_var', title: { en: 'running variance', zh: '滑动方差' }, shape, start: runningVariance === 'one' ? 1 : 0 },
    ];
  },

  textbook({ momentum, epsilon }, { tensors, gradients }) {
    let normalized: Matrix;
    let deviation: Matrix;
    let isTraining: boolean;
    const deviationOf = (variance: Matrix) => map(variance, (value) => Math.sqrt(value + epsilon));
    const move = (running: Matrix, batch: Matrix) => running.data.set(zip(running, batch, (old, now) => momentum * old + (1 - momentum) * now).data);
    return {
      forward(x, { training }) {
        isTraining = training;
        if (training) {
          const mean = columnMeans(x);
          const centred = subtract(x, mean);
          const variance = columnMeans(times(centred, centred));
          deviation = deviationOf(variance);
          normalized = divide(centred, deviation);
          move(tensors.running_mean, mean);
          move(tensors.running_var, variance);
        } else {
          deviation = deviationOf(tensors.running_var);
          normalized = divide(subtract(x, tensors.running_mean), deviation);
        }
        return add(times(tensors.gamma, normalized), tensors.beta);
      },
      // With x̂ and σ of the batch: dx = (dx̂ − mean(dx̂) − x̂·mean(dx̂·x̂)) / σ, where dx̂ = γ·dy. In prediction mean and σ are fixed: dx = dx̂ / σ.
      backward(dy) {
        gradients.gamma = columnSums(times(dy, normalized));
        gradients.beta = columnSums(dy);
        const dNormalized = times(dy, tensors.gamma);
        if (!isTraining) return divide(dNormalized, deviation);
        const centred = subtract(dNormalized, columnMeans(dNormalized));
        return divide(subtract(centred, times(normalized, columnMeans(times(dNormalized, normalized)))), deviation);
      },
    };
  },

  float32({ momentum, epsilon }, { layer, x, y, dx, dy, inputs, tensors, batch, allocate }) {
    const { gamma, beta, running_mean: runningMean, running_var: runningVariance } = tensors;
    const mean = allocate(inputs);
    const inverse = allocate(inputs);
    const columns = { name: gamma.name, rows: inputs, width: 1 };
    // The gradients of γ and β are wanted even where nothing in front wants dx: it is then written over dy.
    const target = dx === none ? dy : dx;
    return {
      forward: [
        op(layer, 'batchNormForward', columns, y, x, gamma.value, beta.value, mean, inverse, runningMean.value, runningVariance.value, batch, inputs, momentum, epsilon, fused.none),
      ],
      predict: [op(layer, 'batchNormPredict', batchRows, y, x, gamma.value, beta.value, runningMean.value, runningVariance.value, inputs, epsilon, fused.none)],
      backward: [op(layer, 'batchNormBackward', columns, target, gamma.gradient, beta.gradient, dy, x, gamma.value, mean, inverse, none, batch, inputs)],
    };
  },

  onnx: ({ epsilon }, { x, y, tensors: { gamma, beta, running_mean, running_var } }) => [node('BatchNormalization', [x, gamma, beta, running_mean, running_var], y, { epsilon: float(epsilon) })],

  code: {
    numpy: {
      define: `class BatchNorm(Layer):
    """Mean 0 and variance 1 for every feature of the batch, then gamma and beta"""

    def __init__(self, features, momentum, epsilon, running_var):
        self.momentum, self.epsilon = momentum, epsilon
        self.tensors = {
            "gamma": np.ones(features, np.float32),
            "beta": np.zeros(features, np.float32),
            "running_mean": np.zeros(features, np.float32),
            "running_var": np.full(features, running_var, np.float32),
        }

    def forward(self, x, training):
        mean, variance = self.tensors["running_mean"], self.tensors["running_var"]
        if training:
            now = x.mean(axis=0), x.var(axis=0)
            for running, batch in zip((mean, variance), now):
                running[:] = self.momentum * running + (1 - self.momentum) * batch
            mean, variance = now
        self.deviation = np.sqrt(variance + self.epsilon)
        self.normalized = (x - mean) / self.deviation
        return self.tensors["gamma"] * self.normalized + self.tensors["beta"]

    def backward(self, dy):
        self.gradients = {"gamma": (dy * self.normalized).sum(axis=0), "beta": dy.sum(axis=0)}
        dx = dy * self.tensors["gamma"]
        return (dx - dx.mean(axis=0) - self.normalized * (dx * self.normalized).mean(axis=0)) / self.deviation`,
      create: ({ momentum, epsilon, runningVariance }, { inputs }) => `BatchNorm(${inputs}, momentum=${momentum}, epsilon=${epsilon}, running_var=${runningVariance === 'one' ? 1 : 0})`,
    },
    pytorch: {
      create: ({ momentum, epsilon }, { inputs }) => `nn.BatchNorm1d(${inputs}, eps=${epsilon}, momentum=1 - ${momentum})`,
      names: { gamma: 'weight', beta: 'bias' },
      start: ({ runningVariance }, module) => (runningVariance === 'one' ? [] : [`${module}.running_var.zero_()`]),
    },
    keras: { create: ({ momentum, epsilon, runningVariance }) => `layers.BatchNormalization(momentum=${momentum}, epsilon=${epsilon}, moving_variance_initializer="${runningVariance === 'one' ? 'ones' : 'zeros'}")` },
    notes: { pytorch: 'The running variance of nn.BatchNorm1d divides by n - 1, that of Descent by n: predictions after training differ a little. It refuses batches of one.' },
  },
});
