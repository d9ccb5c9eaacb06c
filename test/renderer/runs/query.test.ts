import { expect, test } from 'vitest';
import { compareRows, metricKey, readField, type RunRow } from '../../../src/renderer/features/runs/fields.ts';
import { parseQuery } from '../../../src/renderer/features/runs/query.ts';
import { makeRun } from '../support/runs.ts';
import { story } from '../support/story.ts';
import { parametersOf } from '../../../src/shared/experiment/parameters.ts';

const rows: RunRow[] = story.map((wish) => makeRun(wish, Date.UTC(2026, 0, 1)).detail).map((detail) => ({ run: { ...detail, tags: detail.name === 'SGD' ? ['keep'] : [] }, parameters: parametersOf(detail.document) }));
const paths = [...new Set(rows.flatMap(({ parameters }) => Object.keys(parameters ?? {})))];
const found = (text: string) => rows.filter(parseQuery(text, paths).accepts).map(({ run }) => run.name);

test.each([
  ['optimizer=adam', ['Adam', 'Adam', 'Adam', 'Four hidden layers, Adam 0.01']],
  ['optimizer=adam lr<0.005', ['Adam', 'Adam', 'Adam']],
  ['state:failed', ['Learning rate 5']],
  ['tag:keep seed=1', ['SGD']],
  ['"hidden layers"', ['Four hidden layers, Adam 0.01']],
  ['first -network:100', ['Your first network']],
  ['std>0.001 training.epochs=16', ['Your first network']],
  ['best.testAccuracy>2', []],
])('the query %s finds what it says', (text, names) => {
  expect(found(text).sort()).toEqual([...names].sort());
});

test('names that stand for nothing are told, and refuse nothing', () => {
  const query = parseQuery('colour=red adam', paths);
  expect(query.unknown).toEqual(['colour']);
  expect(rows.some(query.accepts)).toBe(true);
});

test('the best of a loss is its lowest value, of an accuracy its highest', () => {
  const row = rows.find(({ run }) => run.name === 'Adam');
  if (!row) throw new Error('the story has an Adam');
  expect(readField(row, metricKey('testLoss', 'best'))).toBe(row.run.metrics['testLoss']?.min);
  expect(readField(row, metricKey('testAccuracy', 'best'))).toBe(row.run.metrics['testAccuracy']?.max);
});

test('runs without a value stand last in both directions', () => {
  const key = metricKey('validationAccuracy', 'last');
  for (const descending of [true, false]) {
    const values = rows.toSorted(compareRows(key, descending)).map((row) => readField(row, key) ?? null);
    expect(values.indexOf(null)).toBe(values.findLastIndex((value) => value !== null) + 1);
  }
});
