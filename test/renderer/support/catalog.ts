import type { CatalogDescription, DefinitionDescription, SlotName } from '../../../src/shared/schema/definition.ts';
import { boolean, choice, definition, integer, number, numberList, file, type ParameterDescription } from '../../../src/shared/schema/kinds/index.ts';

/** A catalog with every kind of parameter in it, declared as the engine declares its own. */

function declare(slot: SlotName, type: string, en: string, zh: string, formula: string, parameters: Record<string, ParameterDescription> = {}): DefinitionDescription {
  return {
    slot,
    type,
    title: { en, zh },
    summary: { en: `What ${en} does, in one sentence.`, zh: `${zh}的作用，一句话。` },
    formula,
    whenToUse: { en: `When ${en} is a good choice.`, zh: `何时选择${zh}。` },
    reference: 'Deep Learning from Scratch, chapter 6',
    parameters,
  };
}

const lr = number({ title: { en: 'Learning rate', zh: '学习率' }, symbol: '\\eta', default: 0.01, min: 0, exclusiveMin: true, scale: 'log', slider: [1e-5, 1] });
const momentum = number({ title: { en: 'Momentum', zh: '动量' }, symbol: '\\alpha', default: 0.9, min: 0, max: 1, exclusiveMax: true });

export const catalog: CatalogDescription = {
  layer: [
    declare('layer', 'affine', 'Affine', '全连接', '\\mathbf{y} = \\mathbf{x}W + \\mathbf{b}', {
      units: integer({ title: { en: 'Units', zh: '单元数' }, default: 100, min: 1, max: 100_000, scale: 'log', slider: [1, 1000] }),
      init: definition({ slot: 'initializer', title: { en: 'Initial weights', zh: '权重初始值' }, help: { en: 'Left out: the network’s.', zh: '省略时使用网络的设置。' }, optional: true }),
      bias: number({ title: { en: 'Initial bias', zh: '偏置初始值' }, default: 0, slider: [-1, 1] }),
      decay: boolean({ title: { en: 'Weight decay', zh: '权值衰减' }, help: { en: 'Applies to W', zh: '作用于 W' }, default: true }),
    }),
    declare('layer', 'relu', 'ReLU', 'ReLU', 'y = \\max(0, x)'),
    declare('layer', 'batch-norm', 'Batch norm', '批量归一化', '\\hat{x} = \\frac{x-\\mu_B}{\\sqrt{\\sigma_B^2+\\varepsilon}}', { momentum }),
    declare('layer', 'dropout', 'Dropout', 'Dropout', 'y = \\frac{m}{1-p}\\,x', {
      rate: number({ title: { en: 'Rate', zh: '比率' }, symbol: 'p', default: 0.5, min: 0, max: 1, exclusiveMax: true }),
      scaling: choice({
        title: { en: 'Scaling', zh: '缩放' },
        default: 'inverted',
        options: [
          { value: 'inverted', title: { en: 'while training', zh: '训练时' } },
          { value: 'at-test', title: { en: 'when testing', zh: '测试时' } },
        ],
      }),
    }),
  ],
  loss: [declare('loss', 'softmax-cross-entropy', 'Softmax cross-entropy', 'Softmax 交叉熵', 'L = -\\log p_t')],
  initializer: [
    declare('initializer', 'normal', 'Normal', '正态分布', 'W \\sim N(0, \\sigma^2)', { std: number({ title: { en: 'Standard deviation', zh: '标准差' }, symbol: '\\sigma', default: 0.01, min: 0, scale: 'log', slider: [1e-4, 1] }) }),
    declare('initializer', 'he-normal', 'He normal', 'He 正态', '\\sigma = \\sqrt{2/n_{\\mathrm{in}}}'),
    declare('initializer', 'file', 'From a file', '来自文件', 'W \\leftarrow \\text{file}', { path: file({ title: { en: 'File', zh: '文件' } }) }),
  ],
  optimizer: [
    declare('optimizer', 'sgd', 'SGD', 'SGD', 'W \\leftarrow W - \\eta\\,\\nabla L', { lr }),
    declare('optimizer', 'momentum', 'Momentum', 'Momentum', 'v \\leftarrow \\alpha v - \\eta\\,\\nabla L', { lr, momentum }),
    declare('optimizer', 'nesterov', 'Nesterov', 'Nesterov', 'v \\leftarrow \\alpha v - \\eta\\,\\nabla L', { lr, momentum }),
    declare('optimizer', 'adagrad', 'AdaGrad', 'AdaGrad', 'h \\leftarrow h + g^2', { lr }),
    declare('optimizer', 'rmsprop', 'RMSProp', 'RMSProp', 'h \\leftarrow \\rho h + (1-\\rho) g^2', { lr, decay: number({ title: { en: 'Decay', zh: '衰减率' }, symbol: '\\rho', default: 0.99, min: 0, max: 1 }) }),
    declare('optimizer', 'adam', 'Adam', 'Adam', 'W \\leftarrow W - \\eta\\,\\frac{\\hat m}{\\sqrt{\\hat v}+\\varepsilon}', {
      lr: { ...lr, default: 0.001 },
      beta1: number({ title: { en: 'First moment', zh: '一阶矩' }, symbol: '\\beta_1', default: 0.9, min: 0, max: 1, exclusiveMax: true }),
      beta2: number({ title: { en: 'Second moment', zh: '二阶矩' }, symbol: '\\beta_2', default: 0.999, min: 0, max: 1, exclusiveMax: true }),
    }),
  ],
  schedule: [
    declare('schedule', 'constant', 'Constant', '恒定', '\\eta_t = \\eta'),
    declare('schedule', 'multi-step', 'Multi-step', '多阶段', '\\eta_t = \\eta\\,\\gamma^{\\#\\{m \\le t\\}}', {
      milestones: numberList({ title: { en: 'Milestones', zh: '里程碑' }, default: [10, 50], integer: true, min: 0, increasing: true }),
      gamma: number({ title: { en: 'Factor', zh: '系数' }, symbol: '\\gamma', default: 0.7, min: 0, max: 1 }),
    }),
  ],
  dataset: [declare('dataset', 'mnist', 'MNIST', 'MNIST', ''), declare('dataset', 'digits', 'Digits', '内置数字', '')],
};
