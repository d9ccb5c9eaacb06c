import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../../src/engine/data/dataset.ts';
import { readSafetensors, writeSafetensors } from '../../../src/engine/formats/safetensors.ts';
import { kernelNames, selectKernels } from '../../../src/engine/kernels/select.ts';
import { prepareExamples } from '../../../src/engine/training/examples.ts';
import { initialWeights } from '../../../src/engine/training/initial-weights.ts';
import { planNetwork } from '../../../src/engine/training/network.ts';
import { Run, type RunResult } from '../../../src/engine/training/run.ts';
import { Session, type SessionOptions } from '../../../src/engine/training/session.ts';
import type { Evaluation } from '../../../src/shared/api/records.ts';
import type { RunDocument } from '../../../src/shared/experiment/index.ts';
import { datasetOf, runDocument } from '../support/documents.ts';

interface Story {
  readonly run: Run;
  readonly losses: number[];
  readonly rates: number[];
  readonly evaluations: Map<number, Evaluation>;
  readonly result: RunResult;
}

async function sessionOf(document: RunDocument, more: Partial<SessionOptions> = {}): Promise<Session> {
  const dataset: Dataset = await datasetOf(document);
  const weights = initialWeights(planNetwork(document.network, dataset.featureShape), { seed: document.seed, baseDirectory: '/' });
  return new Session({ document, examples: prepareExamples(dataset, document), weights, ...more });
}

/** Trains a document to its end. */
async function train(parts: Record<string, unknown>, more: Partial<SessionOptions> = {}): Promise<Story> {
  const run = new Run(await sessionOf(runDocument(parts), more));
  const [losses, rates]: number[][] = [[], []];
  const evaluations = new Map<number, Evaluation>();
  while (!run.over) {
    const { record, evaluation } = run.advance();
    losses.push(record.loss);
    rates.push(record.lr);
    if (evaluation) evaluations.set(record.step, evaluation);
  }
  return { run, losses, rates, evaluations, result: run.finish() };
}

const everything = {
  data: { source: 'moons', count: 150, validation: 0.2 },
  network: { layers: [{ type: 'affine', units: 12 }, { type: 'batch-norm' }, { type: 'relu' }, { type: 'dropout', rate: 0.2 }, { type: 'affine', units: 9 }, { type: 'leaky-relu' }, { type: 'affine', units: 2 }] },
  optimizer: { type: 'adam', lr: 0.01 },
  schedule: { type: 'reduce-on-plateau', patience: 2, warmup: 2 },
  regularization: { l2: 0.01, clipNorm: 1 },
  training: { batchSize: 16, epochs: 12, earlyStopping: { patience: 30 } },
};

