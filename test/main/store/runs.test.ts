import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createStore, type Store } from '../../../src/main/store/store.ts';
import { insertRun } from '../../support/rows.ts';
import { temporaryFolder } from '../../support/studio.ts';

function open(): Store {
  const store = createStore(join(temporaryFolder(), 'descent.sqlite'));
  onTestFinished(() => store.close());
  return store;
}

const page = { limit: 10, offset: 0, archived: false };

it('lists runs newest first, page by page', () => {
  const store = open();
  const ids = Array.from({ length: 25 }, () => insertRun(store).id).reverse();
  expect(store.runs.list(page)).toMatchObject({ total: 25, runs: ids.slice(0, 10).map((id) => ({ id })) });
  expect(store.runs.list({ ...page, offset: 20 }).runs.map(({ id }) => id)).toEqual(ids.slice(20));
});

it('finds runs by state, experiment and words', () => {
  const store = open();
  const done = insertRun(store, { name: 'Adam 50 %' });
  const failed = insertRun(store, { name: 'SGD_slow', state: 'failed' });
  store.write(() => store.runs.update(done.seq, { tags: ['homework'], notes: 'better than last week' }));
  const ids = (query: object) => store.runs.list({ ...page, ...query }).runs.map(({ id }) => id);
  expect(ids({ states: ['failed', 'stopped'] })).toEqual([failed.id]);
  expect(ids({ experimentId: done.experimentId })).toEqual([done.id]);
  expect(ids({ search: 'home  WEEK' })).toEqual([done.id]);
  expect(ids({ search: '50 %' })).toEqual([done.id]);
  expect(ids({ search: 'D_s' })).toEqual([failed.id]);
  expect(ids({ search: 'd%s' })).toEqual([]);
  expect(ids({ search: 'nothing of the kind' })).toEqual([]);
});

it('keeps archived runs in a list of their own, and deleted ones in none', () => {
  const store = open();
  const [a, b, c] = [insertRun(store), insertRun(store), insertRun(store)];
  store.write(() => {
    store.runs.update(a.seq, { archived: true });
    store.runs.update(b.seq, { deletedAt: 1 });
  });
  expect(store.runs.list(page).runs.map(({ id }) => id)).toEqual([c.id]);
  expect(store.runs.list({ ...page, archived: true }).runs.map(({ id }) => id)).toEqual([a.id]);
});

it('gives every change a new revision, so that another process finds it', () => {
  const store = open();
  const [a, b] = [insertRun(store), insertRun(store)];
  const before = store.runs.revision();
  store.write(() => store.runs.update(a.seq, { name: 'renamed' }));
  expect(store.runs.changedSince(before).map(({ id, name }) => [id, name])).toEqual([[a.id, 'renamed']]);
  store.write(() => store.runs.update(b.seq, { notes: 'n' }));
  expect(store.runs.changedSince(before).map(({ id }) => id)).toEqual([a.id, b.id]);
});

it('purges a run with all that belongs to it, and its experiment after the last', () => {
  const store = open();
  const run = insertRun(store);
  const other = insertRun(store, { experimentSeq: run.experimentSeq });
  store.write(() => {
    store.seriesWriter(run.seq).append({ loss: { steps: [1, 2], values: [1, 2] } });
    store.inspections.insert(run.seq, [{ step: 1, layers: [], confusion: null }]);
    store.checkpoints.insert(run.seq, { step: 1, createdAt: 1, file: 'f', bytes: 1, checksum: null });
    store.runs.purge(run.seq);
  });
  expect(store.runs.get(run.id)).toBeUndefined();
  expect(store.series.counts(run.seq)).toEqual({});
  expect(store.bytesOfSeries(run.seq, 'loss')).toBe(0);
  expect(store.inspections.read(run.seq, { limit: 5 })).toEqual([]);
  expect(store.checkpoints.list(run.seq)).toEqual([]);
  expect(store.experiments.get(run.experimentId)?.runs).toBe(1);
  store.write(() => store.runs.purge(other.seq));
  expect(store.experiments.get(run.experimentId)).toBeUndefined();
});

it('thins inspections out evenly, the last always among them', () => {
  const store = open();
  const { seq } = insertRun(store);
  store.write(() => store.inspections.insert(seq, Array.from({ length: 100 }, (_, i) => ({ step: i + 1, layers: [], confusion: [[i, 0], [0, 1]] }))));
  expect(store.inspections.read(seq, { limit: 4 }).map(({ step }) => step)).toEqual([25, 50, 75, 100]);
  expect(store.inspections.read(seq, { limit: 100, from: 98 })).toHaveLength(3);
  expect(store.inspections.read(seq, { limit: 1, to: 7 })).toEqual([{ step: 7, layers: [], confusion: [[6, 0], [0, 1]] }]);
});
