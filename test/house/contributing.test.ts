import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { definitions, describeCatalog } from '../../src/engine/catalog.ts';
import type { OptimizerDefinition } from '../../src/engine/core/define.ts';
import { prepareExamples } from '../../src/engine/training/examples.ts';
import { initialWeights } from '../../src/engine/training/initial-weights.ts';
import { planNetwork } from '../../src/engine/training/network.ts';
import { Run } from '../../src/engine/training/run.ts';
import { Session } from '../../src/engine/training/session.ts';
import { TextbookRun } from '../../src/engine/training/textbook.ts';
import { checkExperiment, type RunDocument } from '../../src/shared/experiment/index.ts';
import { datasetOf } from '../engine/support/documents.ts';
import { defaultsOf, expectUpdates } from '../engine/support/definitions.ts';
import { temporaryFolder } from '../support/studio.ts';

const root = resolve(import.meta.dirname, '../..');
const guide = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
const blocks = [...guide.matchAll(/```ts\n([^]*?)```/g)].map(([, code]) => code);

/** The example as a file of its own, importing what it would import in its place. */
async function built(): Promise<OptimizerDefinition> {
  const core = pathToFileURL(join(root, 'src/engine/core/')).href;
  const file = join(temporaryFolder(), 'averaged-momentum.ts');
  writeFileSync(file, blocks[0].replaceAll("'../core/", `'${core}`));
  return ((await import(pathToFileURL(file).href)) as { default: OptimizerDefinition }).default;
}

it('the optimizer of CONTRIBUTING is one file that trains as its textbook version does, resumes, and is known everywhere', async () => {
  const optimizer = await built();
  const sections = definitions.optimizer as OptimizerDefinition[];
  sections.push(optimizer);
  try {
    const catalog = describeCatalog();
    expect(catalog.optimizer.at(-1)).toMatchObject({ type: 'averaged-momentum', title: { zh: '平均动量' } });
    const parts = { format: 'descent/experiment@1', name: 'contributed', seed: 3, data: { source: 'spiral', count: 90, validation: 0.2 }, network: { layers: [{ type: 'affine', units: 6 }, { type: 'tanh' }, { type: 'affine', units: 3 }] }, optimizer: { type: 'averaged-momentum' }, training: { batchSize: 16, epochs: 4 } };
    const { document, problems } = checkExperiment(parts, catalog);
    expect(problems).toEqual([]);
    expect(checkExperiment({ ...parts, optimizer: { type: 'averaged-momentun' } }, catalog).problems).toMatchObject([{ suggestion: 'averaged-momentum' }]);
    const run = document as unknown as RunDocument;
    const dataset = await datasetOf(run);
    const weights = Object.fromEntries(Object.entries(initialWeights(planNetwork(run.network, dataset.featureShape), { seed: 3, baseDirectory: '/' })).map(([name, values]) => [name, Float32Array.from(values)]));
    const examples = prepareExamples(dataset, run);
    const whole = new Run(new Session({ document: run, examples, weights }));
    const textbook = new TextbookRun({ document: run, examples, weights });
    const [session, losses] = [new Session({ document: run, examples, weights }), [] as number[]];
    for (let step = 0; step < session.length.totalSteps; step++) {
      const [float32, float64] = [session.trainStep(), textbook.trainStep()];
      expect(Math.abs(float32.loss / float64.loss - 1)).toBeLessThan(1e-4);
      losses.push(float64.loss);
    }
    expect(losses.at(-1)).toBeLessThan(losses[0]);
    let checkpoint: Uint8Array | undefined;
    while (!whole.over) {
      whole.advance();
      if (whole.session.step === 7) checkpoint = whole.checkpoint();
    }
    const resumed = new Run(new Session({ document: run, examples, weights: {} }), checkpoint);
    while (!resumed.over) resumed.advance();
    expect(Buffer.from(resumed.checkpoint()).equals(Buffer.from(whole.checkpoint()))).toBe(true);
  } finally {
    sections.pop();
  }
});

it('its test passes', async () => {
  const optimizer = await built();
  const body = /=> \{\n([^]*)\n\}\);/.exec(blocks[1])?.[1] ?? '';
  expect(body).toContain('expectUpdates(averagedMomentum');
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the words of the guide are what is tested
  const check = new Function('expect', 'averagedMomentum', 'defaultsOf', 'expectUpdates', body) as (...names: unknown[]) => void;
  check(expect, optimizer, defaultsOf, expectUpdates);
});
