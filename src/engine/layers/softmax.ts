import { defineLayer } from '../core/define.ts';
import { divide, map, rowMaxima, rowSums, subtract, times, type Matrix } from '../core/matrix.ts';
import { int, node } from '../core/onnx.ts';
import { batchRows, op } from '../core/program.ts';
import { none } from '../kernels/kernels.ts';

export default defineLayer({
  type: 'softmax',
  title: { en: 'Softmax', zh: 'Softmax' },
  summary: { en: 'Turns the outputs of an example into probabilities that add up to 1.', zh: '把一个样本的各个输出变成总和为 1 的概率。' },
  formula: 'y_k = \\frac{e^{x_k}}{\\sum_j e^{x_j}}',
  whenToUse: {
    en: 'As the last layer in front of the mean squared error. Leave it out in front of softmax cross-entropy, which already contains it.',
    zh: '用作均方误差之前的最后一层。若损失是 softmax 交叉熵则不要加：它已包含 softmax。',
  },
  reference: 'Deep Learning from Scratch, 3.5',
  group: 'output',
  icon: 'chart-pie',
  parameters: {},
  traits: { probabilities: true },

  textbook() {
    let output: Matrix;
    return {
      forward(x) {
        const exponentials = map(subtract(x, rowMaxima(x)), Math.exp);
        return (output = divide(exponentials, rowSums(exponentials)));
      },
      // ∂yₖ/∂xⱼ = yₖ(δₖⱼ − yⱼ)
      backward: (dy) => times(output, subtract(dy, rowSums(times(dy, output)))),
    };
  },

  float32(_options, { layer, x, y, dx, dy, inputs }) {
    return {
      forward: [op(layer, 'softmaxForward', batchRows, y, x, inputs)],
      backward: dx === none ? [] : [op(layer, 'softmaxBackward', batchRows, dx, dy, y, inputs)],
    };
  },

  onnx: (_options, { x, y }) => [node('Softmax', [x], y, { axis: int(1) })],

  code: {
    numpy: {
      define: `class Softmax(Layer):
    """Probabilities that add up to 1"""

    def forward(self, x, training):
        e = np.exp(x - x.max(axis=1, keepdims=True))
        self.y = e / e.sum(axis=1, keepdims=True)
        return self.y

    def backward(self, dy):
        return self.y * (dy - (dy * self.y).sum(axis=1, keepdims=True))`,
      create: () => 'Softmax()',
    },
    pytorch: { create: () => 'nn.Softmax(dim=1)' },
    keras: { create: () => 'layers.Softmax()' },
  },
});
