import { defineLayer } from '../core/define.ts';
import { node } from '../core/onnx.ts';
import { batchElements, op } from '../core/program.ts';
import { none } from '../kernels/kernels.ts';

export default defineLayer({
  type: 'identity',
  title: { en: 'Identity', zh: '恒等' },
  summary: { en: 'Passes every value on unchanged.', zh: '原样传递每个值。' },
  formula: 'y = x',
  whenToUse: {
    en: 'As the output of a regression, to say that nothing follows; or in place of an activation, to see that depth alone adds nothing.',
    zh: '用作回归的输出，表明后面没有别的；或代替激活函数，以观察仅靠深度毫无增益。',
  },
  reference: 'Deep Learning from Scratch, 3.5',
  group: 'output',
  icon: 'arrow-right',
  parameters: {},
  traits: { activation: 'linear' },

  textbook: () => ({ forward: (x) => x, backward: (dy) => dy }),

  float32(_options, { layer, x, y, dx, dy, inputs }) {
    const elements = batchElements(inputs);
    return {
      forward: [op(layer, 'scale', elements, y, x, 1)],
      backward: dx === none ? [] : [op(layer, 'scale', elements, dx, dy, 1)],
    };
  },

  onnx: (_options, { x, y }) => [node('Identity', [x], y)],

  code: {
    numpy: {
      define: `class Identity(Layer):
    """y = x"""

    def forward(self, x, training):
        return x

    def backward(self, dy):
        return dy`,
      create: () => 'Identity()',
    },
    pytorch: { create: () => 'nn.Identity()' },
    keras: { create: () => 'layers.Identity()' },
  },
});
