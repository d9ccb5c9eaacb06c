import { boolean, choice, integer, number, type ParameterDescription } from '../schema/kinds/index.ts';

/**
 * The parts of a document that are the same for every type, declared with the same kinds as the definitions,
 * so that forms, checks, help and reports treat them alike.
 */

const splitHelp = { en: 'Examples used at each evaluation; left out = all.', zh: '每次评估所用的样本数；不填表示全部。' };

export const dataParameters = {
  take: integer({
    min: 1,
    max: 10_000_000,
    optional: true,
    title: { en: 'Use the first', zh: '只用前' },
    help: { en: 'Only the first n training examples, taken before the validation split; left out = all.', zh: '只用前 n 个训练样本（在划分验证集之前）；不填表示全部。' },
  }),
  validation: number({
    min: 0,
    max: 1,
    exclusiveMax: true,
    default: 0,
    slider: [0, 0.5],
    title: { en: 'Validation share', zh: '验证集比例' },
    help: { en: 'Share of the training examples held out after a seeded shuffle; 0 = none.', zh: '按种子打乱后留出的训练样本比例；0 表示不留。' },
  }),
  scaling: choice({
    default: 'unit',
    title: { en: 'Scaling', zh: '缩放' },
    options: [
      { value: 'unit', title: { en: 'Divide by 255', zh: '除以 255' }, help: { en: 'Bytes become 0 … 1; other data stays as it is.', zh: '字节变为 0 … 1；其他数据不变。' } },
      { value: 'standardize', title: { en: 'Standardize', zh: '标准化' }, help: { en: 'Mean 0 and deviation 1 per feature, fitted on the training part.', zh: '每个特征均值 0、标准差 1，由训练部分计算。' } },
      { value: 'none', title: { en: 'None', zh: '不缩放' } },
    ],
  }),
} as const satisfies Record<string, ParameterDescription>;

export const scheduleParameters = {
  warmup: number({
    min: 0,
    max: 100_000,
    default: 0,
    slider: [0, 10],
    title: { en: 'Warmup', zh: '预热' },
    help: { en: 'Epochs in which the learning rate rises linearly from zero before the schedule begins.', zh: '学习率从零线性上升的轮次数，之后才开始按调度变化。' },
  }),
} as const satisfies Record<string, ParameterDescription>;

export const regularizationParameters = {
  l2: number({
    min: 0, max: 1e6, default: 0, scale: 'log', slider: [1e-8, 1], symbol: '\\lambda',
    title: { en: 'Weight decay (L2)', zh: '权值衰减（L2）' },
    help: { en: 'Adds ½·λ·ΣW² to the loss; weights only.', zh: '在损失上加 ½·λ·ΣW²；只作用于权重。' },
  }),
  l1: number({
    min: 0, max: 1e6, default: 0, scale: 'log', slider: [1e-8, 1],
    title: { en: 'L1 penalty', zh: 'L1 惩罚' },
    help: { en: 'Adds λ·Σ|W| to the loss; weights only. Drives weights to exactly zero.', zh: '在损失上加 λ·Σ|W|；只作用于权重，会把权重推向零。' },
  }),
  clipNorm: number({
    min: 0, exclusiveMin: true, max: 1e9, optional: true,
    title: { en: 'Clip gradient norm', zh: '按范数裁剪梯度' },
    help: { en: 'Scales the whole gradient down to this L2 norm; left out = no clipping.', zh: '把整个梯度缩小到该 L2 范数；不填表示不裁剪。' },
  }),
  clipValue: number({
    min: 0, exclusiveMin: true, max: 1e9, optional: true,
    title: { en: 'Clip gradient values', zh: '按数值裁剪梯度' },
    help: { en: 'Bounds each element of the gradient; left out = no clipping.', zh: '限制梯度的每个分量；不填表示不裁剪。' },
  }),
} as const satisfies Record<string, ParameterDescription>;

export const trainingParameters = {
  batchSize: integer({
    min: 1, max: 1_000_000, default: 100, slider: [1, 1024], scale: 'log',
    title: { en: 'Batch size', zh: '批大小' },
    help: { en: 'Examples in a mini-batch.', zh: '每个小批量的样本数。' },
  }),
  epochs: integer({
    min: 1, max: 1_000_000, optional: true, slider: [1, 100],
    title: { en: 'Epochs', zh: '轮次' },
    help: { en: 'Passes over the training set. Give either epochs or iterations.', zh: '遍历训练集的次数。轮次和迭代次数二选一。' },
  }),
  iterations: integer({
    min: 1, max: 1_000_000_000, optional: true, slider: [1, 10_000], scale: 'log',
    title: { en: 'Iterations', zh: '迭代次数' },
    help: { en: 'Mini-batch steps. Give either epochs or iterations.', zh: '小批量更新的步数。轮次和迭代次数二选一。' },
  }),
  sampling: choice({
    default: 'shuffle',
    title: { en: 'Sampling', zh: '取样' },
    options: [
      { value: 'shuffle', title: { en: 'Shuffle', zh: '打乱' }, help: { en: 'Every example once per epoch, in a new order.', zh: '每轮每个样本一次，每轮重新打乱。' } },
      { value: 'with-replacement', title: { en: 'With replacement', zh: '有放回' }, help: { en: 'Each mini-batch drawn at random, as the book does.', zh: '每个小批量随机抽取，与书中做法相同。' } },
      { value: 'sequential', title: { en: 'File order', zh: '文件顺序' }, help: { en: 'In the order of the file, wrapping round.', zh: '按文件顺序，到末尾后从头开始。' } },
    ],
  }),
} as const satisfies Record<string, ParameterDescription>;

export const evaluateParameters = {
  train: integer({ min: 1, max: 10_000_000, optional: true, title: { en: 'Training examples', zh: '训练样本' }, help: splitHelp }),
  validation: integer({ min: 1, max: 10_000_000, optional: true, title: { en: 'Validation examples', zh: '验证样本' }, help: splitHelp }),
  test: integer({
    min: 0,
    max: 10_000_000,
    optional: true,
    title: { en: 'Test examples', zh: '测试样本' },
    help: {
      en: 'Examples used at each evaluation; left out = all. 0 keeps the test set closed, also at the end: trials of a search have this.',
      zh: '每次评估所用的样本数；不填表示全部。0 表示完全不用测试集，结束时也不用：搜索的试验就是如此。',
    },
  }),
} as const satisfies Record<string, ParameterDescription>;

export const earlyStoppingParameters = {
  metric: choice({
    default: 'validationLoss',
    title: { en: 'Watch', zh: '观察指标' },
    options: [
      { value: 'validationLoss', title: { en: 'Validation loss', zh: '验证损失' } },
      { value: 'validationAccuracy', title: { en: 'Validation accuracy', zh: '验证准确率' } },
    ],
  }),
  patience: integer({ min: 1, max: 100_000, default: 5, title: { en: 'Patience', zh: '耐心' }, help: { en: 'Evaluations without improvement before the run stops.', zh: '多少次评估没有改进就停止。' } }),
  restoreBest: boolean({ default: true, title: { en: 'Restore the best weights', zh: '恢复最佳权重' } }),
} as const satisfies Record<string, ParameterDescription>;
