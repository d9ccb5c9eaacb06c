import type { DesignProblem, Mend } from '../../shared/design/analysis.ts';
import type { Localized } from '../../shared/schema/localized.ts';
import { definitionOf, definitions } from '../../engine/catalog.ts';
import type { NetworkSection } from '../../shared/experiment/document.ts';
import type { LayerPlan, NetworkPlan } from '../../engine/training/network.ts';
import type { FirstBatch } from './first-batch.ts';

/** A first loss so many times that of guessing is a warning. */
const wideLoss = 2;
/** Spread of a hidden layer's outputs below which nothing is left of the signal. */
const faded = 1e-3;
/** Share of outputs in the flat ends from which gradients hardly pass. */
const flat = 0.5;

/** What the first batch shows to be wrong with the initial weights. One warning at a time: the first layer that goes wrong spoils those behind it. */
export function firstBatchProblems(network: NetworkPlan, init: NetworkSection['init'], batch: FirstBatch, classes: number | null): DesignProblem[] {
  const weighted = network.layers.filter((layer) => layer.tensors.some((tensor) => tensor.isWeight));
  const found = saturatedLayer(network, weighted, batch) ?? fadedSignal(network, weighted, batch) ?? wideFirstLoss(network, weighted, batch, classes);
  return found ? [{ path: `network.layers.${found.layer.index}`, severity: 'warning', message: found.message, mends: [betterWeights(found.layer, init)] }] : [];
}

/** A layer whose weights are to blame. */
interface Found {
  readonly layer: LayerPlan;
  readonly message: Localized;
}

function wideFirstLoss(network: NetworkPlan, weighted: readonly LayerPlan[], { loss, layers }: FirstBatch, classes: number | null): Found | undefined {
  if (classes === null || !network.loss.definition.appliesSoftmax) return undefined;
  const guessing = Math.log(classes);
  if (loss <= wideLoss * guessing) return undefined;
  // The layer that widens the signal most is the one to change.
  const widening = weighted.map((layer) => ({ layer, by: (layers[layer.index]?.std ?? 0) / Math.max(1e-9, layers[layer.index - 1]?.std ?? 1) }));
  const [worst] = widening.toSorted((a, b) => b.by - a.by);
  if (!worst) return undefined;
  const first = Number.isFinite(loss) ? loss.toFixed(2) : '∞';
  return {
    layer: worst.layer,
    message: {
      en: `Weights this wide make the first loss ${first} instead of about ${guessing.toFixed(1)}.`,
      zh: `权重过宽，使初始损失为 ${first}，而不是约 ${guessing.toFixed(1)}。`,
    },
  };
}

function fadedSignal(network: NetworkPlan, weighted: readonly LayerPlan[], { layers }: FirstBatch): Found | undefined {
  for (const layer of weighted.slice(0, -1)) {
    const std = layers[layer.index]?.std ?? 1;
    // Equal weights are told of elsewhere; normalization brings the signal back.
    if (std >= faded || layer.initializer.definition.symmetric || normalizedAfter(network, layer)) continue;
    const size = std.toExponential(0).replace('-', '−');
    return {
      layer,
      message: {
        en: `The signal has faded: the outputs of this layer spread by ${size} only, whatever comes in.`,
        zh: `信号已经消失：无论输入什么，这一层的输出只相差 ${size}。`,
      },
    };
  }
  return undefined;
}

function saturatedLayer(network: NetworkPlan, weighted: readonly LayerPlan[], { saturated }: FirstBatch): Found | undefined {
  const layer = network.layers.find(({ index }) => (saturated[index] ?? 0) >= flat);
  const source = layer && weighted.findLast(({ index }) => index < layer.index);
  if (!layer || !source) return undefined;
  const share = `${Math.round((saturated[layer.index] ?? 0) * 100)} %`;
  return {
    layer: source,
    message: {
      en: `Weights this wide put ${share} of the outputs of ${layer.definition.title.en} into its flat ends, where no gradient passes.`,
      zh: `权重过宽，使 ${layer.definition.title.zh} 有 ${share} 的输出落在平坦的两端，梯度无法通过。`,
    },
  };
}

function normalizedAfter(network: NetworkPlan, { index }: LayerPlan): boolean {
  const next = network.layers[index + 1];
  return next?.definition.traits?.needsBatch === true;
}

/** Back to what the network says, where that is made for the job; else the scheme that the layer's activation asks for. */
function betterWeights({ initializer, followedBy }: LayerPlan, init: NetworkSection['init']): Mend {
  const networks = definitionOf('initializer', init.scheme);
  const own = initializer.path !== 'network.init';
  const fits = networks.suits !== undefined && (followedBy === 'linear' || networks.suits.includes(followedBy));
  const use = (title: Localized): Localized => ({ en: `Use ${title.en}`, zh: `改用${title.zh}` });
  if (own && (fits || init.scheme === 'auto')) return { label: use(networks.title), set: { [initializer.path]: null } };
  const wanted = definitions.initializer.find(({ suits }) => suits?.includes(followedBy)) ?? definitionOf('initializer', 'auto');
  return { label: use(wanted.title), set: { [initializer.path]: { scheme: wanted.type } } };
}
