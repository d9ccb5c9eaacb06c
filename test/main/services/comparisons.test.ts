import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ComparisonService } from '../../../src/main/services/comparisons.ts';
import { createStore } from '../../../src/main/store/store.ts';

let home: string;
beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'descent-comparisons-'))));
afterEach(() => rmSync(home, { recursive: true, force: true }));

test('a kept comparison is there after the store was opened again', () => {
  const file = join(home, 'descent.sqlite');
  const first = createStore(file);
  const kept = new ComparisonService(first).save({ name: 'Six optimizers', runIds: ['run-a', 'run-b'], view: { band: 'sd' } });
  first.close();
  const second = createStore(file);
  expect(new ComparisonService(second).get(kept.id)).toEqual(kept);
  second.close();
});

test('saving under its id changes a comparison, in its place', () => {
  const store = createStore(join(home, 'descent.sqlite'));
  const service = new ComparisonService(store);
  const kept = service.save({ name: 'One', runIds: ['run-a'], view: {} });
  service.save({ name: 'Two', runIds: ['run-b'], view: {} });
  service.save({ id: kept.id, name: 'One, wider', runIds: ['run-a', 'run-c'], view: { align: 'epoch' } });
  expect(service.list().map(({ name }) => name)).toEqual(['Two', 'One, wider']);
  expect(service.delete(kept.id)).toEqual({ deleted: true });
  expect(() => service.get(kept.id)).toThrow(/no comparison/);
  store.close();
});
