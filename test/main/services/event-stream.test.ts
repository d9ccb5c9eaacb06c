import { describe, expect, it } from 'vitest';
import type { Progress, RunEvent, RunSummary } from '../../../src/shared/api/records.ts';
import { RunEvents } from '../../../src/main/services/events.ts';

const recorded = (runId: string, step: number): RunEvent => ({ type: 'recorded', runId, progress: { step } as Progress, points: { loss: { steps: [step], values: [step / 10] } } });
const changed = (id: string, name: string): RunEvent => ({ type: 'changed', run: { id, name } as RunSummary });

/** What a reader finds that looks only after all of it was published. */
async function readLate(published: readonly RunEvent[]): Promise<RunEvent[]> {
  const events = new RunEvents();
  const reader = events.subscribe();
  const first = reader.next(); // subscribes
  for (const event of published) events.publish(event);
  const read = [(await first).value as RunEvent];
  const left = (async () => {
    for await (const event of reader) read.push(event);
  })();
  await new Promise((resolve) => setImmediate(resolve));
  events.close();
  await left;
  return read;
}

describe('a stream of events', () => {
  it('merges what a slow reader has not read, and loses no point', async () => {
    const read = await readLate([recorded('a', 1), recorded('a', 2), recorded('b', 1), recorded('a', 3)]);
    const points = read.flatMap((event) => (event.type === 'recorded' && event.runId === 'a' ? [...(event.points['loss']?.steps ?? [])] : []));
    expect(points).toEqual([1, 2, 3]);
    expect(read).toHaveLength(2);
  });

  it('keeps the order of what happens to one run', async () => {
    const read = await readLate([recorded('a', 1), changed('a', 'x'), recorded('a', 2), changed('b', 'y'), changed('b', 'z')]);
    expect(read.map((event) => (event.type === 'changed' ? `${event.run.id} ${event.run.name}` : event.type))).toEqual(['recorded', 'a x', 'recorded', 'b z']);
  });

  it('ends for a reader that leaves, and for all when it is closed', async () => {
    const events = new RunEvents();
    const gone = new AbortController();
    const [one, two] = [events.subscribe(gone.signal), events.subscribe()];
    const ends = [one.next(), two.next()];
    gone.abort();
    expect(await ends[0]).toEqual({ done: true, value: undefined });
    events.publish(changed('a', 'x'));
    expect((await ends[1])?.value).toMatchObject({ type: 'changed' });
    const last = two.next();
    events.close();
    expect((await last).done).toBe(true);
  });
});
