import { describe, expect, it, onTestFinished } from 'vitest';
import type { Op } from '../../../src/engine/core/program.ts';
import { selectKernels } from '../../../src/engine/kernels/select.ts';
import { prepareExamples } from '../../../src/engine/training/examples.ts';
import { initialWeights } from '../../../src/engine/training/initial-weights.ts';
import { planNetwork } from '../../../src/engine/training/network.ts';
import { Pace } from '../../../src/engine/training/pace.ts';
import { phasesOf } from '../../../src/engine/training/phases.ts';
import { Session } from '../../../src/engine/training/session.ts';
import { spawnStepThread } from '../../../src/engine/worker/step-thread.ts';
import { datasetOf, runDocument } from '../support/documents.ts';

const affine = (units: number) => ({ type: 'affine', units });
const relu = { type: 'relu' };
const documents: Record<string, Record<string, unknown>> = {
  'ReLU and SGD': { network: { layers: [affine(40), relu, affine(33), relu, affine(3)] } },
  'decay, l1, clipping and momentum': { network: { layers: [affine(40), relu, affine(3)] }, regularization: { l2: 0.01, l1: 0.001, clipNorm: 0.5, clipValue: 0.1 }, optimizer: { type: 'momentum' } },
  'Batch Norm, Dropout and Adam': { network: { layers: [affine(40), { type: 'batch-norm' }, relu, { type: 'dropout', rate: 0.3 }, affine(9), { type: 'sigmoid' }, affine(3)] }, optimizer: { type: 'adam' } },
  'squared errors of a softmax': { network: { layers: [affine(7), { type: 'tanh' }, affine(3), { type: 'softmax' }], loss: { type: 'mean-squared-error' } } },
};

describe('threads that share a session', () => {
  it.each(Object.entries(documents))('give the bits of one thread: %s', async (_title, parts) => {
    // 120 examples in batches of 25: the last of an epoch is smaller.
    const document = runDocument({ training: { batchSize: 25, epochs: 8 }, ...parts });
    const dataset = await datasetOf(document);
    const train = async (size: number) => {
      const weights = initialWeights(planNetwork(document.network, dataset.featureShape), { seed: 1, baseDirectory: '.' });
      const crew = size === 1 ? undefined : { size, spawn: spawnStepThread, always: true };
      const session = new Session({ document, examples: prepareExamples(dataset, document), weights, kernels: selectKernels().chosen, crew });
      onTestFinished(() => { session.dispose(); });
      await session.helpersReady();
      const losses = Array.from({ length: 23 }, () => session.trainStep().loss);
      return { losses, test: session.evaluate('test'), train: session.evaluate('train', 70), tensors: session.float32.tensors.map((tensor) => session.view(tensor).slice()) };
    };
    const alone = await train(1);
    expect(await train(2)).toEqual(alone);
    expect(await train(3)).toEqual(alone);
  });

  it('are sent home, and the session goes on alone', async () => {
    const document = runDocument();
    const dataset = await datasetOf(document);
    const weights = initialWeights(planNetwork(document.network, dataset.featureShape), { seed: 1, baseDirectory: '.' });
    const ended: number[] = [];
    const session = new Session({
      document,
      examples: prepareExamples(dataset, document),
      weights,
      kernels: selectKernels().chosen,
      crew: { size: 2, always: true, spawn: (plan, index) => { const helper = spawnStepThread(plan, index); return { end: () => { ended.push(index); helper.end(); } }; } },
    });
    await session.helpersReady();
    session.trainStep();
    expect(session.threads).toBe(2);
    session.dispose();
    expect(ended).toEqual([1]);
    expect(session.threads).toBe(1);
    expect(session.trainStep().step).toBe(2);
  });
});

describe('phases', () => {
  const rows = { name: 'batch', width: 1 };
  const weights = { name: 'w', rows: 6, width: 1 };
  const op = (over: Op['over'], ...args: number[]): Op => ({ kernel: 'reluForward', args, over, layer: 0 });
  const [a, b, c, d] = [1024, 2048, 3072, 4096];

  it('hold calls together that run over the same domain', () => {
    expect(phasesOf([op(rows, b, a), op(rows, c, b)])).toHaveLength(1);
  });

  it('part a call from what another domain writes', () => {
    expect(phasesOf([op(rows, b, a), op(weights, c, b)])).toHaveLength(2);
  });

  it('let a call pass others that it has nothing to do with, but never those it hangs on', () => {
    const first = op(rows, b, a);
    const second = op(weights, c, b);
    const third = op(rows, d, b);
    const fourth = op(rows, b, d);
    expect(phasesOf([first, second, third, fourth])).toEqual([[first, third], [second], [fourth]]);
  });
});

describe('the pace', () => {
  /** Plays steps whose times hang on the way; the ways of the steps. */
  const play = (alone: number, together: number, steps: number): boolean[] => {
    const pace = new Pace();
    return Array.from({ length: steps }, () => {
      const way = pace.together;
      pace.took(way ? together : alone);
      return way;
    });
  };

  it('uses helping threads where steps are faster with them, and not where they are slower', () => {
    expect(play(2, 1, 300).slice(200).every((together) => together)).toBe(true);
    expect(play(1, 2, 300).slice(200).some((together) => together)).toBe(false);
  });

  it('tries the other way again from time to time, for a few steps', () => {
    const ways = play(1, 2, 9000);
    const tries = ways.slice(300).filter((together) => together).length;
    expect(tries).toBeGreaterThan(0);
    expect(tries).toBeLessThan(200);
  });
});
