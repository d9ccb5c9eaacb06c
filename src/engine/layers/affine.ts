import { definition, integer } from '../../shared/schema/kinds/index.ts';
import { defineLayer } from '../core/define.ts';
import { add, columnSums, multiply, transpose, type Matrix } from '../core/matrix.ts';
import { node } from '../core/onnx.ts';
import { batchRows, op, tensorRows } from '../core/program.ts';
import { sizeOf } from '../core/shape.ts';
import { fused, none } from '../kernels/kernels.ts';

export default defineLayer({
  type: 'affine',
  title: { en: 'Affine', zh: '仿射' },
  summary: { en: 'Fully connected: every output is a weighted sum of all inputs plus a bias.', zh: '全连接层：每个输出都是所有输入的加权和，再加偏置。' },
  formula: '\\mathbf{Y} = \\mathbf{X}\\mathbf{W} + \\mathbf{b}',
  whenToUse: {
    en: 'The building block of every network here. Follow it by an activation, except at the end. Images are flattened to vectors.',
    zh: '这里所有网络的基本构件。除最后一层外，后面接一个激活函数。图片会被展平为向量。',
  },
  reference: 'Deep Learning from Scratch, 5.6.2',
  chapter: '6.1.7',
  group: 'weights',
  icon: 'network',
  parameters: {
    units: integer({
      min: 1, max: 65_536, default: 100, slider: [1, 1024], scale: 'log',
      title: { en: 'Units', zh: '单元数' },
      help: { en: 'Number of outputs. The last layer needs one per class.', zh: '输出的个数。最后一层需要每个类别一个。' },
    }),
    init: definition({
      slot: 'initializer', optional: true,
      title: { en: 'Initial weights', zh: '权重初始值' },
      help: { en: 'Left out = as the network says.', zh: '不填则按网络的设置。' },
    }),
  },
  output: ({ units }) => [units],
  tensors({ units }, input) {
    const inputs = sizeOf(input);
    return [
      { role: 'weight', name: 'weight', title: { en: 'weights', zh: '权重' }, shape: [inputs, units], fanIn: inputs, fanOut: units },
      { role: 'parameter', name: 'bias', title: { en: 'biases', zh: '偏置' }, shape: [units], start: 0 },
    ];
  },

  textbook(_options, { tensors, gradients }) {
    let input: Matrix;
    return {
      forward(x) {
        input = x;
        return add(multiply(x, tensors.weight), tensors.bias);
      },
      backward(dy) {
        gradients.weight = multiply(transpose(input), dy);
        gradients.bias = columnSums(dy);
        return multiply(dy, transpose(tensors.weight));
      },
    };
  },

  float32(_options, { layer, x, y, dx, dy, inputs, outputs, tensors: { weight, bias }, batch, shiftIgnored, workspace }) {
    const space = workspace(inputs, outputs);
    const columns = { name: bias.name, rows: outputs, width: 1 };
    return {
      forward: [op(layer, 'affineForward', batchRows, y, x, weight.value, bias.value, inputs, outputs, fused.none, space)],
      backward: [
        ...(dx === none ? [] : [op(layer, 'affineInputGradient', batchRows, dx, dy, weight.value, none, inputs, outputs, space)]),
        op(layer, 'affineWeightGradient', tensorRows(weight), weight.gradient, x, dy, batch, inputs, outputs, space),
        ...(shiftIgnored ? [] : [op(layer, 'columnSums', columns, bias.gradient, dy, batch, outputs)]),
      ],
    };
  },

  onnx: (_options, { x, y, tensors }) => [node('Gemm', [x, tensors.weight, tensors.bias], y)],

  code: {
    numpy: {
      define: `class Affine(Layer):
    """y = x W + b"""

    def __init__(self, weight):
        self.tensors = {"weight": weight.astype(np.float32), "bias": np.zeros(weight.shape[1], np.float32)}

    def forward(self, x, training):
        self.x = x
        return x @ self.tensors["weight"] + self.tensors["bias"]

    def backward(self, dy):
        self.gradients = {"weight": self.x.T @ dy, "bias": dy.sum(axis=0)}
        return dy @ self.tensors["weight"].T`,
      create: (_options, { init }) => `Affine(${init('weight')})`,
    },
    pytorch: { create: (_options, { inputs, outputs }) => `nn.Linear(${inputs}, ${outputs})`, start: (_options, module) => [`nn.init.zeros_(${module}.bias)`] },
    keras: { create: ({ units }, { init }) => `layers.Dense(${units}, kernel_initializer=${init('weight')}, kernel_regularizer=penalty)` },
  },
});
