import { number } from '../../shared/schema/kinds/index.ts';
import { defineSchedule } from '../core/define.ts';

export default defineSchedule({
  type: 'cosine',
  title: { en: 'Cosine', zh: '余弦退火' },
  summary: { en: 'Lowers the learning rate along half a cosine wave to a minimum at the end.', zh: '沿半个余弦波把学习率降到最小值，在训练结束时到达。' },
  formula: '\\eta_t = \\eta_{\\min} + \\tfrac{1}{2}(\\eta - \\eta_{\\min})\\left(1 + \\cos\\frac{\\pi t}{T}\\right)',
  whenToUse: {
    en: 'A good default when the number of epochs is fixed: slow at first, fast in the middle, gentle at the end, with little to tune.',
    zh: '轮数固定时很好的默认选择：开始慢、中间快、结尾平缓，几乎不用调。',
  },
  reference: 'Loshchilov and Hutter 2017, SGDR (equation 5, without restarts)',
  icon: 'audio-waveform',
  parameters: {
    min: number({
      min: 0, max: 1000, default: 0, slider: [0, 0.01], symbol: '\\eta_{\\min}',
      title: { en: 'Minimum', zh: '最小值' },
      help: { en: 'The learning rate that the curve ends at.', zh: '曲线末端的学习率。' },
    }),
  },
  rate: ({ min }, { lr, epoch, epochs }) => min + ((lr - min) * (1 + Math.cos((Math.PI * epoch) / epochs))) / 2,
  code: { rate: ({ min }) => `${min} + (lr - ${min}) * (1 + math.cos(math.pi * epoch / epochs)) / 2` },
});
