import { beforeAll, describe, expect, it } from 'vitest';
import { spawnWorker } from '../../../src/main/workers/spawn.ts';
import type { App } from '../../../src/main/app.ts';
import { sharedStudio, start, until, untilState } from '../../support/studio.ts';

/** A small network on points in the plane, long enough to be caught in the middle. */
const document = {
  format: 'descent/experiment@1',
  name: 'spiral',
  seed: 5,
  data: { source: 'spiral', validation: 0.25 },
  network: { layers: [{ type: 'affine', units: 32 }, { type: 'batch-norm' }, { type: 'relu' }, { type: 'affine', units: 3 }] },
  optimizer: { type: 'momentum', lr: 0.05 },
  training: { batchSize: 20, epochs: 40, inspect: 'epoch' },
};

const losses = (app: App, id: string) => app.services.runs.series(id, { names: ['loss'], points: 10_000 })[0];

describe('the engine behind the services', () => {
  const studio = sharedStudio({ spawnWorker });
  /** A run that was left alone. */
  let id: string;
  beforeAll(async () => {
    [{ id }] = await start(studio(), document);
    await untilState(studio(), id, 'done', 'failed');
  });

  it('learns, and leaves its metrics, environment and a look inside at every epoch', () => {
    const app = studio();
    const run = app.services.runs.get(id);
    expect(run.network).toBe('2-32-3');
    expect(run.final?.trainAccuracy).toBeGreaterThan(0.8);
    expect(run.best?.validationLoss).toBeLessThanOrEqual(run.final?.validationLoss ?? 0);
    expect(run.dataHash).toMatch(/^[0-9a-f]{64}$/);
    expect(run.environment).toMatchObject({ node: process.version, threads: expect.any(Number) as number });
    expect(run.series['validationAccuracy']).toBe(40);
    expect(losses(app, id).steps).toHaveLength(run.progress.totalSteps);
    const looks = app.services.runs.inspections(id, { limit: 1000 });
    expect(looks).toHaveLength(40);
    expect(looks[39].layers.map(({ type }) => type)).toEqual(['affine', 'batch-norm', 'relu', 'affine']);
    expect(looks[39].confusion?.flat().reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0);
  });

  it('gives the same bits whether a run was paused, stepped, interrupted and resumed, or left alone', async () => {
    const app = studio();
    const [disturbed] = await start(app, document);
    app.services.runs.pause(disturbed.id);
    const { progress } = await untilState(app, disturbed.id, 'paused');
    app.services.runs.step(disturbed.id);
    await until(app, disturbed.id, (run) => run.progress.step === progress.step + 1);
    await app.services.training.interrupt(disturbed.id);
    const { state, checkpoints } = app.services.runs.get(disturbed.id);
    expect(state).toBe('interrupted');
    expect(checkpoints).toContain(progress.step);
    app.services.runs.resume(disturbed.id);
    await untilState(app, disturbed.id, 'done');
    expect(losses(app, disturbed.id)).toEqual(losses(app, id));
    expect(app.services.runs.get(disturbed.id).final).toEqual(app.services.runs.get(id).final);
  });

  it('forks a run with another learning rate and more epochs, and duplicates it exactly', async () => {
    const app = studio();
    const { progress } = app.services.runs.get(id);
    const fork = await app.services.runs.fork(id, { set: { 'optimizer.lr': 0.001, 'training.epochs': 60 }, language: 'en' });
    const forked = await untilState(app, fork.id, 'done', 'failed');
    expect(forked.failure).toBeNull();
    expect(losses(app, fork.id).steps[0]).toBe(progress.totalSteps + 1);
    expect(app.services.runs.series(fork.id, { names: ['lr'], points: 10 })[0].last[0]).toBe(0.001);
    const copy = app.services.runs.duplicate(id);
    await untilState(app, copy.id, 'done');
    expect(losses(app, copy.id)).toEqual(losses(app, id));
  });

  it('forks to another optimizer, which remembers nothing of the first', async () => {
    const app = studio();
    const parent = app.services.runs.get(id);
    const fork = await app.services.runs.fork(id, { set: { optimizer: { type: 'adam', lr: 0.0001 }, 'training.epochs': 60 }, language: 'en' });
    const forked = await untilState(app, fork.id, 'done', 'failed');
    expect(forked.failure).toBeNull();
    expect(forked.final?.trainLoss).toBeLessThan(2 * (parent.final?.trainLoss ?? 0));
  });

  it('says what does not fit where a fork has another network', async () => {
    const app = studio();
    const fork = await app.services.runs.fork(id, { set: { 'network.layers.0.units': 64, 'training.epochs': 60 }, language: 'en' });
    const { failure } = await untilState(app, fork.id, 'failed');
    expect(failure).toMatchObject({ code: 'file-invalid', message: expect.stringContaining('layers.0.weight of shape [2, 64]') as string });
  });
});
