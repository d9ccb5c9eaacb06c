import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { expect, it } from 'vitest';
import { spawnWorker } from '../../../src/main/workers/spawn.ts';
import type { TestEvent } from '../../../src/shared/api/test-bench.ts';
import { centreDigit } from '../../../src/shared/digits/centre.ts';
import { drawStrokes } from '../../../src/shared/digits/strokes.ts';
import { writeDrawnSet } from '../../engine/support/drawn-set.ts';
import { strokesOf } from '../../fixtures/drawn/strokes.ts';
import { command } from '../../support/command-line.ts';
import { openStudio, start, temporaryFolder, untilState } from '../../support/studio.ts';

it('a trained run answers drawings at any moment, is measured over its test set as its training measured it, and answers the command line', async () => {
  const home = temporaryFolder();
  const app = openStudio({ home, spawnWorker });
  const { testBench, experiments } = app.services;
  const { runs } = await experiments.start(writeDrawnSet(home, { train: 3000, test: 400, epochs: 8 }), { language: 'en', baseDirectory: home });
  const run = runs[0].id;
  const { final, progress } = await untilState(app, run, 'done', 'failed');

  const network = await testBench.open(run);
  expect(network).toMatchObject({ shape: [1, 28, 28], bytes: true, steps: [0, progress.totalSteps] });
  expect(network.classNames).toHaveLength(10);

  const three = drawStrokes(strokesOf(3));
  const pixels = [...centreDigit(three)];
  const trained = await testBench.predict({ run, pixels });
  expect(trained).toMatchObject({ step: progress.totalSteps, answer: 3, about: 3, kind: 'probabilities' });
  expect(trained.saliency).toHaveLength(784);
  expect(trained.layers.map(({ type, values }) => [type, values.length])).toEqual([['affine', 50], ['relu', 50], ['affine', 10]]);
  const untrained = await testBench.predict({ run, pixels, step: 0, about: 7 });
  expect(untrained).toMatchObject({ step: 0, about: 7 });
  expect(Math.max(...untrained.probabilities)).toBeLessThan(Math.max(...trained.probabilities));
  await expect(testBench.predict({ run, pixels, step: 17 })).rejects.toMatchObject({ code: 'not-found' });
  await expect(testBench.predict({ run, pixels: [1, 2] })).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining('784 values') as string });

  const events: TestEvent[] = [];
  for await (const event of testBench.evaluate({ run })) events.push(event);
  const last = events.at(-1);
  if (last?.type !== 'report') throw new Error('it ended without a report');
  const { report } = last;
  expect(report.accuracy).toBe(final?.testAccuracy);
  expect(report.loss).toBeCloseTo(final?.testLoss ?? 0, 5);
  expect(report).toMatchObject({ sameData: true, dataset: 'idx' });
  expect(report.confusion.flat().reduce((sum, count) => sum + count, 0)).toBe(400);
  expect(report.worst.length + report.certain.length).toBe(400);
  const [worst] = report.worst;
  const { labels, pixels: pictures, of } = await testBench.images(run, [worst]);
  expect([labels, of]).toEqual([[report.truth[worst]], 400]);
  // The same picture by itself gets the same answer, by the textbook network.
  const again = await testBench.predict({ run, pixels: [...Buffer.from(pictures ?? '', 'base64')] });
  expect(again.answer).toBe(report.answers[worst]);
  expect(again.probabilities[again.answer]).toBeCloseTo(report.answerProbability[worst], 5);
  await expect(testBench.images(run, [400])).rejects.toMatchObject({ code: 'usage' });

  const [line] = await start(app, { format: 'descent/experiment@1', name: 'line', data: { source: 'line' }, network: { layers: [{ type: 'affine', units: 1 }], loss: { type: 'mean-squared-error' } }, training: { iterations: 3 } });
  await untilState(app, line.id, 'done', 'failed');
  await expect(testBench.open(line.id)).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining('predicts numbers') as string });
  await app.close();

  const picture = new PNG({ width: three.width, height: three.height });
  three.values.forEach((value, i) => picture.data.set([255 - value, 255 - value, 255 - value, 255], 4 * i));
  writeFileSync(join(home, 'three.png'), PNG.sync.write(picture));
  writeFileSync(join(home, 'rubbish.png'), 'no picture');
  const json = await command(home, 'predict', run, join(home, 'three.png'), '--json');
  expect(json).toMatchObject({ code: 0, err: '' });
  expect(JSON.parse(json.out)).toMatchObject({ run, step: progress.totalSteps, images: [{ answer: '3', probabilities: { 3: expect.closeTo(trained.probabilities[3], 6) as number } }] });
  const mixed = await command(home, 'predict', run, join(home, 'rubbish.png'), join(home, 'three.png'), join(home, 'missing.png'));
  expect(mixed.code).toBe(1);
  expect(mixed.err).toMatch(/rubbish\.png: expected a PNG picture, found something else/);
  expect(mixed.err).toMatch(/missing\.png: there is no such file/);
  expect(mixed.out).toMatch(/three\.png\s+3 /);
  expect(await command(home, 'predict', line.id, join(home, 'three.png'))).toMatchObject({ code: 2 });
});
