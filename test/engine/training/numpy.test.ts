import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { describeCatalog } from '../../../src/engine/catalog.ts';
import { loadDataset } from '../../../src/engine/data/load.ts';
import { locateDataset } from '../../../src/engine/data/locate.ts';
import { readSafetensors } from '../../../src/engine/formats/safetensors.ts';
import { selectKernels } from '../../../src/engine/kernels/select.ts';
import { prepareExamples } from '../../../src/engine/training/examples.ts';
import { initialWeights } from '../../../src/engine/training/initial-weights.ts';
import { planNetwork } from '../../../src/engine/training/network.ts';
import { Run } from '../../../src/engine/training/run.ts';
import { Session } from '../../../src/engine/training/session.ts';
import { TextbookRun } from '../../../src/engine/training/textbook.ts';
import { parseExperiment } from '../../../src/shared/experiment/index.ts';

const folder = fileURLToPath(new URL('../../fixtures/numpy/', import.meta.url));
const cases = JSON.parse(readFileSync(`${folder}expected.json`, 'utf8')) as {
  document: { name: string };
  losses: number[];
  rates: number[];
  final: Record<string, number | null>;
}[];
const catalog = describeCatalog();

/** The specification, the set that gives the same bits on every machine, and the one that this machine trains on. */
const kernelSets = [...new Set(['plain', 'strict', selectKernels().chosen.name])].map((name) => selectKernels(name).chosen);

/** Everything that both engines need for a case. */
async function prepared(raw: unknown) {
  const document = parseExperiment(raw, catalog);
  const { location } = await locateDataset(document.data, { baseDirectory: folder, roots: [], cacheDirectory: null });
  const dataset = await loadDataset(location);
  const weights = initialWeights(planNetwork(document.network, dataset.featureShape), { seed: document.seed, baseDirectory: folder });
  return { document, examples: prepareExamples(dataset, document), weights };
}

function expectedTensors(index: number) {
  const name = `case-${String(index).padStart(2, '0')}.expected.safetensors`;
  return Object.entries(readSafetensors(readFileSync(folder + name), name).tensors);
}

/** Largest difference, relative to the largest value of the tensor. */
function difference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let largest = 1e-6;
  let worst = 0;
  for (let i = 0; i < expected.length; i++) {
    largest = Math.max(largest, Math.abs(expected[i]));
    worst = Math.max(worst, Math.abs(actual[i] - expected[i]));
  }
  return worst / largest;
}

describe.each(cases.map((expected, index) => ({ name: expected.document.name, index, ...expected })))('$name, computed by NumPy in float64', ({ index, document: raw, losses, rates, final }) => {
  it.each(kernelSets)('is what the float32 engine trains on the kernels $name, step by step, within 1e-4', async (kernels) => {
    const run = new Run(new Session({ ...(await prepared(raw)), kernels }));
    for (let step = 0; step < losses.length; step++) {
      const { record } = run.advance();
      expect(record.lr).toBeCloseTo(rates[step], 12);
      expect(Math.abs(record.loss - losses[step]) / losses[step], `loss of step ${step + 1}`).toBeLessThan(1e-4);
    }
    for (const [name, { data }] of expectedTensors(index)) {
      const tensor = run.session.float32.tensors.find((candidate) => candidate.name === name);
      expect(tensor && difference(run.session.view(tensor), data), name).toBeLessThan(1e-4);
    }
    const result = run.finish();
    for (const [metric, value] of Object.entries(final)) {
      const actual = result.final[metric as keyof typeof result.final];
      if (value === null) expect(actual).toBeNull();
      else expect(Math.abs(Number(actual) - value) / Math.max(value, 1e-3), metric).toBeLessThan(1e-4);
    }
  });

  it('is what the textbook version computes, to the last digits', async () => {
    const run = new TextbookRun(await prepared(raw));
    // The engine reads features and standardization as float32: that alone is a difference of about 1e-7.
    for (const loss of losses) expect(Math.abs(run.trainStep().loss - loss) / loss).toBeLessThan(2e-6);
    for (const [name, { data }] of expectedTensors(index)) expect(difference(run.network.tensors[name].data, data), name).toBeLessThan(1e-5);
  });
});
