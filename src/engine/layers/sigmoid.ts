import { defineLayer } from '../core/define.ts';
import { map, zip, type Matrix } from '../core/matrix.ts';
import { node } from '../core/onnx.ts';
import { batchElements, op } from '../core/program.ts';
import { none } from '../kernels/kernels.ts';

export default defineLayer({
  type: 'sigmoid',
  title: { en: 'Sigmoid', zh: 'Sigmoid' },
  summary: { en: 'Squeezes every value smoothly between 0 and 1.', zh: '把每个值平滑地压到 0 与 1 之间。' },
  formula: 'y = \\frac{1}{1 + e^{-x}}',
  whenToUse: {
    en: 'To see how saturation stops learning: far from 0 its gradient vanishes. In hidden layers ReLU or tanh mostly learn faster.',
    zh: '用来观察饱和如何使学习停滞：远离 0 时梯度消失。隐藏层中 ReLU 或 tanh 通常学得更快。',
  },
  reference: 'Deep Learning from Scratch, 3.2.4 and 5.5.2',
  chapter: '6.2.2',
  group: 'activation',
  icon: 'chart-spline',
  parameters: {},
  traits: { activation: 'sigmoid', saturation: { low: 0.01, high: 0.99 } },

  textbook() {
    let output: Matrix;
    return {
      forward: (x) => (output = map(x, (value) => 1 / (1 + Math.exp(-value)))),
      backward: (dy) => zip(dy, output, (gradient, y) => gradient * y * (1 - y)),
    };
  },

  float32(_options, { layer, x, y, dx, dy, inputs }) {
    const elements = batchElements(inputs);
    return {
      forward: [op(layer, 'sigmoidForward', elements, y, x)],
      backward: dx === none ? [] : [op(layer, 'sigmoidBackward', elements, dx, dy, y)],
    };
  },

  onnx: (_options, { x, y }) => [node('Sigmoid', [x], y)],

  code: {
    numpy: {
      define: `class Sigmoid(Layer):
    """y = 1 / (1 + exp(-x))"""

    def forward(self, x, training):
        self.y = 0.5 * (1 + np.tanh(0.5 * x))  # the same, and exp cannot overflow
        return self.y

    def backward(self, dy):
        return dy * self.y * (1 - self.y)`,
      create: () => 'Sigmoid()',
    },
    pytorch: { create: () => 'nn.Sigmoid()' },
    keras: { create: () => 'layers.Activation("sigmoid")' },
  },
});
