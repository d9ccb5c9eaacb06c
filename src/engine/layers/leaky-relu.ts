import { number } from '../../shared/schema/kinds/index.ts';
import { defineLayer } from '../core/define.ts';
import { map, zip, type Matrix } from '../core/matrix.ts';
import { float, node } from '../core/onnx.ts';
import { batchElements, op } from '../core/program.ts';
import { none } from '../kernels/kernels.ts';

export default defineLayer({
  type: 'leaky-relu',
  title: { en: 'Leaky ReLU', zh: 'Leaky ReLU' },
  summary: { en: 'Like ReLU, but lets a small share of negative values through.', zh: '类似 ReLU，但让负值按小比例通过。' },
  formula: 'y = \\begin{cases} x & x > 0 \\\\ a\\,x & x \\le 0 \\end{cases}',
  whenToUse: {
    en: 'When many ReLU units have died: here a unit always keeps a gradient to come back by.',
    zh: '当许多 ReLU 单元已经失活时使用：这里每个单元始终保留可以恢复的梯度。',
  },
  reference: 'Maas, Hannun and Ng 2013, Rectifier Nonlinearities Improve Neural Network Acoustic Models',
  group: 'activation',
  icon: 'trending-up-down',
  parameters: {
    slope: number({
      min: 0, max: 1, default: 0.01, slider: [0, 0.5], symbol: 'a',
      title: { en: 'Slope', zh: '斜率' },
      help: { en: 'Of the negative side.', zh: '负半轴的斜率。' },
    }),
  },
  traits: { activation: 'rectifier' },

  textbook({ slope }) {
    let input: Matrix;
    return {
      forward(x) {
        input = x;
        return map(x, (value) => (value > 0 ? value : slope * value));
      },
      backward: (dy) => zip(dy, input, (gradient, x) => (x > 0 ? gradient : slope * gradient)),
    };
  },

  float32({ slope }, { layer, x, y, dx, dy, inputs }) {
    const elements = batchElements(inputs);
    return {
      forward: [op(layer, 'leakyReluForward', elements, y, x, slope)],
      backward: dx === none ? [] : [op(layer, 'leakyReluBackward', elements, dx, dy, x, slope)],
    };
  },

  onnx: ({ slope }, { x, y }) => [node('LeakyRelu', [x], y, { alpha: float(slope) })],

  code: {
    numpy: {
      define: `class LeakyRelu(Layer):
    """y = x where x > 0, slope * x elsewhere"""

    def __init__(self, slope):
        self.slope = slope

    def forward(self, x, training):
        self.factor = np.where(x > 0, np.float32(1), np.float32(self.slope))
        return x * self.factor

    def backward(self, dy):
        return dy * self.factor`,
      create: ({ slope }) => `LeakyRelu(${slope})`,
    },
    pytorch: { create: ({ slope }) => `nn.LeakyReLU(${slope})` },
    keras: { create: ({ slope }) => `layers.LeakyReLU(negative_slope=${slope})` },
  },
});
