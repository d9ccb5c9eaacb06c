import { expect, it } from 'vitest';
import { migrations } from '../../../src/main/store/migrations/index.ts';
import { fakeDocument, openStudio, start, untilState } from '../../support/studio.ts';
import type { App } from '../../../src/main/app.ts';

async function exported(app: App, experimentId: string): Promise<Uint8Array> {
  return new Uint8Array(await app.services.portable.export(experimentId).arrayBuffer());
}

it('takes an experiment to another studio with all its runs, curves, checkpoints and weights', async () => {
  const app = openStudio();
  const runs = await start(app, fakeDocument('travels', { repeats: 2, seed: 4 }));
  for (const { id } of runs) await untilState(app, id, 'done');
  const fork = await app.services.runs.fork(runs[0].id, { set: { 'training.iterations': 120 }, language: 'en' });
  await untilState(app, fork.id, 'done');
  app.services.runs.setNotes(fork.id, 'a fork');
  const deleted = app.services.runs.duplicate(runs[1].id);
  await untilState(app, deleted.id, 'done');
  await app.services.runs.delete(deleted.id);

  const other = openStudio();
  const { experiment, runs: arrived } = await other.services.portable.import(await exported(app, runs[0].experimentId));
  expect(experiment).toMatchObject({ id: runs[0].experimentId, name: 'travels', runs: 3 });
  expect(arrived.map(({ id }) => id)).toEqual([runs[0].id, runs[1].id, fork.id]);
  for (const { id } of arrived) {
    const { colour: _here, ...before } = app.services.runs.get(id);
    const { colour: _there, ...after } = other.services.runs.get(id);
    expect(after).toEqual(before);
    const request = { names: ['loss', 'lr', 'testAccuracy', 'seconds'], points: 1000 };
    expect(other.services.runs.series(id, request)).toEqual(app.services.runs.series(id, request));
  }
  const again = await other.services.runs.fork(fork.id, { set: { 'training.iterations': 130 }, language: 'en' });
  expect((await untilState(other, again.id, 'done')).progress.step).toBe(130);
});

it('gives an experiment that is there already new ids', async () => {
  const app = openStudio();
  const [run] = await start(app, fakeDocument('twice'));
  await untilState(app, run.id, 'done');
  const fork = await app.services.runs.fork(run.id, { set: { 'training.iterations': 110 }, language: 'en' });
  await untilState(app, fork.id, 'done');
  const { experiment, runs } = await app.services.portable.import(await exported(app, run.experimentId));
  expect(experiment.id).not.toBe(run.experimentId);
  expect(runs.map(({ id }) => id)).not.toContain(run.id);
  expect(runs[1].forkedFrom).toEqual({ runId: runs[0].id, step: 100 });
  expect(app.services.runs.series(runs[0].id, { names: ['loss'], points: 500 })).toEqual(app.services.runs.series(run.id, { names: ['loss'], points: 500 }));
  expect(app.services.runs.get(runs[0].id).checkpoints).toEqual(app.services.runs.get(run.id).checkpoints);
});

it.each([
  ['text', new TextEncoder().encode('no experiment at all, but long enough to be one. '.repeat(100))],
  ['nothing', new Uint8Array()],
])('refuses %s', async (_what, bytes) => {
  const app = openStudio();
  await expect(app.services.portable.import(bytes)).rejects.toMatchObject({ code: 'file-invalid', message: expect.stringContaining('Expected an experiment') as string });
  expect(app.services.experiments.list(10, 0).total).toBe(0);
});

it('refuses a damaged file whole', async () => {
  const app = openStudio();
  const [run] = await start(app, fakeDocument('damaged'));
  await untilState(app, run.id, 'done');
  const bytes = await exported(app, run.experimentId);
  const other = openStudio();
  await expect(other.services.portable.import(bytes.slice(0, 20_000))).rejects.toMatchObject({ code: 'file-invalid' });
  await expect(other.services.portable.import(bytes.slice().fill(0x5a, 8192, 40_000))).rejects.toMatchObject({ code: 'file-invalid' });
  const newer = bytes.slice();
  new DataView(newer.buffer).setUint32(60, migrations.length + 1);
  await expect(other.services.portable.import(newer)).rejects.toMatchObject({ code: 'store-newer' });
  expect(other.services.runs.list({ limit: 1, offset: 0, archived: false }).total).toBe(0);
});
