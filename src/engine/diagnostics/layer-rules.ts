import type { LayerInspection } from '../../shared/api/inspection.ts';
import type { Mend } from '../../shared/design/analysis.ts';
import { changeRate, clipGradient, initialWeights, layerName, percent, say, show, type Rule } from './situation.ts';

/** Rules that read what was measured inside the layers. */

const thresholds = {
  /** Share of units that give 0 for every example. */
  dead: 0.5,
  /** Share of outputs in the flat ends of the activation. */
  saturated: 0.5,
  /** Spread of gradients at the first layer over that at the last. */
  vanishing: 1e-3,
  exploding: 1e3,
  /** log10 of update over weight: suspect outside. */
  smallUpdate: -4,
  largeUpdate: -2,
} as const;

const deadUnits: Rule = {
  name: 'dead-units',
  find: ({ document, inspection }) =>
    layersOf(inspection?.layers, (layer) => layer.dead !== null && layer.dead > thresholds.dead).map(({ layer, type, dead }) => ({
      rule: 'dead-units',
      severity: 'problem',
      layer,
      title: say('Most units are dead', '多数单元已失活'),
      evidence: say(`${layerName(document, layer, type).en}: ${percent(Number(dead))} of its units gave 0 for every example tried; no gradient reaches them any more.`, `${layerName(document, layer, type).zh}：${percent(Number(dead))} 的单元对所有试过的样本都输出 0，不再得到梯度。`),
      threshold: say(`More than ${percent(thresholds.dead)} of a layer's units.`, `超过该层 ${percent(thresholds.dead)} 的单元。`),
      tries: [
        { label: say('Leaky ReLU in its place', '换成 Leaky ReLU'), set: { [`network.layers.${layer}`]: { type: 'leaky-relu' } } },
        initialWeights('he-normal', say('He normal', 'He 正态')),
        changeRate(document, 0.1),
      ],
    })),
};

const saturation: Rule = {
  name: 'saturation',
  find: ({ document, inspection }) =>
    layersOf(inspection?.layers, (layer) => layer.saturated !== null && layer.saturated > thresholds.saturated).map(({ layer, type, saturated }) => ({
      rule: 'saturation',
      severity: 'hint',
      layer,
      title: say('The activation is saturated', '激活饱和'),
      evidence: say(`${layerName(document, layer, type).en}: ${percent(Number(saturated))} of its outputs lie in the flat ends, where hardly any gradient passes.`, `${layerName(document, layer, type).zh}：${percent(Number(saturated))} 的输出位于平坦的两端，几乎没有梯度通过。`),
      threshold: say(`More than ${percent(thresholds.saturated)} of a layer's outputs.`, `超过该层 ${percent(thresholds.saturated)} 的输出。`),
      tries: [batchNormBefore(layer), initialWeights('xavier-normal', say('Xavier normal', 'Xavier 正态')), { label: say('ReLU in its place', '换成 ReLU'), set: { [`network.layers.${layer}`]: { type: 'relu' } } }],
    })),
};

const gradientFlow: Rule = {
  name: 'gradient-flow',
  find({ document, inspection }) {
    const layers = (inspection?.layers ?? []).filter(({ gradients, weights }) => gradients !== null && weights !== null);
    const [first] = layers;
    const last = layers.at(-1);
    if (!first?.gradients || !last?.gradients || first === last || !(last.gradients.std > 0)) return [];
    const ratio = first.gradients.std / last.gradients.std;
    const vanish = ratio < thresholds.vanishing;
    if (!vanish && ratio < thresholds.exploding) return [];
    const [a, b] = [layerName(document, first.layer, first.type), layerName(document, last.layer, last.type)];
    const auto = initialWeights('auto', say('Automatic', '自动'));
    const title = vanish ? say('Gradients vanish on their way to the first layers', '梯度在传到前面各层时消失') : say('Gradients explode on their way to the first layers', '梯度在传到前面各层时爆炸');
    return [
      {
        rule: vanish ? 'vanishing-gradients' : 'exploding-gradients',
        severity: 'problem',
        layer: first.layer,
        title,
        evidence: say(`They deviate by ${show(first.gradients.std)} at ${a.en} and by ${show(last.gradients.std)} at ${b.en}.`, `${a.zh}处标准差为 ${show(first.gradients.std)}，${b.zh}处为 ${show(last.gradients.std)}。`),
        threshold: vanish ? say('Less than a thousandth of what they are at the last layer.', '不到最后一层的千分之一。') : say('More than a thousand times what they are at the last layer.', '超过最后一层的一千倍。'),
        tries: vanish ? [auto, batchNormBefore(first.layer + 1)] : [clipGradient, auto, changeRate(document, 0.1)],
      },
    ];
  },
};

const updateSize: Rule = {
  name: 'update-size',
  find({ document, inspection, totalSteps }) {
    const measured = (inspection?.layers ?? []).filter(({ updateRatio }) => updateRatio !== null);
    const large = measured.filter(({ updateRatio }) => Number(updateRatio) > thresholds.largeUpdate);
    // Late in a run small updates are as it should be.
    const early = (inspection?.step ?? 0) <= totalSteps / 2;
    const small = early ? measured.filter(({ updateRatio }) => Number(updateRatio) < thresholds.smallUpdate) : [];
    const healthy = say(`Healthy is about −3 (a thousandth of the weights per step); suspect is below ${show(thresholds.smallUpdate)} or above ${show(thresholds.largeUpdate)}.`, `健康值约为 −3（每步移动权重的千分之一）；低于 ${show(thresholds.smallUpdate)} 或高于 ${show(thresholds.largeUpdate)} 可疑。`);
    const about = (layers: readonly LayerInspection[]) => say(layers.map(({ layer, type, updateRatio }) => `${layerName(document, layer, type).en}: ${show(Number(updateRatio))}`).join(', '), layers.map(({ layer, type, updateRatio }) => `${layerName(document, layer, type).zh}：${show(Number(updateRatio))}`).join('，'));
    const finding = (layers: readonly LayerInspection[], rule: string, title: { en: string; zh: string }, factor: number) => ({
      rule,
      severity: 'hint' as const,
      layer: layers.length === 1 ? layers[0].layer : null,
      title,
      evidence: say(`log10 of update over weight, ${about(layers).en}.`, `更新量与权重之比的 log10，${about(layers).zh}。`),
      threshold: healthy,
      tries: [changeRate(document, factor)],
    });
    return [
      ...(large.length > 0 ? [finding(large, 'updates-too-large', say('Updates are too large', '更新过大'), 0.1)] : []),
      ...(small.length > 0 ? [finding(small, 'updates-too-small', say('Updates are too small', '更新过小'), 10)] : []),
    ];
  },
};

export const layerRules: readonly Rule[] = [deadUnits, saturation, gradientFlow, updateSize];

function layersOf(layers: readonly LayerInspection[] = [], matches: (layer: LayerInspection) => boolean): readonly LayerInspection[] {
  return layers.filter(matches);
}

function batchNormBefore(layer: number): Mend {
  return { label: say('Batch Norm in front of it', '在其前加批量归一化'), insert: { at: layer, layer: { type: 'batch-norm' } } };
}
