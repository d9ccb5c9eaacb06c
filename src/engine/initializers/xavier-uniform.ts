import { defineInitializer } from '../core/define.ts';
import { uniformValues } from '../core/initializer.ts';

export default defineInitializer({
  type: 'xavier-uniform',
  title: { en: 'Xavier uniform', zh: 'Xavier 均匀' },
  summary: { en: 'Uniform weights with the standard deviation √(1/n_in).', zh: '均匀权重，标准差为 √(1/n_in)。' },
  formula: 'W_{ij} \\sim \\mathcal{U}(-a, a), \\quad a = \\sqrt{3 / n_{in}}',
  whenToUse: {
    en: 'Like Xavier normal, without the rare large weights of the normal distribution.',
    zh: '与 Xavier 正态相同，但没有正态分布中少见的大权重。',
  },
  reference: 'Deep Learning from Scratch, 6.2.2; after Glorot and Bengio 2010',
  icon: 'sigma',
  group: 'scaled',
  chapter: '6.2.2',
  parameters: {},
  suits: ['sigmoid', 'linear'],
  values: (_options, place) => uniformValues(place, Math.sqrt(3 / place.fanIn)),
  code: (_options, { fanIn }) => ({ uniform: `math.sqrt(3 / ${fanIn})` }),
});
