import type { Localized } from '../schema/localized.ts';
import { documentFormat } from '../experiment/document.ts';

/** A network to start from. Its document holds what differs from the defaults; checking it fills in the rest. */
export interface Template {
  readonly key: string;
  readonly title: Localized;
  /** What a document made from it is called; the title where left out. */
  readonly name?: Localized;
  /** One line: what it is for. */
  readonly summary: Localized;
  readonly icon: string;
  readonly document: Readonly<Record<string, unknown>>;
}

const hidden = (units: number, ...after: readonly Record<string, unknown>[]) => [{ type: 'affine', units }, ...after];
const repeated = (times: number, layers: readonly Record<string, unknown>[]) => Array.from({ length: times }, () => layers).flat();
const relu = { type: 'relu' };
const output = (units: number) => ({ type: 'affine', units });

/** The networks of the chapter and a few around them, from small to deep. */
export const templates: readonly Template[] = [
  {
    key: 'empty',
    title: { en: 'Empty network', zh: '空网络' },
    name: { en: 'New network', zh: '新网络' },
    summary: { en: 'Nothing yet: build it layer by layer', zh: '还什么都没有：一层一层地搭建' },
    icon: 'i-lucide-square-dashed',
    document: {
      format: documentFormat,
      name: 'New network',
      data: { source: 'auto' },
      network: { layers: [] },
      optimizer: { type: 'sgd', lr: 0.1 },
      training: { batchSize: 100, epochs: 10 },
    },
  },
  {
    key: 'logistic',
    title: { en: 'Logistic regression', zh: '逻辑回归' },
    summary: { en: 'One affine layer: no hidden units, a straight border between classes', zh: '只有一个仿射层：没有隐藏单元，类别之间是直线边界' },
    icon: 'i-lucide-minus',
    document: {
      format: documentFormat,
      name: 'Logistic regression',
      data: { source: 'auto' },
      network: { layers: [output(10)] },
      optimizer: { type: 'sgd', lr: 0.1 },
      training: { batchSize: 100, epochs: 10 },
    },
  },
  {
    key: 'two',
    title: { en: 'Two layers', zh: '两层网络' },
    summary: { en: '50 hidden units: the first network of the book', zh: '50 个隐藏单元：书中的第一个网络' },
    icon: 'i-lucide-layers-2',
    document: {
      format: documentFormat,
      name: 'Two layers',
      data: { source: 'auto' },
      network: { init: { scheme: 'normal', std: 0.01 }, layers: [...hidden(50, relu), output(10)] },
      optimizer: { type: 'sgd', lr: 0.1 },
      training: { batchSize: 100, epochs: 16, sampling: 'with-replacement' },
    },
  },
  {
    key: 'norm',
    title: { en: 'Two hidden layers with Batch Norm', zh: '带批量归一化的两个隐藏层' },
    summary: { en: 'A sound start for digits: Batch Norm, Adam and a cosine schedule', zh: '识别数字的稳妥起点：批量归一化、Adam、余弦退火' },
    icon: 'i-lucide-sliders-vertical',
    document: {
      format: documentFormat,
      name: 'Two hidden layers with Batch Norm',
      data: { source: 'auto', validation: 0.1 },
      network: { init: { scheme: 'he-normal' }, layers: [...repeated(2, hidden(100, { type: 'batch-norm' }, relu)), output(10)] },
      optimizer: { type: 'adam', lr: 0.001 },
      schedule: { type: 'cosine' },
      regularization: { l2: 1e-4 },
      training: { batchSize: 128, epochs: 20 },
    },
  },
  {
    key: 'five',
    title: { en: 'Five layers', zh: '五层网络' },
    summary: { en: 'Four hidden layers of 100: the chapter compares initial weights and optimizers on it', zh: '四个 100 单元的隐藏层：本章用它比较权重初始值和优化器' },
    icon: 'i-lucide-layers',
    document: {
      format: documentFormat,
      name: 'Five layers',
      data: { source: 'auto' },
      network: { init: { scheme: 'he-normal' }, layers: [...repeated(4, hidden(100, relu)), output(10)] },
      optimizer: { type: 'sgd', lr: 0.01 },
      training: { batchSize: 128, iterations: 2000, sampling: 'with-replacement' },
      editor: { blocks: [{ at: 0, length: 2, times: 4 }] },
    },
  },
  {
    key: 'seven',
    title: { en: 'Seven layers', zh: '七层网络' },
    summary: { en: 'Six hidden layers and 300 examples: it overfits, as the chapter shows', zh: '六个隐藏层和 300 个样本：如本章所示，它会过拟合' },
    icon: 'i-lucide-layers-3',
    document: {
      format: documentFormat,
      name: 'Seven layers',
      data: { source: 'auto', take: 300 },
      network: { init: { scheme: 'he-normal' }, layers: [...repeated(6, hidden(100, relu)), output(10)] },
      optimizer: { type: 'sgd', lr: 0.01 },
      training: { batchSize: 100, epochs: 201, sampling: 'with-replacement' },
      editor: { blocks: [{ at: 0, length: 2, times: 6 }] },
    },
  },
  {
    key: 'spiral',
    title: { en: 'Spiral', zh: '螺旋' },
    summary: { en: 'Points in a plane whose classes wind around each other', zh: '平面上的点，各类别相互缠绕' },
    icon: 'i-lucide-shell',
    document: {
      format: documentFormat,
      name: 'Spiral',
      data: { source: 'spiral' },
      network: { init: { scheme: 'auto' }, layers: [...repeated(2, hidden(32, { type: 'tanh' })), output(3)] },
      optimizer: { type: 'adam', lr: 0.01 },
      training: { batchSize: 32, epochs: 200 },
    },
  },
  {
    key: 'sine',
    title: { en: 'Regression', zh: '回归' },
    summary: { en: 'One number in, one number out: the network bends itself to a sine curve', zh: '一个数进、一个数出：网络把自己弯成正弦曲线' },
    icon: 'i-lucide-audio-waveform',
    document: {
      format: documentFormat,
      name: 'Regression',
      data: { source: 'sine' },
      network: { init: { scheme: 'auto' }, layers: [...repeated(2, hidden(32, { type: 'tanh' })), output(1)], loss: { type: 'mean-squared-error' } },
      optimizer: { type: 'adam', lr: 0.01 },
      training: { batchSize: 32, epochs: 200 },
    },
  },
];

/** A template by its key. */
export function findTemplate(key: string): Template | undefined {
  return templates.find((template) => template.key === key);
}
