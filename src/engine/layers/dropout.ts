import { choice, number } from '../../shared/schema/kinds/index.ts';
import { defineLayer } from '../core/define.ts';
import { Matrix, times } from '../core/matrix.ts';
import { node } from '../core/onnx.ts';
import { batchElements, op } from '../core/program.ts';
import { none } from '../kernels/kernels.ts';
import { dropThreshold, mixElement, streamKeyA, streamKeyB } from '../kernels/stream.ts';

export default defineLayer({
  type: 'dropout',
  title: { en: 'Dropout', zh: 'Dropout' },
  summary: { en: 'Switches off a random share of the values in every training step.', zh: '每个训练步随机关闭一部分值。' },
  formula: 'y_i = \\frac{m_i\\,x_i}{1 - p}, \\qquad m_i \\sim \\mathrm{Bernoulli}(1 - p)',
  whenToUse: {
    en: 'Against overfitting, after the activations of large hidden layers: no unit can rely on another. Not after the last affine layer.',
    zh: '用于对抗过拟合，放在较大隐藏层的激活之后：没有单元能依赖另一个。不要放在最后的仿射层之后。',
  },
  reference: 'Srivastava et al. 2014, Dropout; Deep Learning from Scratch, 6.4.3',
  chapter: '6.4.3',
  group: 'regularization',
  icon: 'circle-dashed',
  parameters: {
    rate: number({
      min: 0, max: 1, exclusiveMax: true, default: 0.5, slider: [0, 0.9], symbol: 'p',
      title: { en: 'Rate', zh: '丢弃率' },
      help: { en: 'Share of the values that is switched off.', zh: '被关闭的值所占的比例。' },
    }),
    scaling: choice({
      default: 'inverted',
      title: { en: 'Scaling', zh: '缩放' },
      options: [
        { value: 'inverted', title: { en: 'In training', zh: '训练时' }, help: { en: 'What is kept is divided by 1 − p; prediction changes nothing.', zh: '保留的值除以 1 − p；预测时不变。' } },
        { value: 'at-test', title: { en: 'In prediction', zh: '预测时' }, help: { en: 'The form of the book: prediction multiplies by 1 − p.', zh: '书中的形式：预测时乘以 1 − p。' } },
      ],
    }),
  },
  traits: { stochastic: true },

  textbook({ rate, scaling }, { layer }) {
    let mask: Matrix;
    const { training: whenTraining, predicting } = factors(rate, scaling);
    return {
      forward(x, { training, seed, step }) {
        if (!training) {
          mask = new Matrix(1, 1, Float64Array.of(predicting));
          return times(mask, x);
        }
        const keyA = streamKeyA(seed, step, layer);
        const keyB = streamKeyB(seed, step, layer);
        const kept = x.data.map((_, element) => (mixElement(keyA, keyB, element) >= dropThreshold(rate) ? whenTraining : 0));
        mask = new Matrix(x.rows, x.columns, kept);
        return times(mask, x);
      },
      backward: (dy) => times(mask, dy),
    };
  },

  float32({ rate, scaling }, { layer, x, y, dx, dy, inputs, scalar }) {
    const elements = batchElements(inputs);
    const { training, predicting } = factors(rate, scaling);
    const keyA = scalar();
    const keyB = scalar();
    return {
      forward: [op(layer, 'dropout', elements, y, x, dropThreshold(rate), training, keyA, keyB)],
      predict: [op(layer, 'scale', elements, y, x, predicting)],
      // The same elements are dropped again: the mask is a function of the keys.
      backward: dx === none ? [] : [op(layer, 'dropout', elements, dx, dy, dropThreshold(rate), training, keyA, keyB)],
      beforeStep(set, { seed, step }) {
        set(keyA, streamKeyA(seed, step, layer));
        set(keyB, streamKeyB(seed, step, layer));
      },
    };
  },

  onnx({ rate, scaling }, { x, y, constant }) {
    const { predicting } = factors(rate, scaling);
    return [predicting === 1 ? node('Identity', [x], y) : node('Mul', [x, constant('keep', [predicting])], y)];
  },

  code: {
    numpy: {
      define: `class Dropout(Layer):
    """Switches values off at random: kept ones are times in_training, all of them times in_prediction"""

    def __init__(self, rate, in_training, in_prediction):
        self.rate, self.in_training, self.in_prediction = rate, in_training, in_prediction

    def forward(self, x, training):
        if not training:
            return x * np.float32(self.in_prediction)
        self.mask = (rng.random(x.shape) >= self.rate) * np.float32(self.in_training)
        return x * self.mask

    def backward(self, dy):
        return dy * self.mask`,
      create: ({ rate, scaling }) => `Dropout(${rate}, ${scaling === 'inverted' ? `in_training=1 / (1 - ${rate}), in_prediction=1` : `in_training=1, in_prediction=1 - ${rate}`})`,
    },
    pytorch: {
      define: `class DropoutAtTest(nn.Module):
    """The book's form: prediction multiplies by the share that is kept in training."""

    def __init__(self, rate):
        super().__init__()
        self.rate = rate

    def forward(self, x):
        return x * (torch.rand_like(x) >= self.rate) if self.training else x * (1 - self.rate)`,
      create: ({ rate, scaling }) => (scaling === 'inverted' ? `nn.Dropout(${rate})` : `DropoutAtTest(${rate})`),
    },
    keras: {
      define: `class DropoutAtTest(layers.Layer):
    """The book's form: prediction multiplies by the share that is kept in training."""

    def __init__(self, rate):
        super().__init__()
        self.rate = rate
        self.seed = keras.random.SeedGenerator()

    def call(self, x, training=False):
        if not training:
            return x * (1 - self.rate)
        return x * keras.ops.cast(keras.random.uniform(keras.ops.shape(x), seed=self.seed) >= self.rate, x.dtype)`,
      create: ({ rate, scaling }) => (scaling === 'inverted' ? `layers.Dropout(${rate})` : `DropoutAtTest(${rate})`),
    },
  },
});

/** What kept values are multiplied by in training, and all values in prediction, so that both have the same expected size. */
function factors(rate: number, scaling: 'inverted' | 'at-test'): { training: number; predicting: number } {
  return scaling === 'inverted' ? { training: 1 / (1 - rate), predicting: 1 } : { training: 1, predicting: 1 - rate };
}
