import { defineInitializer } from '../core/define.ts';
import { normalValues } from '../core/initializer.ts';

export default defineInitializer({
  type: 'xavier-normal',
  title: { en: 'Xavier normal', zh: 'Xavier 正态' },
  summary: { en: 'Normal weights whose spread keeps the size of signals under linear, sigmoid and tanh activations.', zh: '正态权重，其宽度使信号大小在线性、sigmoid、tanh 激活下保持不变。' },
  formula: 'W_{ij} \\sim \\mathcal{N}\\!\\left(0, \\tfrac{1}{n_{in}}\\right)',
  whenToUse: {
    en: 'Before sigmoid and tanh. Under ReLU half of every signal is cut off and it fades: take He there.',
    zh: '用于 sigmoid 和 tanh 之前。ReLU 会切掉一半信号，使其逐层减弱：那里请用 He。',
  },
  reference: 'Deep Learning from Scratch, 6.2.2; after Glorot and Bengio 2010',
  icon: 'sigma',
  group: 'scaled',
  chapter: '6.2.2',
  parameters: {},
  suits: ['sigmoid', 'linear'],
  values: (_options, place) => normalValues(place, Math.sqrt(1 / place.fanIn)),
  code: (_options, { fanIn }) => ({ normal: `math.sqrt(1 / ${fanIn})` }),
});
