import { tmpdir } from 'node:os';
import { Worker } from 'node:worker_threads';
import { beforeAll, describe, expect, it } from 'vitest';
import type { App } from '../../../src/main/app.ts';
import type { SweepDetail, SweepEvent } from '../../../src/shared/api/sweeps.ts';
import { fakeDocument, openStudio, sharedStudio, temporaryFolder } from '../../support/studio.ts';

const spawnWorker = (): Worker => new Worker(new URL('../../fixtures/sweep-worker.ts', import.meta.url));
const studio = (home?: string) => openStudio({ spawnWorker, ...(home === undefined ? {} : { home }) });

const lr = { 'optimizer.lr': { distribution: 'log-uniform', low: 1e-5, high: 0.5 } };
const document = (search: object = {}, more: object = {}) =>
  fakeDocument('Learning rates', { data: { source: 'digits', validation: 0.2 }, training: { epochs: 9 }, search: { method: 'random', trials: 12, space: lr, ...search }, ...more });

const start = (app: App, value: unknown) => app.services.sweeps.start(value, { language: 'en', baseDirectory: tmpdir() });
const finished = async (app: App, value: unknown): Promise<SweepDetail> => app.services.sweeps.finished((await start(app, value)).id);
/** What must not hang on timing. */
const essence = ({ trialList }: SweepDetail) => trialList.map(({ number, round, settings, state, value, reports }) => ({ number, round, settings, state, value, reports }));

/** Starting threads takes longer than most sweeps: what needs no studio of its own shares one, with as many runs at once as are asked for. */
const shared = sharedStudio({ spawnWorker });
const sharedWith = (parallelRuns: number): App => {
  shared().services.settings.change({ parallelRuns });
  return shared();
};

const kinds: [string, object][] = [
  ['random', {}],
  ['TPE', { method: 'tpe', trials: 20 }],
  ['TPE under Hyperband', { method: 'tpe', trials: 20, pruning: { method: 'hyperband' } }],
  ['successive halving', { trials: 20, pruning: { method: 'successive-halving' } }],
  ['a grid', { method: 'grid', trials: 9 }],
];

describe.each(kinds)('%s', (_, search) => {
  let alone: SweepDetail;
  beforeAll(async () => {
    alone = await finished(sharedWith(1), document(search));
  });

  it('tries what was asked, the same however many at once', async () => {
    const together = await finished(sharedWith(4), document(search, { name: 'Learning rates, pace 12' }));
    expect(alone.state).toBe('done');
    expect(alone.trialList).toHaveLength((search as { trials?: number }).trials ?? 12);
    expect(essence(together)).toEqual(essence(alone));
    expect(together.best?.number).toBe(alone.best?.number);
  });

  it('left in the middle and opened again goes on to what it would have been', async () => {
    const home = temporaryFolder();
    const first = studio(home);
    const { id } = await start(first, document(search, { name: 'Learning rates, pace 12' }));
    await ended(first, id, 4);
    await first.close();
    const second = studio(home);
    expect(second.services.sweepReader.get(id).state).toBe('interrupted');
    second.services.sweeps.resume(id);
    const resumed = await second.services.sweeps.finished(id);
    expect(essence(resumed)).toEqual(essence(alone));
    expect(second.services.runs.list({ limit: 1000, offset: 0, archived: false, experimentId: id }).total).toBe(alone.trialList.length);
  });
});

/** Waits until so many trials have ended. */
async function ended(app: App, id: string, count: number): Promise<void> {
  const controller = new AbortController();
  const enough = () => app.services.sweepReader.get(id).trialList.filter(({ state }) => state !== 'running').length >= count;
  if (enough()) return;
  for await (const _event of app.services.sweeps.watch(controller.signal)) if (enough()) return;
}

describe('pruning', () => {
  it('trains the weak for a part of their epochs only, and stops their runs at the rung', async () => {
    const app = sharedWith(2);
    const sweep = await finished(app, document({ trials: 30, pruning: { method: 'successive-halving' } }));
    const pruned = sweep.trialList.filter(({ state }) => state === 'pruned');
    expect(pruned.length).toBeGreaterThan(10);
    for (const trial of pruned) {
      const run = app.services.runs.get(trial.runIds[0]);
      const last = trial.reports[trial.reports.length - 1];
      expect(run.state).toBe('stopped');
      expect(run.progress.epoch).toBe(last.epoch);
      expect(trial.value).toBe(last.value);
    }
    expect(sweep.best?.state).toBe('done');
  });
});

