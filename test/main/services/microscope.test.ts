import { expect, it } from 'vitest';
import { spawnWorker } from '../../../src/main/workers/spawn.ts';
import { writeDrawnSet } from '../../engine/support/drawn-set.ts';
import { openStudio, temporaryFolder, untilState } from '../../support/studio.ts';

it('a run’s step is taken once more from its start, with the loss that was recorded and the picture its first layer sees', async () => {
  const home = temporaryFolder();
  const app = openStudio({ home, spawnWorker });
  const { testBench, experiments, runs } = app.services;
  const started = await experiments.start(writeDrawnSet(home, { train: 500, test: 100, epochs: 2 }), { language: 'en', baseDirectory: home });
  const run = started.runs[0].id;
  const { progress } = await untilState(app, run, 'done', 'failed');

  // No step follows the last.
  const { steps, of } = testBench.places(run);
  expect(of).toBe(progress.totalSteps);
  expect(steps[0]).toBe(0);
  expect(Math.max(...steps)).toBeLessThan(of);

  const view = await testBench.step({ run, from: 0 });
  expect(view).toMatchObject({ step: 1, of, update: 1, tensor: 'layers.0.weight', picture: [1, 28, 28] });
  expect(view.values.before).toHaveLength(784);
  const [loss] = runs.series(run, { names: ['loss'], points: 100 });
  expect(loss.steps[0]).toBe(1);
  expect(view.loss).toBeCloseTo(loss.last[0] ?? NaN, 6);
  const { values, unit, input } = await testBench.step({ run, from: 0, tensor: 'layers.2.bias', unit: 3 });
  expect([unit, input, values.before]).toEqual([3, 0, [0]]);

  await expect(testBench.step({ run, from: 7777 })).rejects.toMatchObject({ code: 'not-found' });
  await expect(testBench.step({ run, from: 0, unit: 50 })).rejects.toMatchObject({ code: 'usage' });
  expect(() => testBench.places('r_none')).toThrow();
});
