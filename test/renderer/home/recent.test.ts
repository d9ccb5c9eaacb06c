import { expect, test } from 'vitest';
import type { RunSummary } from '../../../src/shared/api/records.ts';
import type { SweepSummary } from '../../../src/shared/api/sweeps.ts';
import { recentItems } from '../../../src/renderer/features/home/recent.ts';

const run = (id: string, experimentId: string, variant: string | null = null) => ({ id, experimentId, variant, name: id, experimentName: experimentId }) as RunSummary;
const sweep = { id: 's', experimentId: 'search' } as SweepSummary;
const sweepOf = (one: RunSummary) => (one.experimentId === 'search' ? sweep : undefined);

test('a sweep of many trials is one line among the recent runs, where its newest trial stands', () => {
  const trials = Array.from({ length: 100 }, (_, index) => run(`t${index}`, 'search'));
  const items = recentItems([run('new', 'a'), ...trials, run('x1', 'b', 'x'), run('x0', 'b', 'x'), run('y', 'b', 'y')], sweepOf, 8);
  expect(items.map(({ kind }) => kind)).toEqual(['runs', 'sweep', 'runs', 'runs']);
  expect(items.flatMap((item) => (item.kind === 'sweep' ? [item.trials.length] : [item.group.runs.length]))).toEqual([1, 100, 2, 1]);
});

test('no more lines than asked for', () => {
  expect(recentItems([run('a', '1'), run('b', '2'), run('c', 'search')], sweepOf, 2).map(({ key }) => key)).toEqual(['1\n', '2\n']);
});
