import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createStore, type Store } from '../../../src/main/store/store.ts';
import { temporaryFolder } from '../../support/studio.ts';
import { insertRun } from '../../support/rows.ts';

/** A store with one run. */
function storeWithRun(): { store: Store; seq: number } {
  const store = createStore(join(temporaryFolder(), 'descent.sqlite'));
  onTestFinished(() => store.close());
  return { store, seq: insertRun(store).seq };
}

interface Point {
  readonly step: number;
  readonly value: number;
}

/** Writes points in batches of uneven sizes, as a worker records them. */
function write(store: Store, seq: number, name: string, points: readonly Point[], writer = store.seriesWriter(seq)): void {
  for (let at = 0, size = 1; at < points.length; at += size, size = (size * 7 + 3) % 391 + 1) {
    const batch = points.slice(at, at + size);
    store.write(() => writer.append({ [name]: { steps: batch.map(({ step }) => step), values: batch.map(({ value }) => value) } }));
  }
}

/** Noise that is the same every time. */
function noise(count: number, step: (i: number) => number = (i) => i + 1): Point[] {
  let state = 12345;
  return Array.from({ length: count }, (_, i) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return { step: step(i), value: state / 2 ** 32 };
  });
}

/** What a stretch must be like, from the points themselves. */
function expectFaithful(store: Store, seq: number, name: string, points: readonly Point[], request: { from?: number; to?: number; points: number }): void {
  const inside = points.filter(({ step }) => step >= (request.from ?? -Infinity) && step <= (request.to ?? Infinity));
  const stretch = store.series.read(seq, name, request);
  expect(stretch?.total ?? 0).toBe(inside.length);
  if (!stretch || inside.length === 0) return;
  expect(stretch.steps.length).toBeLessThanOrEqual(request.points);
  let at = 0;
  const expected = stretch.steps.map((step) => {
    const first = at;
    while (at < inside.length && inside[at].step <= step) at++;
    const bucket = inside.slice(first, at).map(({ value }) => value);
    return { step: inside[at - 1]?.step, min: Math.min(...bucket), max: Math.max(...bucket), last: bucket.at(-1) };
  });
  // The first bucket that is not as it must be: comparing tens of thousands of objects takes vitest seconds.
  const wrong = expected.findIndex(({ min, max, last }, i) => !Object.is(min, stretch.min[i]) || !Object.is(max, stretch.max[i]) || !Object.is(last, stretch.last[i]) || expected[i].step !== stretch.steps[i]);
  expect(wrong < 0 ? undefined : { step: stretch.steps[wrong], min: stretch.min[wrong], max: stretch.max[wrong], last: stretch.last[wrong] }).toEqual(expected[wrong]);
  expect(at).toBe(inside.length);
}

