import { defineLoss } from '../core/define.ts';
import { targetMatrix } from '../core/loss.ts';
import { divide, map, rowMaxima, rowSums, scale, subtract, times, total } from '../core/matrix.ts';
import { int, node } from '../core/onnx.ts';
import { batchRows, op } from '../core/program.ts';

export default defineLoss({
  type: 'softmax-cross-entropy',
  title: { en: 'Softmax cross-entropy', zh: 'Softmax 交叉熵' },
  summary: { en: 'How surprised the network is by the true class, after softmax has made its outputs probabilities.', zh: '经 softmax 把输出变为概率后，网络对真实类别的“意外”程度。' },
  formula: 'L = -\\frac{1}{N} \\sum_{n} \\sum_{k} t_{nk} \\log y_{nk}, \\qquad y_{nk} = \\frac{e^{x_{nk}}}{\\sum_j e^{x_{nj}}}',
  whenToUse: {
    en: 'For telling classes apart. It contains softmax: end the network with an affine layer of one unit per class.',
    zh: '用于区分类别。它已包含 softmax：网络以每个类别一个单元的仿射层结束。',
  },
  reference: 'Deep Learning from Scratch, 4.2.2 and 5.6.3',
  icon: 'target',
  parameters: {},
  targets: 'classes',
  tasks: ['classification'],
  appliesSoftmax: true,

  textbook(_options, outputs, targets) {
    const t = targetMatrix(targets, outputs.columns);
    // log y = x − max − log Σ e^(x − max): nothing overflows, and no probability of 0 meets the logarithm.
    const shifted = subtract(outputs, rowMaxima(outputs));
    const exponentials = map(shifted, Math.exp);
    const sums = rowSums(exponentials);
    const logarithms = subtract(shifted, map(sums, Math.log));
    const y = divide(exponentials, sums);
    const n = outputs.rows;
    // Σ t is 1 for each example, so ∂L/∂x = (y − t) / N.
    return { value: -total(map(times(t, logarithms), absentIsZero)) / n, gradient: scale(subtract(y, t), 1 / n) };
  },

  // Class numbers alone: one-hot labels of a dataset became numbers when it was read.
  float32: (_options, { outputs, columns, gradient, losses, targets, inverseBatch }) => [
    op(-1, 'softmaxCrossEntropy', batchRows, gradient, losses, outputs, targets, columns, inverseBatch),
  ],

  onnx: ({ x, y }) => [node('Softmax', [x], y, { axis: int(1) })],

  code: {
    numpy: () => `def softmax(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def loss(outputs, t):
    """Softmax cross-entropy for class numbers t, and its gradient by the outputs."""
    shifted = outputs - outputs.max(axis=1, keepdims=True)
    examples = np.arange(len(t))
    value = (np.log(np.exp(shifted).sum(axis=1)) - shifted[examples, t]).mean()
    gradient = softmax(outputs)
    gradient[examples, t] -= 1
    return value, gradient / len(t)`,
    pytorch: () => `def loss(outputs, t):
    return F.cross_entropy(outputs, t)`,
    keras: () => 'loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)',
    predict: { numpy: 'softmax(outputs)', pytorch: 'outputs.softmax(dim=1)', keras: 'keras.ops.softmax(outputs)' },
  },
});

/** 0 · (−∞) counts as 0: a class that is not the true one adds nothing, however unlikely it is. */
const absentIsZero = (value: number): number => (Number.isNaN(value) ? 0 : value);