describe('a trial', () => {
  it('is a run of its experiment with the test set closed and its settings in the document', async () => {
    const app = sharedWith(2);
    const { trialList, experimentId } = await finished(app, document());
    for (const { settings, runIds, value } of trialList) {
      const run = app.services.runs.get(runIds[0]);
      expect(run.experimentId).toBe(experimentId);
      expect(run.document.optimizer.lr).toBe(settings['optimizer.lr']);
      expect(run.document.training.evaluate.test).toBe(0);
      expect(run.final?.testAccuracy).toBeNull();
      expect(run.final?.validationAccuracy).toBe(value);
    }
  });

  it('that diverges fails alone', async () => {
    const sweep = await finished(sharedWith(2), document({ trials: 20, space: { 'optimizer.lr': { distribution: 'uniform', low: 0.5, high: 1 } } }));
    expect(sweep.state).toBe('done');
    expect(sweep.trials.failed).toBeGreaterThan(0);
    expect(sweep.trials.done + sweep.trials.failed).toBe(20);
  });

  it('repeated with other seeds counts with the mean', async () => {
    const app = sharedWith(2);
    const { trialList } = await finished(app, document({ trials: 3 }, { repeats: 3 }));
    for (const { runIds, value } of trialList) {
      const values = runIds.map((id) => app.services.runs.get(id).final?.validationAccuracy ?? 0);
      expect(runIds).toHaveLength(3);
      expect(value).toBeCloseTo(values.reduce((sum, each) => sum + each, 0) / 3, 12);
      expect(new Set(values).size).toBe(3);
    }
  });
});

describe('steering', () => {
  it('pauses, holds still, and goes on', async () => {
    const app = sharedWith(2);
    const { id } = await start(app, document({ trials: 30 }, { name: 'Learning rates, pace 12' }));
    await ended(app, id, 3);
    expect((await app.services.sweeps.pause(id)).state).toBe('paused');
    const held = app.services.sweepReader.get(id);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(essence(app.services.sweepReader.get(id))).toEqual(essence(held));
    app.services.sweeps.resume(id);
    expect((await app.services.sweeps.finished(id)).trials.done).toBe(30);
  });

  it('adds trials to one that has ended and to one that runs', async () => {
    const app = sharedWith(2);
    const { id } = await finished(app, document());
    app.services.sweeps.addTrials(id, 5);
    const more = await app.services.sweeps.finished(id);
    expect(more.trials).toMatchObject({ asked: 17, done: 17 });
    expect(essence(more)).toEqual(essence(await finished(sharedWith(2), document({ trials: 17 }))));
    const running = await start(app, document({ trials: 8 }, { name: 'Learning rates, pace 12' }));
    app.services.sweeps.addTrials(running.id, 4);
    expect((await app.services.sweeps.finished(running.id)).trials.done).toBe(12);
  });

  it('does not add trials to a grid, which has no more', async () => {
    const app = sharedWith(2);
    const { id } = await finished(app, document({ method: 'grid', trials: 5 }));
    expect(() => app.services.sweeps.addTrials(id, 5)).toThrow(/grid: it has tried every combination/);
  });

  it('stops when no better for a while, at the same trial every time', async () => {
    const search = { trials: 200, patience: 10 };
    const sweep = await finished(sharedWith(2), document(search));
    expect(sweep.roundList[0].ended).toBe('no-better');
    expect(sweep.trialList.length).toBeLessThan(200);
    expect(essence(await finished(sharedWith(2), document(search, { name: 'Learning rates, pace 6' })))).toEqual(essence(sweep));
  });

  it('says what happens: each trial as it begins and ends, then the end', async () => {
    const app = sharedWith(2);
    const seen: SweepEvent[] = [];
    const reading = (async () => {
      for await (const event of app.services.sweeps.watch()) {
        seen.push(event);
        if (event.type === 'changed' && event.sweep.state !== 'running') return;
      }
    })();
    await finished(app, document({ trials: 4 }));
    await reading;
    const last = seen[seen.length - 1];
    expect(last.type === 'changed' && last.sweep.state).toBe('done');
    expect(new Set(seen.flatMap((event) => (event.type === 'changed' ? event.trials.map(({ number }) => number) : [])))).toEqual(new Set([0, 1, 2, 3]));
  });

  it('deletes a sweep with its runs', async () => {
    const app = studio();
    const { id } = await finished(app, document({ trials: 3 }));
    await app.services.sweeps.delete(id, (runId) => app.services.runs.delete(runId));
    expect(app.services.sweepReader.list(10, 0).total).toBe(0);
    expect(app.services.runs.list({ limit: 10, offset: 0, archived: false }).total).toBe(0);
  });
});

