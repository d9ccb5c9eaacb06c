import { expect, test } from 'vitest';
import { bytesOf, megabytes } from '../../../src/renderer/features/data/bytes.ts';
import { looksPublished, suggestedName } from '../../../src/renderer/features/data/files.ts';
import { column, short, shortMean } from '../../../src/renderer/features/data/numbers.ts';
import { classMark, datasetChart, datasetMargin } from '../../../src/shared/charts/dataset-chart.ts';
import { lightCharts } from '../../../src/shared/charts/theme.ts';
import { dataEn } from '../../../src/renderer/locales/data.en.ts';
import { dataZhCN } from '../../../src/renderer/locales/data.zh-CN.ts';

test('values keep the digits that matter, whatever their size, with a true minus', () => {
  expect([0.13066, 33.318, 255, 244.95, -0.4242, 1.5, 0].map(short)).toEqual(['0.131', '33.3', '255', '245', '−0.424', '1.50', '0']);
});

test('a mean that is zero but for rounding is zero; a small one is not', () => {
  expect(shortMean(-8.2e-10, 1)).toBe('0');
  expect(shortMean(0.001, 1)).toBe('0.001');
});

test('the values of a column have the same digits, so that their points stand in a line', () => {
  expect(column([1.5, 3, 0.25])).toEqual(['1.50', '3.00', '0.25']);
  expect(column([3, -4, 12])).toEqual(['3', '−4', '12']);
  expect(column([1 / 3])).toEqual(['0.3333']);
});

test('bytes come out of base64 as they went in', () => {
  expect([...bytesOf(Buffer.from([0, 127, 255]).toString('base64'))]).toEqual([0, 127, 255]);
  expect(megabytes(11_594_722)).toBe('11.6');
});

test('files by the names of the published sets are taken for these, others for a set of one’s own under the table’s name', () => {
  const file = (name: string) => new File([], name);
  for (const name of ['train-images-idx3-ubyte', 't10k-labels.idx1-ubyte.gz', 'mnist.npz']) expect(looksPublished([file(name)])).toBe(true);
  expect(looksPublished([file('leaves.csv')])).toBe(false);
  expect(suggestedName([file('leaves-test.csv'), file('leaves.csv.gz')])).toBe('leaves');
  expect(suggestedName([file('a'), file('b'), file('c'), file('d')])).toBe('');
});

test('neighbouring classes differ in colour and in shape', () => {
  const marks = Array.from({ length: 8 }, (_, label) => classMark(label, lightCharts));
  expect(new Set(marks.map(({ colour }) => colour)).size).toBe(8);
  marks.slice(1).forEach(({ shape }, index) => expect(shape).not.toBe(marks[index]?.shape));
});

test('a plane keeps its proportions, unless its two columns are of different sizes', () => {
  const span = (option: ReturnType<typeof datasetChart>, axis: 'xAxis' | 'yAxis') => {
    const { min, max } = option[axis] as { min: number; max: number };
    return max - min;
  };
  const points = (tall: number) => [{ part: 'train' as const, x: [-1, 1], y: [0, tall], labels: [0, 1] }];
  const alike = datasetChart({ parts: points(1), square: true, theme: lightCharts });
  expect(span(alike, 'xAxis')).toBeCloseTo(span(alike, 'yAxis'), 10);
  expect(span(alike, 'xAxis')).toBeGreaterThan(2);
  const unlike = datasetChart({ parts: points(500), square: true, theme: lightCharts });
  expect(span(unlike, 'yAxis')).toBeGreaterThan(100 * span(unlike, 'xAxis'));
  expect(alike.grid).toMatchObject(datasetMargin);
});

test('training points are filled and lie over test points; held-out ones are hollow', () => {
  const part = (name: 'train' | 'validation' | 'test') => ({ part: name, x: [0], y: [0], labels: null });
  const { series } = datasetChart({ parts: [part('train'), part('validation'), part('test')], square: false, theme: lightCharts }) as { series: { id: string; itemStyle: { color: string } }[] };
  expect(series.map(({ id }) => id.trim())).toEqual(['test', 'train', 'validation']);
  expect(series[2]?.itemStyle.color).toBe(lightCharts.panel);
});

test('both languages name the same values in each text', () => {
  const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();
  const walk = (en: Record<string, unknown>, zh: Record<string, unknown>) => {
    for (const [key, value] of Object.entries(en)) {
      const other = zh[key];
      if (typeof value === 'string') expect([key, placeholders(String(other))]).toEqual([key, placeholders(value)]);
      else walk(value as Record<string, unknown>, other as Record<string, unknown>);
    }
  };
  walk(dataEn, dataZhCN);
});
