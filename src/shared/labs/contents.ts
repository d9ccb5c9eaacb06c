import type { Localized } from '../schema/localized.ts';

/** The labs, by the name their page has. */
export const labNames = ['forward-pass', 'gradients', 'computational-graph', 'optimizer-paths', 'initial-weights', 'batch-norm', 'dropout'] as const;
export type LabName = (typeof labNames)[number];

export type ContentsEntry =
  | { readonly kind: 'lab'; readonly name: LabName; readonly title: Localized; readonly summary: Localized }
  | { readonly kind: 'recipe'; readonly name: string; readonly title: Localized };

export interface ContentsSection {
  /** Number in the book; `+` for what goes further. */
  readonly number: string;
  readonly title: Localized;
  readonly entries: readonly ContentsEntry[];
}

const lab = (name: LabName, en: string, zh: string, summaryEn: string, summaryZh: string): ContentsEntry => ({ kind: 'lab', name, title: { en, zh }, summary: { en: summaryEn, zh: summaryZh } });
const recipe = (name: string, en: string, zh: string): ContentsEntry => ({ kind: 'recipe', name, title: { en, zh } });

/** The chapter on training techniques, section by section, after the chapters it builds upon; titles are short, for a narrow list. */
export const contents: readonly ContentsSection[] = [
  {
    number: '3–5',
    title: { en: 'What it builds on', zh: '准备知识' },
    entries: [
      lab('forward-pass', 'Forward pass by hand', '手算前向传播', 'A three-layer network worked out number by number; activation functions, softmax and losses drawn.', '把三层网络一个数一个数地算出来；画出激活函数、softmax 和损失。'),
      lab('gradients', 'Gradients', '梯度', 'Numerical differentiation, partial and directional derivatives, the gradient field, learning rates too small and too large.', '数值微分、偏导数与方向导数、梯度场，以及过小和过大的学习率。'),
      recipe('linear-regression', 'Linear regression', '线性回归'),
      lab('computational-graph', 'Computational graph', '计算图', 'Two apples and three oranges with tax: 715, and what flows back. Or type your own formula.', '两个苹果、三个橘子加消费税：715，以及反向传回的导数。也可以输入自己的公式。'),
      recipe('two-layer', 'A two-layer network', '两层神经网络'),
    ],
  },
  {
    number: '6.1',
    title: { en: 'Updating parameters', zh: '参数的更新' },
    entries: [
      lab('optimizer-paths', 'Optimizer paths', '最优化路径', 'All optimizers released from one point of a surface, step by step, with their numbers.', '所有优化器从曲面上同一点出发，一步一步，带着数字。'),
      recipe('optimizer-comparison', 'Six optimizers compared', '六种优化器的比较'),
    ],
  },
  {
    number: '6.2',
    title: { en: 'Initial weights', zh: '权重的初始值' },
    entries: [
      lab('initial-weights', 'Activations under initial weights', '激活值的分布', 'Histograms of five layers under std 1, 0.01, Xavier and He, for sigmoid, tanh and ReLU.', '标准差 1、0.01、Xavier、He 与 sigmoid、tanh、ReLU 下，五层激活值的直方图。'),
      recipe('weight-init-comparison', 'Three initial weights', '三种初始值的比较'),
      recipe('symmetric-weights', 'Symmetric weights', '对称的权重'),
      recipe('vanishing-gradients', 'Vanishing gradients', '梯度消失'),
    ],
  },
  {
    number: '6.3',
    title: { en: 'Batch Norm', zh: '批量归一化' },
    entries: [
      recipe('batch-norm-scales', '16 weight scales', '16 种权重尺度'),
      lab('batch-norm', 'Batch Norm microscope', '批量归一化显微镜', 'One mini-batch through normalize, γ and β, forward and backward, with every number of the graph.', '一个小批量依次经过归一化、γ 和 β，正向与反向，图上的每个数都在。'),
      recipe('input-scaling', 'Scaling the input', '输入的缩放'),
    ],
  },
  {
    number: '6.4',
    title: { en: 'Regularization', zh: '正则化' },
    entries: [
      recipe('overfit-weight-decay', 'Overfitting and weight decay', '过拟合与权值衰减'),
      recipe('l1-l2', 'L1 and L2', 'L1 与 L2'),
      lab('dropout', 'Dropout', 'Dropout', 'The same input again and again: which units fall out, and how training and test outputs agree.', '同一个输入反复通过：哪些单元被丢弃，训练和测试的输出又如何一致。'),
      recipe('overfit-dropout', 'Overfitting and Dropout', '过拟合与 Dropout'),
      recipe('dropout-as-ensemble', 'Dropout as an ensemble', 'Dropout 与集成'),
    ],
  },
  {
    number: '6.5',
    title: { en: 'Hyperparameters', zh: '超参数的验证' },
    entries: [recipe('hyperparameter-search', 'Random search', '随机搜索')],
  },
  {
    number: '+',
    title: { en: 'Going further', zh: '进一步' },
    entries: [recipe('learning-rate-schedules', 'Learning-rate schedules', '学习率调度'), recipe('batch-size', 'Batch size', '批的大小')],
  },
];

/** All entries in reading order. */
export const allEntries: readonly ContentsEntry[] = contents.flatMap((section) => section.entries);
