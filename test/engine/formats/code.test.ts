import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { definitionOf, definitions, describeCatalog } from '../../../src/engine/catalog.ts';
import { loadDataset } from '../../../src/engine/data/load.ts';
import { locateDataset } from '../../../src/engine/data/locate.ts';
import { writeDataFile } from '../../../src/engine/formats/code/data-file.ts';
import { writeProgram } from '../../../src/engine/formats/code/program.ts';
import type { ProgramSource } from '../../../src/engine/formats/code/source.ts';
import { writeSafetensors } from '../../../src/engine/formats/safetensors.ts';
import { takeWeights } from '../../../src/engine/training/checkpoint.ts';
import { prepareExamples } from '../../../src/engine/training/examples.ts';
import { initialWeights } from '../../../src/engine/training/initial-weights.ts';
import { planNetwork } from '../../../src/engine/training/network.ts';
import { Session } from '../../../src/engine/training/session.ts';
import { codeLanguages } from '../../../src/shared/api/models.ts';
import { parseExperiment } from '../../../src/shared/experiment/index.ts';
import { softmax } from '../../../src/shared/labs/losses.ts';
import { runDocument } from '../support/documents.ts';

/** Generated programs are run by Python where it is, with the cases that the engine itself is held to: see fixtures/numpy. */

const folder = fileURLToPath(new URL('../../fixtures/numpy/', import.meta.url));
const cases = JSON.parse(readFileSync(`${folder}expected.json`, 'utf8')) as { document: { name: string; network: { layers: { type: string; rate?: number }[] } } }[];
const catalog = describeCatalog();
const steps = 20;
const work = mkdtempSync(join(tmpdir(), 'descent-code-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** A Python that has these packages. */
function pythonWith(...packages: string[]): string | undefined {
  return ['python3', '/usr/bin/python3', 'python'].find((python) => spawnSync(python, ['-c', `import importlib.util, sys; sys.exit(any(importlib.util.find_spec(name) is None for name in sys.argv[1:]))`, ...packages], { stdio: 'ignore' }).status === 0);
}

const withNumpy = pythonWith('numpy');
const withTorch = pythonWith('numpy', 'torch');
const anyPython = pythonWith('json');

async function prepared(index: number) {
  const document = parseExperiment(cases[index].document, catalog);
  const { location } = await locateDataset(document.data, { baseDirectory: folder, roots: [], cacheDirectory: null });
  const dataset = await loadDataset(location);
  const examples = prepareExamples(dataset, document);
  const weights = initialWeights(planNetwork(document.network, dataset.featureShape), { seed: document.seed, baseDirectory: folder });
  const session = new Session({ document, examples, weights });
  const { train, validation, test } = examples.rows;
  // The program begins with weights of its own: those of the fixture are put in by the harness.
  const own = { ...document, network: { ...document.network, init: { scheme: 'auto' } } };
  const source: ProgramSource = { document: own, featureShape: dataset.featureShape, task: dataset.task, bytes: dataset.train.features instanceof Uint8Array, examples: { train: train.length, validation: validation.length, test: test.length }, file: 'program', trained: false };
  return { session, source, examples, initial: writeSafetensors({ tensors: takeWeights(session), metadata: {} }) };
}

function predicted(session: Session): number[] {
  const rows = Array.from(session.examples.rows.test);
  const outputs = Array.from(session.predict('test', rows));
  if (!session.network.loss.definition.appliesSoftmax) return outputs;
  const columns = session.network.outputs;
  return rows.flatMap((_, row) => softmax(outputs.slice(row * columns, (row + 1) * columns)).probabilities);
}

interface Answer {
  readonly before: number[];
  readonly losses: number[];
  readonly after: number[];
  readonly score: number[];
}

/** Dropout draws other numbers than the engine: cases with a rate are compared before training alone. */
const random = (index: number) => cases[index].document.network.layers.some(({ type, rate }) => type === 'dropout' && rate !== 0);

async function run(python: string, language: 'numpy' | 'pytorch'): Promise<void> {
  const able = Array.from(cases.keys()).filter((index) => language === 'numpy' || !cases[index].document.name.endsWith(refusedByPyTorch));
  const all = await Promise.all(able.map(prepared));
  const folders = all.map(({ source, examples, initial }, index) => {
    const place = join(work, language, String(index));
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, 'program.py'), writeProgram(language, source).text);
    writeFileSync(join(place, 'program.data.safetensors.gz'), writeDataFile(examples));
    writeFileSync(join(place, 'initial.safetensors'), initial);
    return place;
  });
  const { stdout, stderr, status } = spawnSync(python, [`${folder}run_programs.py`, String(steps), ...folders], { encoding: 'utf8', maxBuffer: 1e8 });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  const answers = JSON.parse(stdout) as Answer[];
  all.forEach(({ session }, position) => {
    const index = able[position];
    const { before, losses, after, score } = answers[position];
    const name = cases[index].document.name;
    expect(largestDifference(before, predicted(session)), `${name}: predictions before training`).toBeLessThan(1e-5);
    if (random(index)) return;
    // Where a declaration notes that PyTorch does otherwise, it need not be the same to the last digits.
    const tolerance = language === 'pytorch' && definitionOf('optimizer', session.document.optimizer.type).code.notes?.pytorch ? 0.05 : 1e-4;
    for (const [step, loss] of losses.entries()) {
      const expected = session.trainStep().loss;
      expect(Math.abs(loss - expected) / expected, `${name}: loss of step ${step + 1}`).toBeLessThan(tolerance);
    }
    if (language === 'pytorch' && hasBatchNorm(session)) return; // Its running variance is another: see the declaration's note.
    expect(largestDifference(after, predicted(session)), `${name}: predictions after ${steps} steps`).toBeLessThan(tolerance);
    const evaluation = session.evaluate('test');
    expect(Math.abs(score[0] - Number(evaluation?.loss)), `${name}: test loss`).toBeLessThan(tolerance);
    if (evaluation?.accuracy != null && tolerance === 1e-4) expect(score[1], `${name}: test accuracy`).toBeCloseTo(evaluation.accuracy, 6);
  });
}