describe('rounds', () => {
  it('narrow the range to the best quarter and stay together', async () => {
    const app = sharedWith(2);
    const { id } = await finished(app, document({ trials: 40 }));
    const { narrowing, bestQuarter, importance } = app.services.sweepReader.analyze(id);
    expect(bestQuarter).toHaveLength(10);
    expect(importance?.parameters[0]).toMatchObject({ path: 'optimizer.lr' });
    app.services.sweeps.nextRound(id, { trials: 10 });
    const sweep = await app.services.sweeps.finished(id);
    expect(sweep.roundList).toHaveLength(2);
    expect(sweep.roundList[1].first).toBe(40);
    expect(sweep.roundList[1].section.space['optimizer.lr']).toMatchObject(narrowing[0].kind === 'range' ? narrowing[0].to : {});
    const second = sweep.trialList.filter(({ round }) => round === 1);
    expect(second).toHaveLength(10);
    const mean = (trials: typeof second) => trials.reduce((sum, { value }) => sum + (value ?? 0), 0) / trials.length;
    expect(mean(second)).toBeGreaterThan(mean(sweep.trialList.filter(({ round }) => round === 0)));
  });

  it('take a range of their own, which is checked', async () => {
    const app = sharedWith(2);
    const { id } = await finished(app, document({ trials: 2 }));
    expect(() => app.services.sweeps.nextRound(id, {})).toThrow(/too few trials/);
    expect(() => app.services.sweeps.nextRound(id, { space: { 'optimizer.lr': { distribution: 'uniform', low: -1, high: 1 } } })).toThrow(/search\.space\.optimizer\.lr\.low/);
    app.services.sweeps.nextRound(id, { space: { 'optimizer.lr': { distribution: 'log-uniform', low: 1e-3, high: 1e-2 } } });
    const sweep = await app.services.sweeps.finished(id);
    for (const { round, settings } of sweep.trialList) if (round === 1) expect(settings['optimizer.lr']).toBeGreaterThanOrEqual(1e-3);
  });
});

describe('the test set', () => {
  it('is refused as a judge, and a search without a validation set is refused with what to set', async () => {
    await expect(start(sharedWith(2), document({ metric: 'testAccuracy' }))).rejects.toThrow(/never judged on the test set/);
    await expect(start(sharedWith(2), document({}, { data: { source: 'digits' } }))).rejects.toThrow(/data\.validation: expected a share above 0, such as 0\.2/);
    expect(sharedWith(2).services.experiments.check(document({}, { data: { source: 'digits' } }), 'zh').problems[0].message).toMatch(/验证集/);
  });

  it('is opened once, by the best settings trained on everything', async () => {
    const app = sharedWith(2);
    const { id, best } = await finished(app, document());
    const run = app.services.sweeps.test(id);
    await new Promise<void>((resolve) => app.services.events.listen((event) => event.type === 'changed' && event.run.id === run.id && event.run.state === 'done' && resolve()));
    const tested = app.services.runs.get(run.id);
    expect(tested.document.data.validation).toBe(0);
    expect(tested.document.optimizer.lr).toBe(best?.settings['optimizer.lr']);
    expect(tested.final?.testAccuracy).not.toBeNull();
    expect(app.services.sweepReader.get(id).testRunId).toBe(run.id);
    expect(() => app.services.sweeps.test(id)).toThrow(/has been tested by run/);
  });
});
