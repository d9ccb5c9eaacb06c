import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ort from 'onnxruntime-web';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp, type App } from '../../../src/main/app.ts';
import { spawnWorker } from '../../../src/main/workers/spawn.ts';
import { readSafetensors } from '../../../src/engine/formats/safetensors.ts';
import { definitions } from '../../../src/engine/catalog.ts';
import { codeLanguages } from '../../../src/shared/api/models.ts';
import { command } from '../../support/command-line.ts';
import { resources, start, temporaryFolder, untilState } from '../../support/studio.ts';

/** One run, trained once, that leaves the studio in every form. */

const home = mkdtempSync(join(tmpdir(), 'descent-models-'));
let app: App;
let id: string;

const document = {
  format: 'descent/experiment@1',
  name: 'A spiral',
  seed: 5,
  data: { source: 'spiral', scaling: 'standardize' },
  network: { layers: [{ type: 'affine', units: 16 }, { type: 'batch-norm' }, { type: 'relu' }, { type: 'affine', units: 3 }] },
  optimizer: { type: 'momentum', lr: 0.05 },
  training: { batchSize: 20, epochs: 5, inspect: 'off' },
};

beforeAll(async () => {
  ort.env.wasm.numThreads = 1;
  app = createApp({ home, resources, spawnWorker });
  [{ id }] = await start(app, document);
  await untilState(app, id, 'done');
}, 60_000);

afterAll(async () => {
  await app.close();
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
});

describe('descent export', () => {
  it('writes an ONNX model that is as often right on the test set as the run was', async () => {
    const file = join(temporaryFolder(), 'out', 'model.onnx');
    const outcome = await command(home, 'export', id.slice(0, -2), '--format', 'onnx', '-o', file);
    expect(outcome).toMatchObject({ code: 0, out: `Written: ${file}\n`, err: '' });
    const session = await ort.InferenceSession.create(readFileSync(file));
    const { test } = await datasetOf(id);
    const { probabilities } = await session.run({ input: new ort.Tensor('float32', Float32Array.from(test.features), [test.count, 2]) });
    const values = probabilities.data as Float32Array;
    let right = 0;
    for (let row = 0; row < test.count; row++) {
      const scores = values.subarray(row * 3, row * 3 + 3);
      if (scores.indexOf(Math.max(...scores)) === test.labels[row]) right++;
    }
    expect(right / test.count).toBe(app.services.runs.get(id).final?.testAccuracy);
  });

  it('writes one for a net with every kind of layer there is, which gives the probabilities that the run gives, within 1e-5', async () => {
    const kinds = definitions.layer.map(({ type }) => (type === 'affine' ? { type, units: 12 } : { type }));
    const [run] = await start(app, { ...document, name: 'Every layer', network: { layers: [...kinds, { type: 'affine', units: 3 }] } });
    await untilState(app, run.id, 'done');
    const file = join(temporaryFolder(), 'every.onnx');
    expect((await command(home, 'export', run.id, '--format', 'onnx', '-o', file)).code).toBe(0);
    const session = await ort.InferenceSession.create(readFileSync(file));
    const { test } = await datasetOf(run.id);
    const { probabilities } = await session.run({ input: new ort.Tensor('float32', Float32Array.from(test.features), [test.count, 2]) });
    const answers = probabilities.data as Float32Array;
    for (const row of [0, 1, Math.floor(test.count / 2), test.count - 1]) {
      const { probabilities: expected } = await app.services.testBench.predict({ run: run.id, pixels: [...test.features.slice(row * 2, row * 2 + 2)] });
      for (const [index, probability] of expected.entries()) expect(Math.abs(answers[row * 3 + index] - probability)).toBeLessThan(1e-5);
    }
  });

  it('writes safetensors that say what they are from, and from which a run starts again', async () => {
    const folder = temporaryFolder();
    expect((await command(home, 'export', id, '--format', 'safetensors', '--json', '-o', join(folder, 'given.safetensors'))).out).toContain('"files"');
    const { tensors, metadata } = readSafetensors(readFileSync(join(folder, 'given.safetensors')), 'given');
    expect(Object.keys(tensors)).toEqual(['layers.0.weight', 'layers.0.bias', 'layers.1.gamma', 'layers.1.beta', 'layers.1.running_mean', 'layers.1.running_var', 'layers.3.weight', 'layers.3.bias']);
    expect(metadata).toMatchObject({ 'descent.run': id, 'descent.step': String(app.services.runs.get(id).progress.step), 'descent.dataHash': app.services.runs.get(id).dataHash });

    const again = { ...document, network: { ...document.network, init: { scheme: 'file', path: 'given.safetensors' } }, optimizer: { type: 'sgd', lr: 0 } };
    const { runs } = await app.services.experiments.start(again, { language: 'en', baseDirectory: folder });
    await untilState(app, runs[0].id, 'done');
    expect(app.services.runs.get(runs[0].id).series['loss']).toBeGreaterThan(0);
    const [kept] = await app.services.models.export(app.services.runs.stored(runs[0].id), 'safetensors');
    expect(readSafetensors(kept.bytes, 'kept').tensors['layers.0.weight']).toEqual(tensors['layers.0.weight']);
  });

  it.each(codeLanguages)('writes a program of %s with its weights and data, which Python runs where it can', async (language) => {
    const folder = temporaryFolder();
    const outcome = await command(home, 'export', id, '--format', language, '--json', '-o', join(folder, 'spiral net.py'));
    expect(outcome.code).toBe(0);
    const names = ['spiral net.py', 'spiral net.data.safetensors.gz', 'spiral net.safetensors'];
    expect(JSON.parse(outcome.out)).toEqual({ files: names.map((name) => join(folder, name)) });
    const python = ['python3', '/usr/bin/python3'].find((one) => language === 'numpy' && spawnSync(one, ['-c', 'import numpy']).status === 0);
    if (python === undefined) return;
    const { stdout, stderr } = spawnSync(python, [join(folder, 'spiral net.py')], { encoding: 'utf8' });
    expect(stderr).toBe('');
    const { testAccuracy, testLoss } = app.services.runs.get(id).final ?? {};
    expect(stdout).toBe(`test: loss ${testLoss?.toFixed(6)}, accuracy ${(Number(testAccuracy) * 100).toFixed(2)}%\n`);
  });

  it('explains what it cannot do', async () => {
    const wrong = await command(home, 'export', id, '--format', 'word', '-o', 'x');
    expect(wrong.code).toBe(2);
    expect(wrong.err).toMatch(/Allowed choices are safetensors, onnx, pytorch, keras, numpy, descent, csv, tensorboard, mlflow/);
    const shadow = await command(home, 'export', id, '--format', 'numpy', '-o', 'numpy.py');
    expect(shadow).toMatchObject({ code: 2, out: '' });
    expect(shadow.err).toMatch(/numpy\.py would be found by its own "import numpy".*such as numpy-net\.py/);
    const nobody = await command(home, 'export', 'nobody', '--format', 'onnx', '-o', 'x');
    expect(nobody).toMatchObject({ code: 1 });
    expect(nobody.err).toMatch(/There is no run "nobody"/);
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    const nowhere = await command(home, 'export', id, '--format', 'safetensors', '-o', join(folder, 'file', 'x'));
    expect(nowhere.err).toMatch(/cannot be written: a part of its path is a file, not a folder/);
  });
});

/** The run's data as it is stored. */
async function datasetOf(run: string) {
  const { data } = app.services.runs.get(run).document;
  const { loadDataset } = await import('../../../src/engine/data/load.ts');
  return loadDataset((await app.services.datasets.locate(data, '/')).location);
}
