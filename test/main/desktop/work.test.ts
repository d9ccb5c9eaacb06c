import { describe, expect, test } from 'vitest';
import { noticeOf, Work } from '../../../src/main/desktop/work.ts';
import { desktopWords } from '../../../src/main/desktop/words.ts';
import type { RunEvent, RunState, RunSummary } from '../../../src/shared/api/records.ts';

const run = (id: string, state: RunState, step: number, totalSteps: number, more: Partial<RunSummary> = {}) => ({ id, name: `Run ${id}`, state, progress: { step, totalSteps }, final: null, elsewhere: false, ...more }) as RunSummary;
const changed = (...args: Parameters<typeof run>): RunEvent => ({ type: 'changed', run: run(...args) });

function after(...events: RunEvent[]): Work {
  const work = new Work();
  for (const event of events) work.hear(event, 1000);
  return work;
}

describe('the bar of the dock or taskbar', () => {
  test('is not there while nothing trains', () => {
    expect(after(changed('a', 'done', 100, 100)).bar).toEqual({ mode: 'none' });
  });

  test('has no end before a run knows its steps', () => {
    expect(after(changed('a', 'running', 0, 0)).bar).toEqual({ mode: 'indeterminate' });
  });

  test('shows the share of all steps of all runs', () => {
    expect(after(changed('a', 'running', 50, 100), changed('b', 'queued', 0, 300)).bar).toEqual({ mode: 'normal', share: 0.125 });
  });

  test('never goes back when one of several ends, even one that was stopped early', () => {
    const work = after(changed('a', 'running', 90, 100), changed('b', 'running', 10, 100));
    work.hear(changed('a', 'stopped', 90, 100), 2000);
    expect(work.bar).toEqual({ mode: 'normal', share: 0.55 });
  });

  test('rests while everything is paused', () => {
    expect(after(changed('a', 'paused', 20, 100)).bar).toEqual({ mode: 'paused', share: 0.2 });
  });

  test('follows what is recorded, and lets go of a run that is deleted', () => {
    const work = after(changed('a', 'running', 0, 100));
    work.hear({ type: 'recorded', runId: 'a', progress: { step: 25, totalSteps: 100 }, points: {} } as unknown as RunEvent, 1100);
    expect(work.bar).toEqual({ mode: 'normal', share: 0.25 });
    work.hear({ type: 'removed', runId: 'a' }, 1200);
    expect([work.bar, work.training]).toEqual([{ mode: 'none' }, 0]);
  });

  test('leaves out runs that another process trains', () => {
    expect(after(changed('a', 'running', 20, 100, { elsewhere: true })).training).toBe(0);
  });
});

describe('what is training', () => {
  test('are runs under way and those that wait, not those that were paused', () => {
    const work = after(changed('a', 'running', 1, 10), changed('b', 'queued', 0, 10), changed('c', 'paused', 5, 10));
    expect([work.training, work.active]).toEqual([2, true]);
  });

  test('is told of once, when all of it has ended, with the time it took', () => {
    const work = after(changed('a', 'running', 1, 10), changed('b', 'running', 1, 10));
    work.hear(changed('a', 'done', 10, 10), 5000);
    expect(work.takeEnded(5000)).toBeUndefined();
    work.hear(changed('b', 'failed', 4, 10), 41_000);
    expect(work.takeEnded(41_000)).toMatchObject({ runs: [{ id: 'a' }, { id: 'b' }], took: 40_000 });
    expect(work.takeEnded(42_000)).toBeUndefined();
  });
});

describe('the notice at the end of long work', () => {
  test('names the run and its accuracy', () => {
    expect(noticeOf([run('a', 'done', 1, 1, { final: { testAccuracy: 0.9712 } as RunSummary['final'] })], desktopWords.en)).toEqual({ title: 'Training is done', body: 'Run a\nTest accuracy 97.12 %' });
  });

  test('counts several, says what failed, and speaks Chinese', () => {
    expect(noticeOf([run('a', 'done', 1, 1), run('b', 'done', 1, 1), run('c', 'failed', 1, 1)], desktopWords.zh)).toEqual({ title: '2 次运行已完成', body: '1 次运行失败\nRun a · Run b · Run c' });
    expect(noticeOf([run('c', 'failed', 1, 1)], desktopWords.en)).toEqual({ title: '1 run failed', body: 'Run c' });
  });

  test('is not given for what the user stopped', () => {
    expect(noticeOf([run('a', 'stopped', 1, 2)], desktopWords.en)).toBeUndefined();
  });
});
