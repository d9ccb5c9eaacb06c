import { defineInitializer } from '../core/define.ts';
import { normalValues } from '../core/initializer.ts';

export default defineInitializer({
  type: 'he-normal',
  title: { en: 'He normal', zh: 'He 正态' },
  summary: { en: 'Normal weights wide enough to make up for the half that ReLU cuts off.', zh: '正态权重，宽度足以补偿 ReLU 切掉的一半信号。' },
  formula: 'W_{ij} \\sim \\mathcal{N}\\!\\left(0, \\tfrac{2}{n_{in}}\\right)',
  whenToUse: {
    en: 'Before ReLU and its relatives, above all in deep networks.',
    zh: '用于 ReLU 及其同类之前，深层网络尤其如此。',
  },
  reference: 'He et al. 2015, Delving Deep into Rectifiers; Deep Learning from Scratch, 6.2.3',
  icon: 'git-branch-plus',
  group: 'scaled',
  chapter: '6.2.3',
  parameters: {},
  suits: ['rectifier'],
  values: (_options, place) => normalValues(place, Math.sqrt(2 / place.fanIn)),
  code: (_options, { fanIn }) => ({ normal: `math.sqrt(2 / ${fanIn})` }),
});
