import { defineLayer } from '../core/define.ts';
import { map, zip, type Matrix } from '../core/matrix.ts';
import { node } from '../core/onnx.ts';
import { batchElements, op } from '../core/program.ts';
import { none } from '../kernels/kernels.ts';

export default defineLayer({
  type: 'tanh',
  title: { en: 'Tanh', zh: 'Tanh' },
  summary: { en: 'Squeezes every value smoothly between −1 and 1, with 0 in the middle.', zh: '把每个值平滑地压到 −1 与 1 之间，以 0 为中心。' },
  formula: 'y = \\tanh x = \\frac{e^{x} - e^{-x}}{e^{x} + e^{-x}}',
  whenToUse: {
    en: 'Where outputs should be centred on 0; learns faster than sigmoid. Goes with Xavier initial weights.',
    zh: '希望输出以 0 为中心时使用；比 sigmoid 学得快。与 Xavier 初始值搭配。',
  },
  reference: 'Deep Learning from Scratch, 6.2.2',
  chapter: '6.2.2',
  group: 'activation',
  icon: 'chart-spline',
  parameters: {},
  traits: { activation: 'sigmoid', saturation: { low: -0.98, high: 0.98 } },

  textbook() {
    let output: Matrix;
    return {
      forward: (x) => (output = map(x, Math.tanh)),
      backward: (dy) => zip(dy, output, (gradient, y) => gradient * (1 - y * y)),
    };
  },

  float32(_options, { layer, x, y, dx, dy, inputs }) {
    const elements = batchElements(inputs);
    return {
      forward: [op(layer, 'tanhForward', elements, y, x)],
      backward: dx === none ? [] : [op(layer, 'tanhBackward', elements, dx, dy, y)],
    };
  },

  onnx: (_options, { x, y }) => [node('Tanh', [x], y)],

  code: {
    numpy: {
      define: `class Tanh(Layer):
    """y = tanh(x)"""

    def forward(self, x, training):
        self.y = np.tanh(x)
        return self.y

    def backward(self, dy):
        return dy * (1 - self.y**2)`,
      create: () => 'Tanh()',
    },
    pytorch: { create: () => 'nn.Tanh()' },
    keras: { create: () => 'layers.Activation("tanh")' },
  },
});
