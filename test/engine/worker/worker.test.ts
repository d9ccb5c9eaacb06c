import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { locateDataset } from '../../../src/engine/data/locate.ts';
import type { FromWorker, StartMessage, ToWorker } from '../../../src/engine/worker/protocol.ts';
import type { RunDocument } from '../../../src/shared/experiment/index.ts';
import { runDocument } from '../support/documents.ts';

type Of<T extends FromWorker['type']> = Extract<FromWorker, { type: T }>;

/** A real worker, started from source, and all that it said. */
class Talk {
  readonly worker = new Worker(new URL('../../../src/engine/worker/worker.ts', import.meta.url));
  readonly heard: FromWorker[] = [];
  #wake: () => void = () => undefined;

  constructor() {
    this.worker.on('message', (message: FromWorker) => {
      this.heard.push(message);
      this.#wake();
    });
    this.worker.on('error', (error) => this.heard.push({ type: 'failed', failure: { code: 'crash', message: String(error), detail: {} } }));
  }

  say(message: ToWorker): void {
    this.worker.postMessage(message);
  }

  async start(document: RunDocument, more: Partial<StartMessage> = {}): Promise<void> {
    const { location } = await locateDataset(document.data, { baseDirectory: '/', roots: [], cacheDirectory: null });
    this.say({ type: 'start', document, dataset: location, baseDirectory: '/', maxThreads: 1, checkpointEvery: 1000, recordEvery: 5, kernels: 'plain', ...more });
  }

