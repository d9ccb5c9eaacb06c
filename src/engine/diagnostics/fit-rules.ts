import type { Mend } from '../../shared/design/analysis.ts';
import { definitionOf } from '../catalog.ts';
import { percent, say, show, changeRate, type Rule, type Situation } from './situation.ts';

/** Rules that hold the training set against the examples the network has not seen. */

const thresholds = {
  /** Overfitting: training accuracy this much above the unseen one … */
  gap: 0.1,
  /** … or this much, while the unseen loss has risen by this share above its best. */
  smallGap: 0.03,
  risen: 0.1,
  /** Underfitting: after this share of the run … */
  progress: 0.5,
  /** … training accuracy is below this, with hardly any gap. */
  accuracy: 0.8,
  noGap: 0.03,
} as const;

const overfitting: Rule = {
  name: 'overfitting',
  find(situation) {
    const fit = fitOf(situation);
    if (!fit) return [];
    const { train, unseen, name, lossRisen } = fit;
    const gap = train - unseen;
    if (!(gap > thresholds.gap || (gap > thresholds.smallGap && lossRisen > thresholds.risen))) return [];
    const { regularization, training, data } = situation.document;
    const l2 = regularization.l2 > 0 ? Number((regularization.l2 * 10).toPrecision(3)) : 0.001;
    const stop: Mend = { label: say('Early stopping on the validation loss', '按验证损失早停'), set: { ...(data.validation > 0 ? {} : { 'data.validation': 0.1 }), 'training.earlyStopping': { patience: 5 } } };
    const rise = lossRisen > 0 ? say(`; its loss is ${percent(lossRisen)} above its best`, `；其损失比最佳值高 ${percent(lossRisen)}`) : say('', '');
    return [
      {
        rule: 'overfitting',
        severity: 'hint',
        layer: null,
        title: say('The network overfits', '过拟合'),
        evidence: say(`${percent(train)} on the training set, ${percent(unseen)} on the ${name.en} set${rise.en}.`, `训练集 ${percent(train)}，${name.zh} ${percent(unseen)}${rise.zh}。`),
        threshold: say(`A gap of more than ${thresholds.gap * 100} points, or of ${thresholds.smallGap * 100} with a loss ${percent(thresholds.risen)} above its best.`, `差距超过 ${thresholds.gap * 100} 个百分点，或超过 ${thresholds.smallGap * 100} 个百分点且损失比最佳值高 ${percent(thresholds.risen)}。`),
        tries: [{ label: say(`Weight decay ${show(l2)}`, `权值衰减 ${show(l2)}`), set: { 'regularization.l2': l2 } }, ...addDropout(situation), ...(training.earlyStopping == null ? [stop] : [])],
      },
    ];
  },
};

const underfitting: Rule = {
  name: 'underfitting',
  find(situation) {
    const fit = fitOf(situation);
    const step = situation.loss.steps.at(-1) ?? 0;
    if (!fit || step < thresholds.progress * situation.totalSteps) return [];
    const { train, unseen, name } = fit;
    if (train >= thresholds.accuracy || train - unseen > thresholds.noGap) return [];
    return [
      {
        rule: 'underfitting',
        severity: 'hint',
        layer: null,
        title: say('The network underfits', '欠拟合'),
        evidence: say(`After ${percent(step / situation.totalSteps)} of the run it knows ${percent(train)} of the training set and ${percent(unseen)} of the ${name.en} set.`, `训练进行到 ${percent(step / situation.totalSteps)} 时，训练集仅 ${percent(train)}，${name.zh} ${percent(unseen)}。`),
        threshold: say(`Less than ${percent(thresholds.accuracy)} on the training set after half of the run, with a gap of at most ${thresholds.noGap * 100} points.`, `训练过半时训练集准确率低于 ${percent(thresholds.accuracy)}，且差距不超过 ${thresholds.noGap * 100} 个百分点。`),
        tries: [changeRate(situation.document, 3), ...moreUnits(situation), longer(situation)],
      },
    ];
  },
};

export const fitRules: readonly Rule[] = [overfitting, underfitting];

/** Accuracy on the training set and on unseen examples (validation where there is one, else test), as last evaluated. */
function fitOf({ metrics }: Situation) {
  const train = metrics.trainAccuracy?.values.at(-1);
  const validated = (metrics.validationAccuracy?.values.length ?? 0) > 0;
  const unseen = (validated ? metrics.validationAccuracy : metrics.testAccuracy)?.values.at(-1);
  if (train === undefined || unseen === undefined) return undefined;
  const losses = (validated ? metrics.validationLoss : metrics.testLoss)?.values ?? [];
  const lossRisen = losses.length === 0 ? 0 : (losses.at(-1) ?? 0) / Math.min(...losses) - 1;
  return { train, unseen, lossRisen, name: validated ? say('validation', '验证集') : say('test', '测试集') };
}

/** Dropout behind the last hidden activation, where there is none yet. */
function addDropout({ document }: Situation): Mend[] {
  const traits = document.network.layers.map(({ type }) => definitionOf('layer', type).traits);
  const last = traits.findLastIndex((trait) => trait?.activation !== undefined && trait.activation !== 'linear');
  if (last < 0 || traits.some((trait) => trait?.stochastic)) return [];
  return [{ label: say('Dropout 0.2 after the last hidden layer', '在最后一个隐藏层后加 0.2 的 Dropout'), insert: { at: last + 1, layer: { type: 'dropout', rate: 0.2 } } }];
}

/** Twice as many units in the first hidden layer. */
function moreUnits({ document }: Situation): Mend[] {
  const sized = document.network.layers.flatMap((layer, index) => (typeof layer.units === 'number' ? [{ index, units: layer.units }] : []));
  if (sized.length < 2) return [];
  const { index, units } = sized[0];
  return [{ label: say(`${units * 2} units in the first hidden layer`, `第一个隐藏层 ${units * 2} 个单元`), set: { [`network.layers.${index}.units`]: units * 2 } }];
}

function longer({ document }: Situation): Mend {
  const { epochs, iterations } = document.training;
  if (epochs != null) return { label: say(`${epochs * 2} epochs`, `${epochs * 2} 轮`), set: { 'training.epochs': epochs * 2 } };
  return { label: say(`${Number(iterations) * 2} iterations`, `${Number(iterations) * 2} 次迭代`), set: { 'training.iterations': Number(iterations) * 2 } };
}