describe('series', () => {
  it('gives points back exactly as they were written', () => {
    const { store, seq } = storeWithRun();
    const points = noise(3000);
    write(store, seq, 'loss', points);
    const stretch = store.series.read(seq, 'loss', { points: 5000 });
    expect(stretch?.steps).toEqual(points.map(({ step }) => step));
    expect(stretch?.last).toEqual(points.map(({ value }) => value));
    expect(stretch?.min).toEqual(stretch?.last);
    expect([...store.series.points(seq, 'loss')].flatMap(({ values }) => [...values])).toEqual(stretch?.last);
    expect(store.series.counts(seq)).toEqual({ loss: 3000 });
    expect(store.series.read(seq, 'accuracy', { points: 10 })).toBeUndefined();
  });

  it.each([
    ['every step', 70_000, (i: number) => i + 1],
    ['every 600th step', 2000, (i: number) => 600 * (i + 1)],
    ['uneven steps', 40_000, (i: number) => 3 * i + (i % 7 === 0 ? 2 : 1)],
  ])('keeps each bucket’s minimum, maximum and last value, for %s', (_what, count, step) => {
    const { store, seq } = storeWithRun();
    const points = noise(count, step);
    write(store, seq, 'loss', points);
    const end = points[count - 1].step;
    for (const request of [
      { points: 2 },
      { points: 7 },
      { points: 100 },
      { points: 1000 },
      { points: count },
      { points: 50, from: 17, to: end - 5 },
      { points: 3, from: Math.floor(end / 3), to: Math.floor(end / 2) },
      { points: 10, from: end - 3 },
      { points: 10, from: end + 1 },
      { points: 10, to: 0 },
      { points: 10, from: points[511].step, to: points[512].step },
      { points: 300, from: points[Math.floor(count / 2)].step },
    ]) {
      expectFaithful(store, seq, 'loss', points, request);
    }
  });

  it('lets no spike vanish among a hundred thousand points', () => {
    const { store, seq } = storeWithRun();
    const points = Array.from({ length: 100_000 }, (_, i) => ({ step: i + 1, value: i === 61_803 ? 99 : i === 27_182 ? -99 : 1 }));
    write(store, seq, 'loss', points);
    const stretch = store.series.read(seq, 'loss', { points: 40 });
    expect(Math.max(...(stretch?.max ?? []))).toBe(99);
    expect(Math.min(...(stretch?.min ?? []))).toBe(-99);
  });

  it.each([0, 1, 511, 512, 513, 5000, 16_384, 16_385, 33_000, 40_000])('goes on after step %i as if what followed had never been', (step) => {
    const { store, seq } = storeWithRun();
    const points = noise(40_000);
    write(store, seq, 'loss', points);
    const before = points.slice(0, step);
    const after = noise(9000).map(({ value }, i) => ({ step: step + i + 1, value: 2 + value }));
    const writer = store.seriesWriter(seq);
    store.write(() => writer.truncateAfter(step));
    expect(store.series.counts(seq)['loss'] ?? 0).toBe(step);
    expectFaithful(store, seq, 'loss', before, { points: 60 });
    write(store, seq, 'loss', after, writer);
    for (const buckets of [5, 60, 1000, 60_000]) expectFaithful(store, seq, 'loss', [...before, ...after], { points: buckets });
  });

  it('is taken up by a later writer where the first left off', () => {
    const { store, seq } = storeWithRun();
    const points = noise(20_000);
    for (let at = 0; at < points.length; at += 1777) write(store, seq, 'loss', points.slice(at, at + 1777));
    for (const buckets of [9, 500, 20_000]) expectFaithful(store, seq, 'loss', points, { points: buckets });
  });

  it('passes over points that are already there', () => {
    const { store, seq } = storeWithRun();
    write(store, seq, 'loss', noise(700));
    write(store, seq, 'loss', noise(900));
    expectFaithful(store, seq, 'loss', noise(900), { points: 10_000 });
  });

  it('keeps NaN and infinity as they are, and out of the extremes', () => {
    const { store, seq } = storeWithRun();
    const values = [1, NaN, 5, Infinity, -Infinity, 2, NaN, NaN];
    write(store, seq, 'loss', values.map((value, i) => ({ step: i + 1, value })));
    expect(store.series.read(seq, 'loss', { points: 100 })?.last).toEqual(values);
    expect(store.series.read(seq, 'loss', { points: 2 })).toMatchObject({ min: [1, 2], max: [5, 2], last: [Infinity, NaN] });
  });

  it('forgets what a failed transaction wrote', () => {
    const { store, seq } = storeWithRun();
    const writer = store.seriesWriter(seq);
    write(store, seq, 'loss', noise(600), writer);
    expect(() =>
      store.write(() => {
        writer.append({ loss: { steps: [601, 602], values: [9, 9] } });
        throw new Error('the disk is full');
      }),
    ).toThrow('the disk is full');
    writer.forget();
    write(store, seq, 'loss', noise(650).slice(600), writer);
    expectFaithful(store, seq, 'loss', noise(650), { points: 1000 });
  });

  it('takes next to no room for what does not change, and four bytes for single precision', () => {
    const { store, seq } = storeWithRun();
    const steps = Array.from({ length: 51_200 }, (_, i) => i + 1);
    const writer = store.seriesWriter(seq);
    const room = (name: string, value: (step: number) => number) => {
      const before = store.runs.revision();
      store.write(() => writer.append({ [name]: { steps, values: steps.map(value) } }));
      expect(store.runs.revision()).toBe(before);
      return store.bytesOfSeries(seq, name) / steps.length;
    };
    expect(room('lr', () => 0.1)).toBeLessThan(0.1);
    expect(room('loss', (step) => Math.fround(1 / step))).toBeLessThan(4.5);
    expect(room('test', (step) => 1 / step)).toBeLessThan(9);
  });
});
