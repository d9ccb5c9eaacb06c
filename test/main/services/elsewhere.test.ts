import { expect, it } from 'vitest';
import type { RunEvent } from '../../../src/shared/api/records.ts';
import { fakeDocument, openStudio, start, temporaryFolder, until, untilState } from '../../support/studio.ts';

it('shows the runs of another process as they train, with their points, and leaves them to it', async () => {
  const home = temporaryFolder();
  const here = openStudio({ home });
  const there = openStudio({ home });
  const events: RunEvent[] = [];
  here.services.events.listen((event) => events.push(event));
  const [{ id }] = await start(there, fakeDocument('hold at 100', { training: { iterations: 200 } }));
  const seen = await until(here, id, ({ elsewhere, progress }) => elsewhere && progress.step > 60);
  expect(seen.state).toBe('running');
  for (const steer of ['pause', 'resume', 'step'] as const) expect(() => here.services.runs[steer](id)).toThrow(/another Descent on this machine/);
  await expect(here.services.runs.stop(id)).rejects.toMatchObject({ code: 'conflict' });
  await expect(here.services.runs.delete(id)).rejects.toMatchObject({ code: 'conflict' });
  here.services.runs.setNotes(id, 'seen from here');
  there.services.runs.pause(id);
  await untilState(there, id, 'paused');
  there.services.runs.resume(id);
  await untilState(there, id, 'done');
  const done = await untilState(here, id, 'done');
  expect(done).toMatchObject({ elsewhere: false, notes: 'seen from here' });
  await until(here, id, () => events.some((event) => event.type === 'changed' && event.run.state === 'done'));

  const steps = events.flatMap((event) => (event.type === 'recorded' ? (event.points['loss']?.steps ?? []) : []));
  expect(steps).toEqual(Array.from({ length: steps.length }, (_, i) => steps[0] + i));
  expect(steps.at(-1)).toBe(200);
  there.services.runs.rename(id, 'renamed there');
  await until(here, id, () => events.some((event) => event.type === 'changed' && event.run.name === 'renamed there'));
  await there.services.runs.delete(id);
  await new Promise<void>((told) => here.services.events.listen((event) => event.type === 'removed' && event.runId === id && told()));
});
