import { defineLoss } from '../core/define.ts';
import { targetMatrix } from '../core/loss.ts';
import { map, scale, subtract, total } from '../core/matrix.ts';
import { batchRows, op } from '../core/program.ts';

export default defineLoss({
  type: 'mean-squared-error',
  title: { en: 'Mean squared error', zh: '均方误差' },
  summary: { en: 'Half the squared distance between outputs and targets, averaged over the examples.', zh: '输出与目标之间距离平方的一半，对样本取平均。' },
  formula: 'L = \\frac{1}{N} \\sum_{n} \\tfrac{1}{2} \\sum_{k} (y_{nk} - t_{nk})^2',
  whenToUse: {
    en: 'For predicting numbers, with a linear output. With classes the targets are one-hot; cross-entropy mostly learns faster there.',
    zh: '用于预测数值，输出为线性。用于分类时目标为 one-hot；那里交叉熵通常学得更快。',
  },
  reference: 'Deep Learning from Scratch, 4.2.1',
  icon: 'ruler',
  parameters: {},
  targets: 'values',
  tasks: ['regression', 'classification'],

  textbook(_options, outputs, targets) {
    const difference = subtract(outputs, targetMatrix(targets, outputs.columns));
    const n = outputs.rows;
    return { value: total(map(difference, (d) => (d * d) / 2)) / n, gradient: scale(difference, 1 / n) };
  },

  float32: (_options, { outputs, columns, gradient, losses, targets, inverseBatch }) => [
    op(-1, 'meanSquaredError', batchRows, gradient, losses, outputs, targets, columns, inverseBatch),
  ],

  code: {
    numpy: (_options, { classes }) => `def loss(outputs, t):
    """Half the squared distance, and its gradient by the outputs."""
    difference = outputs - ${classes === null ? 't' : `np.eye(${classes}, dtype=np.float32)[t]`}
    return (difference**2).sum() / 2 / len(t), difference / len(t)`,
    pytorch: (_options, { classes }) => `def loss(outputs, t):
    return ((outputs - ${classes === null ? 't' : `F.one_hot(t, ${classes})`}) ** 2).sum() / 2 / len(t)`,
    keras: (_options, { classes }) => `def loss(t, outputs):
    difference = outputs - ${classes === null ? 't' : `keras.ops.one_hot(keras.ops.reshape(t, (-1,)), ${classes})`}
    return keras.ops.sum(difference**2, axis=-1) / 2`,
  },
});
