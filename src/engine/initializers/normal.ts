import { number } from '../../shared/schema/kinds/index.ts';
import { python } from '../core/code.ts';
import { defineInitializer } from '../core/define.ts';
import { normalValues } from '../core/initializer.ts';

export default defineInitializer({
  type: 'normal',
  title: { en: 'Normal', zh: '正态分布' },
  summary: { en: 'Random weights around 0 with a standard deviation you choose.', zh: '以 0 为中心的随机权重，标准差由你选择。' },
  formula: 'W_{ij} \\sim \\mathcal{N}(0, \\sigma^2)',
  whenToUse: {
    en: 'To see what the spread does: too small and signals fade from layer to layer, too large and they saturate or explode.',
    zh: '用来观察分布宽度的影响：太小则信号逐层消失，太大则饱和或爆炸。',
  },
  reference: 'Deep Learning from Scratch, 6.2.2',
  icon: 'chart-spline',
  group: 'fixed',
  chapter: '6.2.2',
  parameters: {
    std: number({
      min: 0, max: 1000, default: 0.01, scale: 'log', slider: [1e-4, 1], symbol: '\\sigma',
      title: { en: 'Standard deviation', zh: '标准差' },
    }),
  },
  values: ({ std }, place) => normalValues(place, std),
  code: ({ std }) => ({ normal: python(std) }),
});
