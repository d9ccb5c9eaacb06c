import { defineInitializer } from '../core/define.ts';
import { uniformValues } from '../core/initializer.ts';

export default defineInitializer({
  type: 'glorot-uniform',
  title: { en: 'Glorot uniform', zh: 'Glorot 均匀' },
  summary: { en: 'Uniform weights with the standard deviation √(2/(n_in + n_out)).', zh: '均匀权重，标准差为 √(2/(n_in + n_out))。' },
  formula: 'W_{ij} \\sim \\mathcal{U}(-a, a), \\quad a = \\sqrt{6 / (n_{in} + n_{out})}',
  whenToUse: {
    en: 'What Keras gives a dense layer by default; choose it to compare with results from there.',
    zh: 'Keras 全连接层的默认做法；要与那里的结果比较时选用。',
  },
  reference: 'Glorot and Bengio 2010 (equation 16)',
  icon: 'scale',
  group: 'scaled',
  chapter: '6.2.2',
  parameters: {},
  suits: ['sigmoid', 'linear'],
  values: (_options, place) => uniformValues(place, Math.sqrt(6 / (place.fanIn + place.fanOut))),
  code: (_options, { fanIn, fanOut }) => ({ uniform: `math.sqrt(6 / (${fanIn} + ${fanOut}))` }),
});
