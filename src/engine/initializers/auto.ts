import { defineInitializer } from '../core/define.ts';
import { normalValues } from '../core/initializer.ts';

export default defineInitializer({
  type: 'auto',
  title: { en: 'Automatic', zh: '自动' },
  summary: { en: 'He before ReLU and its relatives, Xavier everywhere else.', zh: '在 ReLU 及其同类之前用 He，其余用 Xavier。' },
  formula: 'W_{ij} \\sim \\mathcal{N}(0, \\sigma^2), \\quad \\sigma = \\begin{cases} \\sqrt{2 / n_{in}} & \\text{ReLU} \\\\ \\sqrt{1 / n_{in}} & \\text{otherwise} \\end{cases}',
  whenToUse: {
    en: 'Unless initial weights are what you want to study.',
    zh: '除非你要研究的正是权重初始值，否则选它。',
  },
  reference: 'Deep Learning from Scratch, 6.2.2 and 6.2.3',
  icon: 'wand-sparkles',
  group: 'scaled',
  chapter: '6.2.3',
  parameters: {},
  values: (_options, place) => normalValues(place, Math.sqrt((place.activation === 'rectifier' ? 2 : 1) / place.fanIn)),
  code: (_options, { activation, fanIn }) => ({ normal: `math.sqrt(${activation === 'rectifier' ? 2 : 1} / ${fanIn})` }),
});
