import { defineInitializer } from '../core/define.ts';
import { uniformValues } from '../core/initializer.ts';

export default defineInitializer({
  type: 'he-uniform',
  title: { en: 'He uniform', zh: 'He 均匀' },
  summary: { en: 'Uniform weights with the standard deviation √(2/n_in).', zh: '均匀权重，标准差为 √(2/n_in)。' },
  formula: 'W_{ij} \\sim \\mathcal{U}(-a, a), \\quad a = \\sqrt{6 / n_{in}}',
  whenToUse: {
    en: 'Like He normal, without the rare large weights of the normal distribution.',
    zh: '与 He 正态相同，但没有正态分布中少见的大权重。',
  },
  reference: 'He et al. 2015, Delving Deep into Rectifiers',
  icon: 'git-branch-plus',
  group: 'scaled',
  chapter: '6.2.3',
  parameters: {},
  suits: ['rectifier'],
  values: (_options, place) => uniformValues(place, Math.sqrt(6 / place.fanIn)),
  code: (_options, { fanIn }) => ({ uniform: `math.sqrt(6 / ${fanIn})` }),
});
