import { expect, it } from 'vitest';
import { spawnWorker } from '../../../src/main/workers/spawn.ts';
import { fakeDocument, openStudio, start, untilState } from '../../support/studio.ts';

it('says nothing of a run without points, and refuses one that is not there or was deleted', async () => {
  const app = openStudio();
  app.services.settings.change({ parallelRuns: 1 });
  const [held] = await start(app, fakeDocument('hold at 1'));
  const [waiting] = await start(app, fakeDocument('waiting'));
  await untilState(app, held.id, 'running');
  expect(app.services.advice.of(waiting.id)).toEqual([]);
  expect(() => app.services.advice.of('no-such-run')).toThrow('There is no run "no-such-run".');
  await app.services.runs.delete(waiting.id);
  expect(() => app.services.advice.of(waiting.id)).toThrow(/There is no run/);
});

it('reads a run from the store alone: a learning rate far too small is told with its evidence, in both languages', async () => {
  const app = openStudio({ spawnWorker });
  const [{ id }] = await start(app, {
    format: 'descent/experiment@1',
    name: 'hardly moves',
    data: { source: 'spiral', validation: 0.2 },
    network: { init: { scheme: 'normal', std: 0.01 }, layers: [{ type: 'affine', units: 8 }, { type: 'relu' }, { type: 'affine', units: 3 }] },
    optimizer: { type: 'sgd', lr: 1e-7 },
    training: { batchSize: 10, epochs: 20 },
  });
  await untilState(app, id, 'done');
  const findings = app.services.advice.of(id);
  expect(findings.map(({ rule }) => rule)).toEqual(expect.arrayContaining([expect.stringMatching(/not-falling|too-small|loss/)]));
  for (const { evidence, threshold, title } of findings) {
    for (const text of [evidence, threshold, title]) {
      expect(text.en).not.toBe('');
      expect(text.zh).toMatch(/[\u4e00-\u9fff]/);
    }
  }
});