/** Its last mini-batch of an epoch is of one example, and it has batch normalization. */
const refusedByPyTorch = 'case-15';

const hasBatchNorm = (session: Session) => session.network.layers.some(({ definition }) => definition.traits?.needsBatch);

/** Relative to the largest value. */
function largestDifference(a: readonly number[], b: readonly number[]): number {
  expect(a.length).toBe(b.length);
  const scale = Math.max(1, ...b.map(Math.abs));
  return Math.max(...a.map((value, i) => Math.abs(value - b[i]))) / scale;
}

describe('a generated program', () => {
  it.skipIf(withNumpy === undefined)(`of NumPy predicts and trains what the engine does, in ${cases.length} cases (needs Python with NumPy)`, () => run(String(withNumpy), 'numpy'));
  it.skipIf(withTorch === undefined)(`of PyTorch predicts and trains what the engine does, in ${cases.length} cases (needs Python with PyTorch)`, () => run(String(withTorch), 'pytorch'));
});

const layers = [{ type: 'affine', units: 6 }, ...definitions.layer.filter(({ type }) => type !== 'affine').map(({ type }) => ({ type })), { type: 'dropout', rate: 0.2, scaling: 'at-test' }, { type: 'affine', units: 3 }];
const source = (parts: Record<string, unknown>): ProgramSource => ({
  document: runDocument({ network: { layers }, data: { source: 'spiral', validation: 0.2 }, ...parts }),
  featureShape: [2], task: { kind: 'classification', classNames: ['a', 'b', 'c'] }, bytes: false, examples: { train: 96, validation: 24, test: 30 }, file: 'program', trained: true,
});

describe.each(codeLanguages)('a program of %s', (language) => {
  const everything = [
    ...definitions.optimizer.map(({ type }) => ({ optimizer: { type } })),
    ...definitions.schedule.map(({ type }) => ({ schedule: { type, warmup: 1 } })),
    ...definitions.initializer.map(({ type }) => ({ network: { init: { scheme: type, ...(type === 'file' ? { path: 'w.safetensors' } : {}) }, layers } })),
    ...definitions.loss.map(({ type }) => ({ network: { loss: { type }, layers } })),
    { data: { source: 'spiral', validation: 0.2, scaling: 'standardize' }, regularization: { l1: 0.1, l2: 0.1, clipNorm: 1, clipValue: 1 }, training: { batchSize: 10, epochs: 3, sampling: 'with-replacement', evaluate: { every: 7, train: 10, test: 0 }, earlyStopping: { metric: 'validationAccuracy', patience: 2, restoreBest: true } } },
    { name: 'A "quoted" """name""" with \\ and\nlines', training: { batchSize: 10, iterations: 30, sampling: 'sequential', evaluate: { every: 'end' } } },
  ];

  it.skipIf(anyPython === undefined)('is Python, whatever the document says (needs Python)', () => {
    const files = everything.map((parts, i) => {
      const file = join(work, `${language}-${i}.py`);
      writeFileSync(file, writeProgram(language, source(parts)).text);
      return file;
    });
    const { stderr } = spawnSync(String(anyPython), ['-c', 'import ast, sys\nfor file in sys.argv[1:]: ast.parse(open(file, encoding="utf-8").read(), file)', ...files], { encoding: 'utf8' });
    expect(stderr).toBe('');
  });

  it('says which lines come from where in the document', () => {
    const { text, lines } = writeProgram(language, source({ regularization: { l2: 0.5 } }));
    const all = text.split('\n');
    const of = (path: string) => lines.filter((entry) => entry.path === path).flatMap(({ from, to }) => all.slice(from - 1, to)).join('\n');
    layers.forEach((_, index) => expect(of(`network.layers.${index}`), `layer ${index}`).not.toBe(''));
    expect(of('optimizer')).toMatch(/optim|update/);
    expect(of('schedule')).toContain('def learning_rate');
    expect(of('regularization.l2')).toContain('L2 = 0.5');
    for (const { from, to } of lines) {
      expect(from).toBeGreaterThan(0);
      expect(to).toBeGreaterThanOrEqual(from);
      expect(to).toBeLessThan(all.length);
    }
  });

  it('holds only what it uses', () => {
    const plain = writeProgram(language, source({ network: { layers: [{ type: 'affine', units: 3 }] } })).text;
    for (const word of ['Relu', 'Dropout', 'BatchNorm', 'L2', 'CLIP', 'PATIENCE', 'observe', 'penalty']) expect(plain).not.toContain(word);
  });
});
