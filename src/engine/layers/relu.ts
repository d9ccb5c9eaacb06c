import { defineLayer } from '../core/define.ts';
import { map, zip, type Matrix } from '../core/matrix.ts';
import { node } from '../core/onnx.ts';
import { batchElements, op } from '../core/program.ts';
import { none } from '../kernels/kernels.ts';

export default defineLayer({
  type: 'relu',
  title: { en: 'ReLU', zh: 'ReLU' },
  summary: { en: 'Lets positive values through and turns negative ones into 0.', zh: '正值原样通过，负值变为 0。' },
  formula: 'y = \\max(x, 0)',
  whenToUse: {
    en: 'The default between affine layers: fast, and its gradient does not fade in deep networks. Goes with He initial weights.',
    zh: '仿射层之间的默认选择：速度快，在深层网络中梯度也不会消失。与 He 初始值搭配。',
  },
  reference: 'Deep Learning from Scratch, 3.2.7 and 5.5.1',
  chapter: '6.2.3',
  group: 'activation',
  icon: 'trending-up',
  parameters: {},
  traits: { activation: 'rectifier', canDie: true },

  textbook() {
    let input: Matrix;
    return {
      forward(x) {
        input = x;
        return map(x, (value) => Math.max(value, 0));
      },
      backward: (dy) => zip(dy, input, (gradient, x) => (x > 0 ? gradient : 0)),
    };
  },

  float32(_options, { layer, x, y, dx, dy, inputs }) {
    const elements = batchElements(inputs);
    return {
      forward: [op(layer, 'reluForward', elements, y, x)],
      backward: dx === none ? [] : [op(layer, 'reluBackward', elements, dx, dy, y)],
    };
  },

  onnx: (_options, { x, y }) => [node('Relu', [x], y)],

  code: {
    numpy: {
      define: `class Relu(Layer):
    """y = max(x, 0)"""

    def forward(self, x, training):
        self.positive = x > 0
        return x * self.positive

    def backward(self, dy):
        return dy * self.positive`,
      create: () => 'Relu()',
    },
    pytorch: { create: () => 'nn.ReLU()' },
    keras: { create: () => 'layers.ReLU()' },
  },
});
