import { defineInitializer } from '../core/define.ts';
import { normalValues } from '../core/initializer.ts';

export default defineInitializer({
  type: 'glorot-normal',
  title: { en: 'Glorot normal', zh: 'Glorot 正态' },
  summary: { en: 'Normal weights that balance the size of signals going forward and gradients going back.', zh: '正态权重，在前向信号与反向梯度的大小之间取得平衡。' },
  formula: 'W_{ij} \\sim \\mathcal{N}\\!\\left(0, \\tfrac{2}{n_{in} + n_{out}}\\right)',
  whenToUse: {
    en: 'The form of the original paper; before sigmoid and tanh where layers differ much in width.',
    zh: '原论文的形式；用于 sigmoid 和 tanh 之前、各层宽度相差较大时。',
  },
  reference: 'Glorot and Bengio 2010, Understanding the difficulty of training deep feedforward neural networks',
  icon: 'scale',
  group: 'scaled',
  chapter: '6.2.2',
  parameters: {},
  suits: ['sigmoid', 'linear'],
  values: (_options, place) => normalValues(place, Math.sqrt(2 / (place.fanIn + place.fanOut))),
  code: (_options, { fanIn, fanOut }) => ({ normal: `math.sqrt(2 / (${fanIn} + ${fanOut}))` }),
});