describe('evaluations', () => {
  it('follow the last step of every epoch', async () => {
    const { evaluations } = await train({ training: { batchSize: 50, epochs: 3 } });
    expect([...evaluations.keys()]).toEqual([3, 6, 9]); // 120 examples make three steps
  });

  it('follow every so many steps, and the last one', async () => {
    const { evaluations } = await train({ training: { batchSize: 50, iterations: 10, evaluate: { every: 4 } } });
    expect([...evaluations.keys()]).toEqual([4, 8, 10]);
  });

  it('follow the last step alone', async () => {
    const { evaluations, result } = await train({ training: { batchSize: 50, iterations: 10, evaluate: { every: 'end' } } });
    expect([...evaluations.keys()]).toEqual([10]);
    expect(result.final).toEqual(evaluations.get(10));
  });

  it('use the first examples, and all of them at the end', async () => {
    const document = { training: { batchSize: 50, epochs: 2, evaluate: { train: 7, test: 5 } } };
    const { run, evaluations } = await train(document);
    expect(evaluations.get(6)?.trainLoss).toBe(run.session.evaluate('train')?.loss);
    expect(run.session.evaluate('train', 7)?.examples).toBe(7);
    expect(Number.isInteger(Number(evaluations.get(3)?.testAccuracy) * 5)).toBe(true);
  });

  it('never open a test set that is to stay closed', async () => {
    const { evaluations, result } = await train({ training: { batchSize: 50, epochs: 2, evaluate: { test: 0 } } });
    for (const evaluation of [...evaluations.values(), result.final, result.best]) expect([evaluation.testLoss, evaluation.testAccuracy]).toEqual([null, null]);
  });

  it('change nothing in the run', async () => {
    const often = await train({ ...everything, schedule: { type: 'cosine' }, training: { batchSize: 16, epochs: 4, evaluate: { every: 1 } } });
    const once = await train({ ...everything, schedule: { type: 'cosine' }, training: { batchSize: 16, epochs: 4, evaluate: { every: 'end' } } });
    expect(often.losses).toEqual(once.losses);
    expect(often.result.weights).toEqual(once.result.weights);
  });

  it('have no accuracy where values are predicted', async () => {
    const { result, losses } = await train({ data: { source: 'sine', count: 100 }, network: { layers: [{ type: 'affine', units: 20 }, { type: 'tanh' }, { type: 'affine', units: 1 }, { type: 'identity' }], loss: { type: 'mean-squared-error' } }, optimizer: { type: 'adam', lr: 0.02 }, training: { batchSize: 20, epochs: 100 } });
    expect(result.final.testAccuracy).toBeNull();
    expect(result.final.testLoss).toBeLessThan(0.5 * losses[0]);
  });
});

describe('the learning rate', () => {
  it('falls where the validation loss has stayed for two evaluations, and only there', async () => {
    const { rates, evaluations, run } = await train({ ...everything, regularization: {}, training: { batchSize: 16, epochs: 40 } });
    const { stepsPerEpoch } = run.session.length;
    expect(rates[0]).toBeCloseTo(0.01 / (2 * stepsPerEpoch), 12); // warmup over two epochs
    expect(rates[2 * stepsPerEpoch - 1]).toBe(0.01);
    let [best, waited, rate] = [Infinity, 0, 0.01];
    for (const [step, { validationLoss }] of evaluations) {
      if (Number(validationLoss) < best) [best, waited] = [Number(validationLoss), 0];
      else if (++waited === 2) [waited, rate] = [0, rate / 2];
      if (step > 2 * stepsPerEpoch && step < rates.length) expect(rates[step]).toBeCloseTo(rate, 12);
    }
    expect(rate).toBeLessThan(0.01);
  });
});

describe('early stopping', () => {
  const stopping = { data: { source: 'spiral', count: 60, noise: 1, validation: 0.3 }, network: { layers: [{ type: 'affine', units: 40 }, { type: 'relu' }, { type: 'affine', units: 3 }] }, optimizer: { type: 'adam', lr: 0.03 } };

  it('ends the run after so many evaluations without a new best, and brings the best weights back', async () => {
    const { run, evaluations, result } = await train({ ...stopping, training: { batchSize: 10, epochs: 500, earlyStopping: { patience: 6 } } });
    const losses = [...evaluations.values()].map(({ validationLoss }) => Number(validationLoss));
    expect(result.reason).toBe('early-stopping');
    expect(losses.length).toBe(losses.indexOf(Math.min(...losses)) + 1 + 6);
    expect(result.final.validationLoss).toBe(Math.min(...losses));
    expect(run.session.evaluate('validation')?.loss).toBe(Math.min(...losses));
  });

  it('keeps the last weights where they are wanted', async () => {
    const { evaluations, result } = await train({ ...stopping, training: { batchSize: 10, epochs: 500, earlyStopping: { patience: 6, restoreBest: false } } });
    expect(result.final).toEqual([...evaluations.values()].at(-1));
  });

  it('watches the accuracy where it is told to', async () => {
    const { evaluations, result } = await train({ ...stopping, training: { batchSize: 10, epochs: 500, earlyStopping: { metric: 'validationAccuracy', patience: 4 } } });
    const accuracies = [...evaluations.values()].map(({ validationAccuracy }) => Number(validationAccuracy));
    expect(accuracies.length).toBe(accuracies.indexOf(Math.max(...accuracies)) + 1 + 4);
    expect(result.final.validationAccuracy).toBe(Math.max(...accuracies));
  });
});

