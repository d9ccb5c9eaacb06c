import type { Finding } from '../../shared/api/advice.ts';
import { wordsOf } from '../../shared/api/reasons.ts';
import type { Mend } from '../../shared/design/analysis.ts';
import { changeRate, clipGradient, initialWeights, mean, median, percent, say, show, type Rule } from './situation.ts';

/** Rules that read the curve of the loss. */

const thresholds = {
  /** Steps before a curve is judged. */
  patience: 100,
  /** Share of the curve at each end that is compared. */
  end: 0.1,
  /** The loss has hardly moved if it fell by less than this share. */
  hardlyFallen: 0.02,
  /** It explodes where it has risen to this many times what it began with. */
  explosion: 3,
  /** It oscillates where its deviation over the last steps is this share of its mean, and it no longer falls. */
  oscillation: 0.5,
  window: 50,
} as const;

/** NaN or infinity ended the run. */
const diverged: Rule = {
  name: 'diverged',
  find({ document, failure }) {
    if (failure?.code !== 'training-diverged') return [];
    return [
      {
        rule: 'diverged',
        severity: 'problem',
        layer: typeof failure.detail.layer === 'number' ? failure.detail.layer : null,
        title: say('Training diverged', '训练发散'),
        evidence: wordsOf(failure),
        threshold: say('The loss, a gradient or a weight is NaN or infinite.', '损失、梯度或权重为 NaN 或无穷大。'),
        tries: [changeRate(document, 0.1), clipGradient, initialWeights('auto', say('Automatic', '自动'))],
      },
    ];
  },
};

/** The loss rises to many times its first value. */
const exploding: Rule = {
  name: 'exploding',
  find({ document, loss }) {
    const { first, last } = ends(loss.values);
    if (loss.values.length < 20 || !(last > thresholds.explosion * first)) return [];
    return [
      finding('exploding', 'problem', say('The loss is exploding', '损失爆炸'), say(`It began at ${show(first)} and is now ${show(last)}.`, `开始时为 ${show(first)}，现在为 ${show(last)}。`), say(`More than ${thresholds.explosion} times the first loss.`, `超过初始损失的 ${thresholds.explosion} 倍。`), [
        changeRate(document, 0.1),
        clipGradient,
      ]),
    ];
  },
};

/** The loss stays where it began. */
const notFalling: Rule = {
  name: 'not-falling',
  find({ document, loss }) {
    const steps = loss.steps.at(-1) ?? 0;
    const { first, last } = ends(loss.values);
    const fallen = 1 - last / first;
    if (steps < thresholds.patience || fallen >= thresholds.hardlyFallen || last > thresholds.explosion * first) return [];
    return [
      finding('not-falling', 'problem', say('The loss does not fall', '损失没有下降'), say(`After ${steps} steps it has gone from ${show(first)} to ${show(last)}.`, `${steps} 步后由 ${show(first)} 变为 ${show(last)}。`), say(`A fall of less than ${percent(thresholds.hardlyFallen)} in at least ${thresholds.patience} steps.`, `至少 ${thresholds.patience} 步内下降不到 ${percent(thresholds.hardlyFallen)}。`), [
        changeRate(document, 10),
        initialWeights('auto', say('Automatic', '自动')),
        { label: say('Adam with its defaults', '使用默认设置的 Adam'), set: { optimizer: { type: 'adam' } } },
      ]),
    ];
  },
};

/** The loss jumps up and down without getting lower. */
const oscillating: Rule = {
  name: 'oscillating',
  find({ document, loss }) {
    const { window } = thresholds;
    const recent = loss.values.slice(-window);
    const before = loss.values.slice(-2 * window, -window);
    if (before.length < window) return [];
    const average = mean(recent);
    const deviation = Math.sqrt(mean(recent.map((value) => (value - average) ** 2)));
    const falls = average < 0.98 * mean(before);
    // Small losses jump by nature: one hard example is enough.
    const small = average < 0.1 * ends(loss.values).first;
    if (deviation < thresholds.oscillation * average || falls || small) return [];
    const larger: Mend = { label: say(`Batches of ${document.training.batchSize * 2}`, `批大小 ${document.training.batchSize * 2}`), set: { 'training.batchSize': document.training.batchSize * 2 } };
    return [
      finding('oscillating', 'hint', say('The loss oscillates', '损失振荡'), say(`Over the last ${window} points it deviates by ${percent(deviation / average)} from its mean of ${show(average)} and falls no more.`, `最近 ${window} 个点偏离均值 ${show(average)} 达 ${percent(deviation / average)}，且不再下降。`), say(`A deviation of at least ${percent(thresholds.oscillation)} of the mean.`, `偏差不小于均值的 ${percent(thresholds.oscillation)}。`), [
        changeRate(document, 0.3),
        larger,
      ]),
    ];
  },
};

export const lossRules: readonly Rule[] = [diverged, exploding, notFalling, oscillating];

function finding(rule: string, severity: Finding['severity'], title: Finding['title'], evidence: Finding['evidence'], threshold: Finding['threshold'], tries: readonly Mend[]): Finding {
  return { rule, severity, layer: null, title, evidence, threshold, tries };
}

/** Medians of both ends of a curve. */
function ends(values: readonly number[]): { readonly first: number; readonly last: number } {
  const length = Math.max(1, Math.round(values.length * thresholds.end));
  return { first: median(values.slice(0, length)), last: median(values.slice(-length)) };
}
