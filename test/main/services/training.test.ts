import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../src/shared/api/records.ts';
import { fakeDocument, openStudio, start, temporaryFolder, until, untilState } from '../../support/studio.ts';

describe('training a run', () => {
  it('goes from a document over a worker to the store and the watchers', async () => {
    const app = openStudio();
    const events: RunEvent[] = [];
    app.services.events.listen((event) => events.push(event));
    const [{ id }] = await start(app, fakeDocument('hundred steps'));
    const run = await untilState(app, id, 'done');

    expect(run).toMatchObject({ name: 'hundred steps', dataset: 'digits', parameters: 39760, final: { trainAccuracy: 0.99, validationLoss: null } });
    expect(run.progress).toMatchObject({ step: 100, totalSteps: 100, preparing: null });
    expect(run.metrics['loss']).toEqual({ last: 0.01, min: 0.01, max: 1 });
    const [loss, lr] = app.services.runs.series(id, { names: ['loss', 'lr', 'nothing'], points: 1000 });
    expect(loss.steps).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
    expect(loss.last).toEqual(loss.steps.map((step) => 1 / step));
    expect(lr.total).toBe(100);

    const told = events.filter((event) => event.type === 'recorded').flatMap((event) => event.points['loss']?.steps ?? []);
    expect(told).toEqual(loss.steps);
    expect(events.flatMap((event) => (event.type === 'changed' ? [event.run.state] : []))).toEqual(expect.arrayContaining(['queued', 'running', 'done']));
  });

  it('makes a run of every variant and seed, in order', async () => {
    const app = openStudio();
    const variants = [{ name: 'slow', set: { 'optimizer.lr': 0.001 } }, { name: 'fast', set: { 'optimizer.lr': 1 } }];
    const runs = await start(app, fakeDocument('two rates', { seed: 7, variants, repeats: 2 }));
    expect(runs.map(({ name, seed }) => [name, seed])).toEqual([['slow · 7', 7], ['slow · 8', 8], ['fast · 7', 7], ['fast · 8', 8]]);
    expect(new Set(runs.map(({ colour }) => colour)).size).toBe(4);
    const optimizers = [{ name: 'a', set: { 'optimizer.type': 'adam' } }, { name: 's', set: { 'optimizer.type': 'sgd' } }];
    expect((await start(app, fakeDocument('two optimizers', { variants: optimizers }))).map(({ colour }) => colour)).toEqual([3, 1]);
    for (const { id } of runs) expect((await untilState(app, id, 'done')).metrics['loss'].max).toBe(1 + app.services.runs.get(id).seed);
  });

  it('pauses, steps and goes on', async () => {
    const app = openStudio();
    const [{ id }] = await start(app, fakeDocument('hold at 20', { training: { iterations: 40 } }));
    await until(app, id, ({ progress }) => progress.step === 20);
    app.services.runs.pause(id);
    const { progress } = await untilState(app, id, 'paused');
    app.services.runs.step(id);
    const stepped = await until(app, id, (run) => run.progress.step > progress.step);
    expect(stepped.progress.step).toBe(progress.step + 1);
    expect(stepped.state).toBe('paused');
    app.services.runs.resume(id);
    expect((await untilState(app, id, 'done')).progress.step).toBe(40);
  });

  it('stops a run and goes on with it from there', async () => {
    const app = openStudio();
    const [{ id }] = await start(app, fakeDocument('hold at 20', { training: { iterations: 60 } }));
    await until(app, id, ({ progress }) => progress.step === 20);
    await app.services.runs.stop(id);
    const stopped = await untilState(app, id, 'stopped');
    expect(stopped.progress.step).toBe(20);
    expect(stopped.final).not.toBeNull();
    app.services.runs.resume(id);
    expect((await untilState(app, id, 'done')).progress.step).toBe(60);
    const [loss] = app.services.runs.series(id, { names: ['loss'], points: 1000 });
    expect(loss.steps).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
  });

  it('takes a queued run out, and keeps the order of the others', async () => {
    const app = openStudio();
    app.services.settings.change({ parallelRuns: 1 });
    const [first] = await start(app, fakeDocument('hold at 50'));
    const [second] = await start(app, fakeDocument('second'));
    const [third] = await start(app, fakeDocument('third'));
    const [fourth] = await start(app, fakeDocument('fourth'));
    await untilState(app, first.id, 'running');
    expect(app.services.runs.move(fourth.id, third.id).queue).toEqual([second.id, fourth.id, third.id]);
    expect(app.services.runs.pause(second.id).state).toBe('paused');
    expect((await app.services.runs.stop(fourth.id)).state).toBe('stopped');
    await app.services.runs.stop(first.id);
    await untilState(app, third.id, 'done');
    expect(app.services.runs.get(second.id).state).toBe('paused');
    // It has no worker yet: one step begins it.
    app.services.runs.step(second.id);
    await until(app, second.id, ({ state, progress }) => state === 'paused' && progress.step === 1);
    app.services.runs.resume(second.id);
    await untilState(app, second.id, 'done');
  });

  it('lets a waiting run begin while another one is paused', async () => {
    const app = openStudio();
    app.services.settings.change({ parallelRuns: 1 });
    const [first] = await start(app, fakeDocument('hold at 50'));
    const [second] = await start(app, fakeDocument('second'));
    await until(app, first.id, ({ progress }) => progress.step > 0);
    app.services.runs.pause(first.id);
    await untilState(app, second.id, 'done');
    expect(app.services.runs.get(first.id).state).toBe('paused');
  });

  it.each([
    ['ends its process', 'crash at 30', 'worker-crashed', /exit code 7/],
    ['throws', 'throw at 30', 'worker-crashed', /a bug in the mathematics/],
    ['runs out of memory', 'exhaust memory at 30', 'memory-limit', /memory/],
    ['diverges', 'fail at 30', 'training-diverged', /NaN/],
  ])('fails the one run whose worker %s; the others go on', async (_what, name, code, message) => {
    const app = openStudio();
    app.services.settings.change({ parallelRuns: 2 });
    const [good] = await start(app, fakeDocument('step every 2 ms'));
    const [bad] = await start(app, fakeDocument(name));
    const [next] = await start(app, fakeDocument('next'));
    const failed = await untilState(app, bad.id, 'failed');
    expect(failed.failure).toMatchObject({ code, message: expect.stringMatching(message) as string });
    expect((await untilState(app, good.id, 'done')).progress.step).toBe(100);
    expect((await untilState(app, next.id, 'done')).progress.step).toBe(100);
  });

  it('keeps the last two checkpoints as whole files', async () => {
    const home = temporaryFolder();
    const app = openStudio({ home });
    app.services.settings.change({ checkpointEvery: 0.1 });
    // Four or more checkpoints on the way.
    const [{ id }] = await start(app, fakeDocument('step every 5 ms', { training: { iterations: 100 } }));
    await untilState(app, id, 'done');
    const { checkpoints } = app.services.runs.get(id);
    expect(checkpoints).toHaveLength(2);
    expect(checkpoints[1]).toBe(100);
    expect(readdirSync(join(home, 'checkpoints', id)).sort()).toEqual([...checkpoints.map((step) => `${step}.checkpoint`), 'weights.safetensors'].sort());
  });

  it('interrupts what trains when the studio closes, and goes on with it in the next', async () => {
    const home = temporaryFolder();
    const app = openStudio({ home });
    app.services.settings.change({ parallelRuns: 1 });
    const [under] = await start(app, fakeDocument('under way', { training: { iterations: 200_000 } }));
    const [waiting] = await start(app, fakeDocument('waiting'));
    await until(app, under.id, ({ progress }) => progress.step > 3);
    await app.close();

    const next = openStudio({ home });
    const { state, progress, checkpoints } = next.services.runs.get(under.id);
    expect(state).toBe('interrupted');
    // No step is shown that is not kept.
    expect(checkpoints.at(-1)).toBe(progress.step);
    expect(next.services.runs.series(under.id, { names: ['loss'], points: 1 })[0].steps.at(-1)).toBe(progress.step);
    expect(next.services.runs.get(waiting.id).state).toBe('interrupted');
    next.services.runs.resume(waiting.id);
    await untilState(next, waiting.id, 'done');
  });

  it('begins a fork from a checkpoint, with changed settings', async () => {
    const app = openStudio();
    const [{ id }] = await start(app, fakeDocument('parent', { training: { iterations: 50 } }));
    await untilState(app, id, 'done');
    const fork = await app.services.runs.fork(id, { set: { 'training.iterations': 70, 'optimizer.lr': 0.5 }, language: 'en' });
    expect(fork).toMatchObject({ forkedFrom: { runId: id, step: 50 }, experimentId: app.services.runs.get(id).experimentId });
    await untilState(app, fork.id, 'done');
    const [loss] = app.services.runs.series(fork.id, { names: ['loss'], points: 1000 });
    expect(loss.steps).toEqual(Array.from({ length: 20 }, (_, i) => 51 + i));
    expect(app.services.runs.get(fork.id).document.optimizer).toMatchObject({ lr: 0.5 });
    await expect(app.services.runs.fork(id, { set: { 'optimizer.rate': 1 }, language: 'en' })).rejects.toMatchObject({ code: 'document-invalid' });
    await expect(app.services.runs.fork(id, { step: 3, set: {}, language: 'en' })).rejects.toMatchObject({ code: 'not-found', message: expect.stringContaining('its checkpoints: 50') as string });
  });

  it('deletes with undo, and for good after a day', async () => {
    const home = temporaryFolder();
    const app = openStudio({ home });
    const [{ id, experimentId }] = await start(app, fakeDocument('short'));
    await untilState(app, id, 'done');
    await app.services.runs.delete(id);
    expect(app.services.runs.list({ limit: 10, offset: 0, archived: false })).toEqual({ runs: [], total: 0 });
    expect(() => app.services.runs.get(id)).toThrow(/no run/);
    expect(app.services.runs.undelete(id).id).toBe(id);
    expect(app.services.runs.list({ limit: 10, offset: 0, archived: false }).total).toBe(1);
    await app.services.runs.delete(id);
    app.services.runs.purge(Date.now() + 1);
    expect(() => app.services.runs.undelete(id)).toThrow(/for good/);
    expect(() => app.services.experiments.get(experimentId)).toThrow(/no experiment/);
    expect(existsSync(join(home, 'checkpoints', id))).toBe(false);
  });

  it('refuses a document with its problems, and stores nothing of it', async () => {
    const app = openStudio();
    await expect(start(app, fakeDocument('bad', { optimizer: { type: 'sgdd' } }))).rejects.toMatchObject({ code: 'document-invalid', message: expect.stringContaining('did you mean "sgd"') as string });
    await expect(start(app, fakeDocument('no data', { data: { source: 'mnist' } }))).rejects.toMatchObject({ code: 'dataset-missing', message: expect.stringContaining('DESCENT_DATASETS') as string });
    expect(app.services.experiments.list(10, 0).total).toBe(0);
  });
});