describe('the same document', () => {
  it('gives the same bits twice', async () => {
    const [a, b] = [await train(everything), await train(everything)];
    expect(a.losses).toEqual(b.losses);
    expect(a.result).toEqual(b.result);
  });

  it('gives other bits with another seed', async () => {
    expect((await train({ ...everything, seed: 4 })).losses).not.toEqual((await train(everything)).losses);
  });

  it.each(kernelNames)('gives the same bits with joined calls and with single ones (kernels %s)', async (name) => {
    const kernels = selectKernels(name).chosen;
    for (const parts of [everything, { ...everything, optimizer: { type: 'sgd', lr: 0.05 }, regularization: { l2: 0.01 } }]) {
      const [joined, single] = [await train(parts, { kernels }), await train(parts, { kernels, joined: false })];
      expect(joined.losses).toEqual(single.losses);
      expect(joined.result.weights).toEqual(single.result.weights);
    }
  });

  it('goes on from a checkpoint at any step as if nothing had happened', async () => {
    const whole = await train(everything);
    for (const at of [1, 8, 50]) {
      const first = new Run(await sessionOf(runDocument(everything)));
      while (first.session.step < at) first.advance();
      const second = new Run(await sessionOf(runDocument(everything), { weights: {} }), first.checkpoint());
      const losses: number[] = [];
      while (!second.over) losses.push(second.advance().record.loss);
      expect(losses).toEqual(whole.losses.slice(at));
      expect(second.finish()).toEqual(whole.result);
    }
  });
});

describe('variants of a document', () => {
  it('begin with the same weights where shapes agree, and meet the same mini-batches', async () => {
    const plain = await sessionOf(runDocument({ network: { layers: [{ type: 'affine', units: 8 }, { type: 'relu' }, { type: 'affine', units: 3 }] } }));
    const normed = await sessionOf(runDocument({ network: { layers: [{ type: 'affine', units: 8 }, { type: 'batch-norm' }, { type: 'relu' }, { type: 'affine', units: 3 }] }, optimizer: { type: 'adam' } }));
    const weights = (session: Session) => session.float32.tensors.filter(({ plan }) => plan.isWeight).map((tensor) => Array.from(session.view(tensor)));
    expect(weights(normed)).toEqual(weights(plain));
  });
});

describe('a checkpoint', () => {
  it('of another network is refused', async () => {
    const bytes = new Run(await sessionOf(runDocument())).checkpoint();
    const other = await sessionOf(runDocument({ network: { layers: [{ type: 'affine', units: 9 }, { type: 'tanh' }, { type: 'affine', units: 3 }] } }));
    expect(() => new Run(other, bytes)).toThrow('checkpoint: expected layers.0.weight of shape [2, 9], found [2, 8]. A run can only go on with a network of the same shape.');
  });

  it('of another format, or none at all, is refused', async () => {
    const session = await sessionOf(runDocument());
    expect(() => new Run(session, writeSafetensors({ tensors: {}, metadata: {} }))).toThrow(/checkpoint: expected a checkpoint of format descent\/checkpoint@1, found none\. Resume it with the version/);
    expect(() => new Run(session, new Uint8Array(5))).toThrow(/expected a safetensors file/);
  });

  it('can go on with another optimizer, whose memory begins at zero', async () => {
    const first = new Run(await sessionOf(runDocument({ optimizer: { type: 'momentum' } })));
    first.advance();
    const second = new Run(await sessionOf(runDocument({ optimizer: { type: 'adam' } }), { weights: {} }), first.checkpoint());
    expect(second.session.step).toBe(1);
    expect(second.advance().record.step).toBe(2);
  });

  it('another optimizer numbers its updates from the fork on, also after its own checkpoint: Adam’s first step is as long as its learning rate', async () => {
    const first = new Run(await sessionOf(runDocument({ optimizer: { type: 'momentum' } })));
    for (let step = 0; step < 5; step++) first.advance();
    const adam = runDocument({ optimizer: { type: 'adam', lr: 0.01 } });
    const second = new Run(await sessionOf(adam, { weights: {} }), first.checkpoint());
    const biases = (run: Run) => readSafetensors(run.checkpoint(), '').tensors['layers.0.bias'].data as Float32Array;
    const before = biases(second);
    second.advance();
    const moved = biases(second).map((value, i) => Math.abs(value - before[i]));
    expect(Math.max(...moved)).toBeCloseTo(0.01, 4);
    const third = new Run(await sessionOf(adam, { weights: {} }), second.checkpoint());
    second.advance();
    third.advance();
    expect(biases(third)).toEqual(biases(second));
  });
});

