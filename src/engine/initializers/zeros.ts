import { defineInitializer } from '../core/define.ts';
import { equalValues } from '../core/initializer.ts';

export default defineInitializer({
  type: 'zeros',
  title: { en: 'Zeros', zh: '全零' },
  summary: { en: 'Every weight begins at 0.', zh: '每个权重都从 0 开始。' },
  formula: 'W_{ij} = 0',
  whenToUse: {
    en: 'Only to see that it fails: all units of a layer get the same gradient and never become different. Biases always begin this way.',
    zh: '只为看它如何失败：同一层的所有单元得到相同的梯度，永远不会变得不同。偏置则总是从零开始。',
  },
  reference: 'Deep Learning from Scratch, 6.2.1',
  icon: 'circle',
  group: 'fixed',
  chapter: '6.2.1',
  parameters: {},
  symmetric: true,
  values: (_options, place) => equalValues(place, 0),
  code: () => ({ constant: '0' }),
});
