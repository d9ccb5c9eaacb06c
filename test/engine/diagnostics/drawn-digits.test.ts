import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Dataset } from '../../../src/engine/data/dataset.ts';
import { findSet, searchRoots } from '../../../src/engine/data/find.ts';
import { mnist } from '../../../src/engine/data/known-sets.ts';
import { loadDataset } from '../../../src/engine/data/load.ts';
import { examine } from '../../../src/engine/diagnostics/examine.ts';
import { Explainer } from '../../../src/engine/diagnostics/explain.ts';
import { selectKernels } from '../../../src/engine/kernels/select.ts';
import { prepareExamples } from '../../../src/engine/training/examples.ts';
import { initialWeights } from '../../../src/engine/training/initial-weights.ts';
import { Run } from '../../../src/engine/training/run.ts';
import { Session } from '../../../src/engine/training/session.ts';
import { centreDigit, shrinkDrawing } from '../../../src/shared/digits/centre.ts';
import { drawStrokes } from '../../../src/shared/digits/strokes.ts';
import { drawnDigits, strokesOf, type Hand } from '../../fixtures/drawn/strokes.ts';
import { drawnSet } from '../support/drawn-set.ts';
import { runDocument } from '../support/documents.ts';

/** The two-layer recipe's network, trained on a data set, and what it answers to drawn digits. */
function trained(dataset: Dataset, source: string) {
  const recipe = JSON.parse(readFileSync(new URL('../../../resources/recipes/two-layer.descent.json', import.meta.url), 'utf8')) as Record<string, unknown>;
  const document = runDocument({ ...recipe, data: { source } });
  const examples = prepareExamples(dataset, document);
  const session = new Session({ document, examples, weights: {}, kernels: selectKernels().chosen });
  session.load(initialWeights(session.network, { seed: document.seed, baseDirectory: '/' }));
  const run = new Run(session);
  while (!run.over) run.advance();
  const weights = Object.fromEntries(session.float32.tensors.map((tensor) => [tensor.name, session.view(tensor).slice()]));
  const explainer = new Explainer({ network: session.network, weights, scaling: examples.scaling, bytes: true });
  const centred = (digit: number, hand?: Hand) => explainer.explain(centreDigit(drawStrokes(strokesOf(digit, hand)))).answer;
  const asItStands = (digit: number, hand?: Hand) => explainer.explain(shrinkDrawing(drawStrokes(strokesOf(digit, hand)))).answer;
  return { document, examples, session, weights, centred, asItStands, answers: (ask: typeof centred, hand?: Hand) => drawnDigits.map((digit) => ask(digit, hand)) };
}

/** Where a digit has to be drawn so that its centre of mass is the middle of the pad. */
function middleOf(digit: number): [number, number] {
  const { values, width } = drawStrokes(strokesOf(digit));
  let [mass, x, y] = [0, 0, 0];
  values.forEach((value, i) => {
    mass += value;
    x += value * (i % width);
    y += value * Math.floor(i / width);
  });
  return [280 - x / mass, 280 - y / mass];
}

const found = await findSet(mnist, searchRoots({ datasets: process.env.DESCENT_DATASETS }));

describe.each([
  { of: 'a fifth of the built-in digits', source: 'digits', least: 0.9, load: () => Promise.resolve(drawnSet(12_000, 1000)) },
  { of: 'MNIST (needs DESCENT_DATASETS)', source: 'mnist', least: 0.965, load: found.state === 'found' ? () => loadDataset(found.location) : undefined },
])("drawn digits meet the two-layer recipe's network of $of", ({ source, least, load }) => {
  let network: ReturnType<typeof trained>;
  beforeAll(async () => {
    if (load) network = trained(await load(), source);
  });
  const test = it.skipIf(load === undefined);

  test('is trained well enough to be asked', async () => {
    const { document, examples, weights, session } = network;
    const { accuracy, loss } = await examine({ document, examples, weights, kernels: selectKernels().chosen });
    expect(accuracy).toBeGreaterThan(least);
    const score = session.evaluate('test');
    expect(accuracy).toBe(score?.accuracy);
    expect(loss).toBeCloseTo(score?.loss ?? 0, 5);
  });

  test('which knows them thick and thin', () => {
    expect(network.answers(network.centred)).toEqual(drawnDigits);
    expect(network.answers(network.centred, { width: 14 })).toEqual(drawnDigits);
    expect(network.answers(network.centred, { width: 34 })).toEqual(drawnDigits);
  });

  test('small in a corner as large in the middle', () => {
    expect(network.answers(network.centred, { size: 0.4, width: 10, at: [60, 70] })).toEqual(drawnDigits);
    expect(network.answers(network.centred, { size: 0.5, width: 12, at: [210, 205] })).toEqual(drawnDigits);
  });

  test("and as they stand, where the hand drew them as large and as far in the middle as MNIST's are", () => {
    expect(drawnDigits.map((digit) => network.asItStands(digit, { at: middleOf(digit) }))).toEqual(drawnDigits);
  });

  test('but not as they stand in a corner: that is what centring is for', () => {
    const wrong = network.answers(network.asItStands, { size: 0.4, width: 10, at: [60, 70] }).filter((answer, digit) => answer !== digit);
    expect(wrong.length).toBeGreaterThan(4);
  });
});