describe('initial weights from a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'descent-weights-'));
  const from = (tensors: Parameters<typeof writeSafetensors>[0]['tensors'], layers: object[] = [{ type: 'affine', units: 3 }]) => {
    writeFileSync(join(folder, 'w.safetensors'), writeSafetensors({ tensors, metadata: {} }));
    const document = runDocument({ network: { init: { scheme: 'file', path: 'w.safetensors' }, layers } });
    return initialWeights(planNetwork(document.network, [2]), { seed: 0, baseDirectory: folder });
  };
  const weight = { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) };

  it('fill every tensor that is there; the others begin as usual', () => {
    const values = from({ 'layers.0.weight': weight, 'layers.1.running_mean': { shape: [3], data: Float64Array.of(7, 8, 9) } }, [{ type: 'affine', units: 3 }, { type: 'batch-norm' }]);
    expect(Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Array.from(value)]))).toEqual({
      'layers.0.weight': [1, 2, 3, 4, 5, 6],
      'layers.0.bias': [0, 0, 0],
      'layers.1.gamma': [1, 1, 1],
      'layers.1.beta': [0, 0, 0],
      'layers.1.running_mean': [7, 8, 9],
      'layers.1.running_var': [0, 0, 0],
    });
  });

  it('are refused where a weight is missing, named otherwise, or the wrong way round', () => {
    expect(() => from({ 'layers.0.weights': weight })).toThrow(/^w\.safetensors: expected a tensor layers\.0\.weight \[2, 3\], found 1 others, nearest layers\.0\.weights\. Tensors are named/);
    expect(() => from({ 'layers.0.weight': { ...weight, shape: [3, 2] } })).toThrow('expected layers.0.weight of shape [2, 3], found [3, 2]');
  });

  it('are refused where there is no such file', () => {
    const document = runDocument({ network: { init: { scheme: 'file', path: 'nowhere.safetensors' }, layers: [{ type: 'affine', units: 3 }] } });
    expect(() => initialWeights(planNetwork(document.network, [2]), { seed: 0, baseDirectory: folder })).toThrow(/^nowhere\.safetensors: expected a file of weights at .*nowhere\.safetensors, found nothing there/);
  });

  it('may come from a Python program, in half or double precision, with vectors as rows', () => {
    const path = fileURLToPath(new URL('../../fixtures/safetensors/from_python.safetensors', import.meta.url));
    const document = runDocument({ network: { init: { scheme: 'file', path }, layers: [{ type: 'affine', units: 4 }, { type: 'tanh' }, { type: 'affine', units: 3 }] } });
    const values = initialWeights(planNetwork(document.network, [2]), { seed: 0, baseDirectory: '/' });
    expect(Object.values(values).map((value) => Array.from(value))).toEqual([
      [0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875],
      [0.5, -0.5, 0.25, -0.25],
      Array.from({ length: 12 }, (_, i) => i / 16),
      [0, 0, 0],
    ]);
  });

  it('can be those that a run ended with', async () => {
    const { result } = await train({});
    expect(Object.keys(readSafetensors(result.weights, 'w').tensors)).toEqual(['layers.0.weight', 'layers.0.bias', 'layers.2.weight', 'layers.2.bias']);
  });
});
