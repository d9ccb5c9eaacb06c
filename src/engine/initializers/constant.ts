import { number } from '../../shared/schema/kinds/index.ts';
import { python } from '../core/code.ts';
import { defineInitializer } from '../core/define.ts';
import { equalValues } from '../core/initializer.ts';

export default defineInitializer({
  type: 'constant',
  title: { en: 'Constant', zh: '常数' },
  summary: { en: 'Every weight begins at the same value.', zh: '每个权重都从同一个值开始。' },
  formula: 'W_{ij} = c',
  whenToUse: {
    en: 'Only to see that it fails: the units of a layer stay copies of each other, whatever the value.',
    zh: '只为看它如何失败：无论取何值，同一层的单元始终互为副本。',
  },
  reference: 'Deep Learning from Scratch, 6.2.1',
  icon: 'equal',
  group: 'fixed',
  chapter: '6.2.1',
  parameters: {
    value: number({
      min: -1e6, max: 1e6, default: 0.01, slider: [-1, 1], symbol: 'c',
      title: { en: 'Value', zh: '值' },
    }),
  },
  symmetric: true,
  values: ({ value }, place) => equalValues(place, value),
  code: ({ value }) => ({ constant: python(value) }),
});
