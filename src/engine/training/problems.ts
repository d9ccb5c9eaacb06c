import type { RunDocument } from '../../shared/experiment/document.ts';
import type { DesignProblem, Mend } from '../../shared/design/analysis.ts';
import type { Localized } from '../../shared/schema/localized.ts';
import { definitions, definitionOf } from '../catalog.ts';
import type { ActivationKind } from '../core/initializer.ts';
import type { RunLength } from './rates.ts';
import type { LayerPlan, NetworkPlan } from './network.ts';
import type { DataShape } from './plan.ts';

/** What is known when a document is looked over before it trains. */
interface Situation {
  readonly document: RunDocument;
  readonly network: NetworkPlan;
  readonly data: DataShape;
  readonly length: RunLength;
  /** Layers with weights, in order. */
  readonly weighted: readonly LayerPlan[];
}

type Rule = (situation: Situation) => DesignProblem[];

/** Everything that is wrong, or probably not meant, in a document whose form is valid. */
export function findProblems(situation: Omit<Situation, 'weighted'>): DesignProblem[] {
  const weighted = situation.network.layers.filter((layer) => layer.tensors.some((tensor) => tensor.isWeight));
  const problems = rules.flatMap((rule) => rule({ ...situation, weighted }));
  return problems.toSorted((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'));
}

const noWeights: Rule = ({ weighted, data }) =>
  weighted.length > 0
    ? []
    : [
        error('network.layers', say('The network has no weights: there is nothing to train.', '网络没有权重：没有可训练的东西。'), [
          { label: say(`Add an affine layer with ${data.outputs} units`, `添加一个 ${data.outputs} 单元的仿射层`), insert: { at: 0, layer: { type: 'affine', units: data.outputs } } },
        ]),
      ];

const wrongOutputs: Rule = ({ network, data, weighted }) => {
  if (weighted.length === 0 || network.outputs === data.outputs) return [];
  const last = network.layers.findLast((layer) => 'units' in layer.definition.parameters);
  const what = data.task === 'classification' ? say(`the data has ${data.outputs} classes`, `数据有 ${data.outputs} 个类别`) : say(`the data has ${data.outputs} values to predict`, `数据有 ${data.outputs} 个待预测的值`);
  const path = last ? layerPath(last, 'units') : 'network.layers';
  return [
    error(path, say(`The network ends with ${network.outputs} outputs, but ${what.en}.`, `网络以 ${network.outputs} 个输出结束，但${what.zh}。`), last ? [{ label: say(`Set ${data.outputs} units`, `设为 ${data.outputs} 个单元`), set: { [path]: data.outputs } }] : []),
  ];
};

const lossForOtherTask: Rule = ({ network, data }) => {
  const { definition } = network.loss;
  if (definition.tasks.includes(data.task)) return [];
  const fitting = definitions.loss.filter((loss) => loss.tasks.includes(data.task));
  const task = data.task === 'classification' ? say('classes', '类别') : say('numbers', '数值');
  return [
    error('network.loss', say(`${definition.title.en} does not go with this data, which has ${task.en} to predict.`, `${definition.title.zh}不适用于此数据：要预测的是${task.zh}。`), fitting.map((loss) => ({ label: say(`Use ${loss.title.en}`, `改用${loss.title.zh}`), set: { 'network.loss': { type: loss.type } } }))),
  ];
};

const softmaxTwice: Rule = ({ network }) => {
  const twice = network.layers.filter(({ definition, index }) => definition.traits?.probabilities && (network.loss.definition.appliesSoftmax || network.layers[index + 1]?.definition.traits?.probabilities));
  const [en, zh] = network.loss.definition.appliesSoftmax ? [`${network.loss.definition.title.en} already contains softmax`, `${network.loss.definition.title.zh}已包含 softmax`] : ['The next layer is softmax again', '下一层又是 softmax'];
  return twice.map((layer) => warning(layerPath(layer), say(`${en}: applied twice, its gradients become very small.`, `${zh}：应用两次会使梯度非常小。`), [removal(layer)]));
};

const randomAfterLastWeights: Rule = ({ network, weighted }) => {
  const last = weighted.at(-1)?.index ?? Infinity;
  return network.layers
    .filter(({ definition, index }) => definition.traits?.stochastic && index > last)
    .map((layer) => warning(layerPath(layer), say(`${layer.definition.title.en} after the last layer with weights switches off outputs that the loss needs.`, `在最后一个有权重的层之后使用 ${layer.definition.title.zh} 会关闭损失所需的输出。`), [removal(layer)]));
};

const activationAtTheEnd: Rule = ({ network, weighted, data }) => {
  const last = weighted.at(-1)?.index ?? Infinity;
  if (!network.loss.definition.appliesSoftmax && data.task === 'classification') return [];
  return network.layers
    .filter(({ definition, index }) => index > last && definition.traits?.activation !== undefined && definition.traits.activation !== 'linear')
    .map((layer) => warning(layerPath(layer), say(`${layer.definition.title.en} at the end limits what the network can answer; this loss expects outputs without an activation.`, `末尾的 ${layer.definition.title.zh} 限制了网络能给出的答案；这个损失要求输出不经激活。`), [removal(layer)]));
};

const nothingBetweenWeights: Rule = ({ network, weighted }) =>
  weighted.slice(1).flatMap((layer, i) => {
    const between = network.layers.slice(weighted[i].index + 1, layer.index);
    if (between.some(({ definition }) => (definition.traits?.activation ?? 'linear') !== 'linear' || definition.traits?.probabilities)) return [];
    const insert: Mend = { label: say('Add ReLU in front of it', '在其前添加 ReLU'), insert: { at: layer.index, layer: { type: 'relu' } } };
    return [warning(layerPath(layer), say('No activation function in front of this layer: two affine layers in a row can do no more than one.', '此层之前没有激活函数：两个相连的仿射层并不比一个更强。'), [insert])];
  });

const tooSmallBatch: Rule = ({ document, network, length, data }) => {
  const needy = network.layers.find(({ definition }) => definition.traits?.needsBatch);
  if (!needy) return [];
  const { batchSize, sampling } = document.training;
  const title = needy.definition.title;
  if (batchSize === 1) return [warning('training.batchSize', say(`${title.en} needs at least two examples: with a batch of 1 every output is the same.`, `${title.zh}至少需要两个样本：批大小为 1 时所有输出都相同。`), [{ label: say('Use batches of 100', '批大小设为 100'), set: { 'training.batchSize': 100 } }])];
  if (sampling === 'with-replacement' || length.stepsPerEpoch < 2 || data.train % batchSize !== 1) return [];
  return [warning('training.batchSize', say(`The last batch of every epoch holds a single example, which ${title.en} cannot normalize.`, `每轮的最后一批只有一个样本，${title.zh}无法对其归一化。`), [{ label: say(`Use batches of ${batchSize - 1}`, `批大小设为 ${batchSize - 1}`), set: { 'training.batchSize': batchSize - 1 } }])];
};

const weightsForOtherActivation: Rule = ({ weighted }) => {
  const byPath = new Map<string, LayerPlan>();
  for (const layer of weighted) {
    const { suits } = layer.initializer.definition;
    if (suits && layer.followedBy !== 'linear' && !suits.includes(layer.followedBy) && !byPath.has(layer.initializer.path)) byPath.set(layer.initializer.path, layer);
  }
  return [...byPath].map(([path, { initializer, followedBy }]) => {
    const better = definitions.initializer.find(({ suits }) => suits?.includes(followedBy));
    const name = activationName(followedBy);
    const mends = better ? [{ label: say(`Use ${better.title.en}`, `改用 ${better.title.zh}`), set: { [path]: { scheme: better.type } } }] : [];
    return warning(path, say(`${initializer.definition.title.en} weights are not made for ${name.en}: signals ${followedBy === 'rectifier' ? 'fade' : 'grow'} from layer to layer.`, `${initializer.definition.title.zh}权重不适合${name.zh}：信号会逐层${followedBy === 'rectifier' ? '减弱' : '变大'}。`), mends);
  });
};

const symmetricWeights: Rule = ({ weighted }) => {
  // A single layer of weights has no hidden units that could be copies of each other.
  const hidden = weighted.slice(0, -1).filter(({ initializer }) => initializer.definition.symmetric);
  const paths = new Set(hidden.map(({ initializer }) => initializer.path));
  return [...paths].map((path) => warning(path, say('All units of a hidden layer begin alike and get the same gradient: they stay copies of each other.', '隐藏层的所有单元起始相同、梯度相同：它们将始终互为副本。'), [{ label: say('Use automatic initial weights', '改用自动的权重初始值'), set: { [path]: { scheme: 'auto' } } }]));
};

const watchesMissingValidation: Rule = ({ document, data }) => {
  if (data.validation > 0) return [];
  const mend: Mend = { label: say('Hold out 10 % for validation', '留出 10 % 作验证'), set: { 'data.validation': 0.1 } };
  const problems: DesignProblem[] = [];
  if (document.training.earlyStopping != null) problems.push(error('training.earlyStopping', say('Early stopping watches the validation set, but no examples are held out for one.', '早停要观察验证集，但没有留出验证样本。'), [mend, { label: say('Train without early stopping', '不用早停'), set: { 'training.earlyStopping': null } }]));
  if (definitionOf('schedule', document.schedule.type).observe) problems.push(error('schedule', say('This schedule watches the validation loss, but no examples are held out for it.', '此调度要观察验证损失，但没有留出验证样本。'), [mend, { label: say('Use a constant learning rate', '使用恒定学习率'), set: { schedule: { type: 'constant' } } }]));
  return problems;
};

const rules: readonly Rule[] = [noWeights, wrongOutputs, lossForOtherTask, watchesMissingValidation, softmaxTwice, randomAfterLastWeights, activationAtTheEnd, nothingBetweenWeights, tooSmallBatch, weightsForOtherActivation, symmetricWeights];

const say = (en: string, zh: string): Localized => ({ en, zh });
const error = (path: string, message: Localized, mends: readonly Mend[]): DesignProblem => ({ path, severity: 'error', message, mends });
const warning = (path: string, message: Localized, mends: readonly Mend[]): DesignProblem => ({ path, severity: 'warning', message, mends });
const removal = ({ index, definition }: LayerPlan): Mend => ({ label: say(`Remove ${definition.title.en}`, `移除 ${definition.title.zh}`), remove: [index] });

function layerPath({ index }: LayerPlan, key?: string): string {
  return key === undefined ? `network.layers.${index}` : `network.layers.${index}.${key}`;
}

function activationName(kind: ActivationKind): Localized {
  return kind === 'rectifier' ? say('ReLU and its relatives', 'ReLU 及其同类') : say('sigmoid and tanh', 'sigmoid 和 tanh');
}
