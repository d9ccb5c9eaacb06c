import { choice, number } from '../../shared/schema/kinds/index.ts';
import { defineLayer } from '../core/define.ts';
import { Matrix, times } from '../core/matrix.ts';
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
});

/** What kept values are multiplied by in training, and all values in prediction, so that both have the same expected size. */
function factors(rate: number, scaling: 'inverted' | 'at-test'): { training: number; predicting: number } {
  return scaling === 'inverted' ? { training: 1 / (1 - rate), predicting: 1 } : { training: 1, predicting: 1 - rate };
}