  /** The next message of a type, counted from what was heard before `after`. */
  async hear<T extends FromWorker['type']>(type: T, after = 0): Promise<Of<T>> {
    for (;;) {
      const found = this.heard.slice(after).find((message): message is Of<T> => message.type === type);
      if (found) return found;
      const failed = this.heard.slice(after).find((message) => message.type === 'failed' || message.type === 'finished');
      if (failed) throw new Error(`waited for ${type}, heard ${JSON.stringify(failed).slice(0, 500)}`);
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** All points of a series so far. */
  points(name: string): [number, number][] {
    return this.heard.flatMap((message) => (message.type === 'recorded' ? (message.points[name]?.steps ?? []).map((step, i): [number, number] => [step, message.points[name].values[i]]) : []));
  }
}

const talks: Talk[] = [];
const talk = (): Talk => {
  const made = new Talk();
  talks.push(made);
  return made;
};
afterEach(async () => {
  await Promise.all(talks.splice(0).map(({ worker }) => worker.terminate()));
});

const document = runDocument({ network: { layers: [{ type: 'affine', units: 16 }, { type: 'batch-norm' }, { type: 'relu' }, { type: 'dropout', rate: 0.1 }, { type: 'affine', units: 3 }] }, optimizer: { type: 'adam', lr: 0.01 }, training: { batchSize: 16, epochs: 40 } });

describe('a training worker', () => {
  it('says what it does from the data to the result, every step once', async () => {
    const it = talk();
    await it.start(document);
    const { ready } = await it.hear('ready');
    const finished = await it.hear('finished');
    expect(ready.stepsPerEpoch * 40).toBe(ready.totalSteps);
    expect(it.points('loss').map(([step]) => step)).toEqual(Array.from({ length: ready.totalSteps }, (_, i) => i + 1));
    expect(it.points('testAccuracy').map(([step]) => step)).toEqual(Array.from({ length: 40 }, (_, i) => (i + 1) * ready.stepsPerEpoch));
    expect(finished).toMatchObject({ reason: 'done', step: ready.totalSteps });
    expect(it.points('testLoss').at(-1)?.[1]).toBe(finished.final.testLoss);
    expect(finished.best.testAccuracy).toBe(Math.max(...it.points('testAccuracy').map(([, value]) => value)));
    expect(finished.final.validationLoss).toBeNull();
  });

  it('gives the same bits twice, paused and stepped, and resumed from a checkpoint by another worker', async () => {
    const whole = talk();
    await whole.start(document);
    const expected = await whole.hear('finished');

    const paused = talk();
    await paused.start(document, { paused: true });
    await paused.hear('paused');
    paused.say({ type: 'step' });
    paused.say({ type: 'step' });
    paused.say({ type: 'resume' });
    const { bytes } = await paused.hear('checkpoint');
    const stepped = await paused.hear('finished');
    expect(Buffer.from(stepped.weights).equals(Buffer.from(expected.weights))).toBe(true);
    expect(paused.points('loss')).toEqual(whole.points('loss'));

    const resumed = talk();
    await resumed.start(document, { checkpoint: bytes });
    expect(Buffer.from((await resumed.hear('finished')).weights).equals(Buffer.from(expected.weights))).toBe(true);
  });

  it('goes on from a checkpoint in the middle with the points that were missing', async () => {
    const first = talk();
    await first.start(document);
    const expected = await first.hear('finished');
    const held = talk();
    await held.start(document, { judgeAfterEpochs: [7] });
    const { evaluation } = await held.hear('judge');
    held.say({ type: 'hold' });
    const checkpoint = await held.hear('checkpoint');
    expect(evaluation.testAccuracy).toBe(first.points('testAccuracy').find(([step]) => step === checkpoint.step)?.[1]);

    const second = talk();
    await second.start(document, { checkpoint: checkpoint.bytes });
    const finished = await second.hear('finished');
    expect(second.points('loss')).toEqual(first.points('loss').filter(([step]) => step > checkpoint.step));
    expect(Buffer.from(finished.weights).equals(Buffer.from(expected.weights))).toBe(true);
    expect([finished.final, finished.best]).toEqual([expected.final, expected.best]);
  });

  it('held, trains no step beyond its checkpoint, whatever it is told then', async () => {
    const it = talk();
    await it.start({ ...document, training: { ...document.training, epochs: 100_000 } });
    await it.hear('recorded');
    it.say({ type: 'hold' });
    const { step } = await it.hear('checkpoint');
    expect(it.points('loss').at(-1)?.[0]).toBe(step);
    it.say({ type: 'resume' });
    it.say({ type: 'step' });
    const { totalSteps } = (await it.hear('ready')).ready;
    // Whatever the held run said would stand among the points of the next.
    const after = it.heard.length;
    await it.start({ ...document, training: { ...document.training, epochs: 1 } });
    const next = await it.hear('finished', after);
    expect(next.step).toBeLessThan(totalSteps);
    expect(it.points('loss').slice(step).map(([number]) => number)).toEqual(Array.from({ length: next.step }, (_, i) => i + 1));
  });

  it('stops after the step under way with an evaluation of all examples', async () => {
    const it = talk();
    await it.start(runDocument({ training: { batchSize: 1, epochs: 100_000, evaluate: { every: 'end' } } }));
    await it.hear('recorded');
    it.say({ type: 'stop' });
    const finished = await it.hear('finished');
    expect(finished.reason).toBe('stopped');
    expect(finished.final.trainLoss).toBeTypeOf('number');
    expect(it.points('loss').at(-1)?.[0]).toBe(finished.step);
  });

  it('trains one run after the other', async () => {
    const it = talk();
    await it.start(document);
    const first = await it.hear('finished');
    const after = it.heard.length;
    await it.start(document);
    const second = await it.hear('finished', after);
    expect(Buffer.from(second.weights).equals(Buffer.from(first.weights))).toBe(true);
  });

  it('says why a run cannot go on, and can train the next', async () => {
    const it = talk();
    await it.start(runDocument({ optimizer: { type: 'sgd', lr: 1000 }, network: { layers: [{ type: 'affine', units: 30 }, { type: 'leaky-relu', slope: 0.5 }, { type: 'affine', units: 3 }] }, training: { batchSize: 10, epochs: 50 } }));
    const { failure } = await it.hear('failed');
    expect(failure.code).toBe('training-diverged');
    expect(failure.message).toMatch(/diverged at step \d+: .*layer \d \(.*Try a learning rate of 100 instead of 1000/);
    const after = it.heard.length;
    await it.start(document);
    expect((await it.hear('finished', after)).reason).toBe('done');
  });

  it('refuses a network that does not fit the data, with the mend', async () => {
    const it = talk();
    await it.start(runDocument({ network: { layers: [{ type: 'affine', units: 7 }] } }));
    const { failure } = await it.hear('failed');
    expect(failure.code).toBe('document-invalid');
    expect(failure.message).toBe('network.layers.0.units: The network ends with 7 outputs, but the data has 3 classes. To mend it: Set 3 units.');
  });

  it('looks inside without changing the run by a bit', async () => {
    const looked = talk();
    await looked.start({ ...document, training: { ...document.training, inspect: 1 } });
    const blind = talk();
    await blind.start({ ...document, training: { ...document.training, inspect: 'off' } });
    const [a, b] = [await looked.hear('finished'), await blind.hear('finished')];
    expect(Buffer.from(a.weights).equals(Buffer.from(b.weights))).toBe(true);
    expect(looked.points('loss')).toEqual(blind.points('loss'));
    const inspections = looked.heard.flatMap((message) => (message.type === 'recorded' ? message.inspections : []));
    expect(inspections).toHaveLength(a.step);
    expect(inspections[0].layers.map(({ type }) => type)).toEqual(['affine', 'batch-norm', 'relu', 'dropout', 'affine']);
  });
});
