import { number } from '../../../shared/schema/kinds/index.ts';
import { defineDataset } from '../../core/define.ts';
import { countParameter, curvePoints, noiseParameter, seedParameter } from '../../core/points.ts';
import { sin } from '../../core/portable-math.ts';

export default defineDataset({
  type: 'sine',
  title: { en: 'Sine', zh: '正弦' },
  summary: { en: 'Points scattered about a sine wave.', zh: '散布在正弦曲线附近的点。' },
  formula: 'y = \\sin(2\\pi f x) + \\sigma\\varepsilon, \\quad x \\in (-1, 1)',
  whenToUse: {
    en: 'A curve to fit: see how many hidden units it takes, and how a higher frequency asks for more.',
    zh: '一条要拟合的曲线：看看需要多少隐藏单元，频率越高需要越多。',
  },
  reference: 'Regression of a sine wave with normal errors',
  group: 'curve',
  icon: 'audio-waveform',
  parameters: {
    count: countParameter(200),
    frequency: number({ min: 0, max: 100, exclusiveMin: true, default: 1, slider: [0.5, 5], symbol: 'f', title: { en: 'Frequency', zh: '频率' }, help: { en: 'Waves per unit of x.', zh: '单位 x 内的周期数。' } }),
    noise: noiseParameter(0.1, { en: 'Deviation of y; the wave reaches from −1 to 1.', zh: 'y 的标准差；波形范围为 −1 到 1。' }),
    seed: seedParameter,
  },
  generate: ({ count, frequency, noise, seed }) => curvePoints({ count, seed, noise, low: -1, high: 1 }, (x) => sin(2 * Math.PI * frequency * x)),
});
