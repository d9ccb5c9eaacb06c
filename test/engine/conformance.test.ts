import { existsSync, readFileSync } from 'node:fs';
import { icons } from '@iconify-json/lucide';
import { describe, expect, it } from 'vitest';
import { definitions, describeCatalog } from '../../src/engine/catalog.ts';
import type { Dataset } from '../../src/engine/data/dataset.ts';
import type { LayerDefinition } from '../../src/engine/core/define.ts';
import { sizeOf } from '../../src/engine/core/shape.ts';
import { floatsAt } from '../../src/engine/kernels/memory.ts';
import { selectKernels } from '../../src/engine/kernels/select.ts';
import { prepareExamples } from '../../src/engine/training/examples.ts';
import { checkGradients } from '../../src/engine/training/gradient-check.ts';
import { initialWeights } from '../../src/engine/training/initial-weights.ts';
import { planNetwork } from '../../src/engine/training/network.ts';
import { Run } from '../../src/engine/training/run.ts';
import { Session } from '../../src/engine/training/session.ts';
import { TextbookRun } from '../../src/engine/training/textbook.ts';
import { checkExperiment, type RunDocument } from '../../src/shared/experiment/index.ts';
import { slots, type DefinitionDescription } from '../../src/shared/schema/definition.ts';
import type { ParameterDescription } from '../../src/shared/schema/kinds/index.ts';
import { generateDefinitions } from '../../scripts/generate-definitions.ts';
import { datasetOf, runDocument } from './support/documents.ts';

/** Walks the catalog and holds every definition to what all of them promise. Values are checked beside each definition's own file. */

const catalog = describeCatalog();
const everything = Object.values(catalog).flat();
const folders: Record<string, string> = { layer: 'layers', loss: 'losses', initializer: 'initializers', optimizer: 'optimizers', schedule: 'schedules' };

/** A parameter that has no default gets one that works here. */
const required: Record<string, unknown> = { path: 'weights.safetensors', trainImages: 'a', trainLabels: 'a', testImages: 'a', testLabels: 'a' };

/** A document that uses a definition with its defaults and the given options. */
function documentWith({ slot, type, parameters }: DefinitionDescription, options: Record<string, unknown> = {}): Record<string, unknown> {
  const needed = Object.fromEntries(Object.entries(parameters).flatMap(([name, parameter]) => (!parameter.optional && !('default' in parameter) ? [[name, required[name]]] : [])));
  const section = { [slots[slot].discriminator]: type, ...needed, ...options };
  const base = {
    format: 'descent/experiment@1',
    name: 'conformance',
    data: { source: 'spiral', count: 90, validation: 0.2 },
    network: { init: { scheme: 'auto' }, layers: [{ type: 'affine', units: 6 }, { type: 'tanh' }, { type: 'affine', units: 3 }], loss: { type: 'softmax-cross-entropy' } },
    optimizer: { type: 'sgd', lr: 0.1 },
    training: { batchSize: 16, epochs: 4 },
  };
  switch (slot) {
    case 'layer':
      return { ...base, network: { ...base.network, layers: [{ type: 'affine', units: 6 }, section, { type: 'affine', units: 3 }] } };
    case 'loss':
      return { ...base, network: { ...base.network, loss: section } };
    case 'initializer':
      return { ...base, network: { ...base.network, init: section } };
    case 'optimizer':
      return { ...base, optimizer: section };
    case 'schedule':
      return { ...base, schedule: section };
    case 'dataset':
      return { ...base, data: section };
    default:
      throw new Error(slot satisfies never);
  }
}

/** Where a definition's section stands in `documentWith`. */
const sectionPath: Record<string, string> = { layer: 'network.layers.1', loss: 'network.loss', initializer: 'network.init', optimizer: 'optimizer', schedule: 'schedule', dataset: 'data' };

/** Values that a parameter must refuse. */
function wrongValues(parameter: ParameterDescription): unknown[] {
  switch (parameter.kind) {
    case 'number': {
      const { min, max, exclusiveMin, exclusiveMax, integer } = parameter;
      return ['many', NaN, ...(integer ? [1.5] : []), ...(min === undefined ? [] : [exclusiveMin ? min : min - 1]), ...(max === undefined ? [] : [exclusiveMax ? max : max + 1])];
    }
    case 'boolean':
      return ['yes', 1];
    case 'choice':
      return [`${parameter.default}x`, 3];
    case 'number-list':
      return [5, ['a'], ...(parameter.increasing ? [[3, 2]] : []), ...(parameter.integer ? [[1.5]] : [])];
    case 'text':
      return [7, ...(parameter.file ? [''] : [])];
    case 'definition':
      return ['he-normal', { scheme: 'no-such-scheme' }];
    default:
      throw new Error(parameter satisfies never);
  }
}

describe.each(everything.map((definition) => ({ name: `${definition.slot} ${definition.type}`, definition })))('$name', ({ definition }) => {
  it('has its texts in both languages, a reference and an icon that exists', () => {
    const texts = [definition.title, definition.summary, definition.whenToUse, ...Object.values(definition.parameters).flatMap(({ title, help }) => [title, ...(help ? [help] : [])])];
    for (const { en, zh } of texts) {
      expect(en).not.toMatch(/^\s*$/);
      expect(zh).not.toMatch(/^\s*$/);
    }
    for (const { en, zh } of [definition.summary, definition.whenToUse]) {
      expect(en).toMatch(/[.!]$/);
      expect(zh).toMatch(/[\u4e00-\u9fff].*。$/);
    }
    expect(definition.reference).not.toBe('');
    expect(definition.type).toMatch(/^[a-z]+(-[a-z]+)*$/);
    const icon = definition.icon ?? '';
    expect(icon in icons.icons || icon in (icons.aliases ?? {}), `icon "${icon}"`).toBe(true);
  });

  it('is valid with its defaults, and its document survives a round trip', () => {
    const { document, problems } = checkExperiment(documentWith(definition), catalog);
    expect(problems).toEqual([]);
    expect(checkExperiment(JSON.parse(JSON.stringify(document)), catalog).document).toEqual(document);
  });

  it('refuses wrong values, each with its path and what was expected', () => {
    for (const [name, parameter] of Object.entries(definition.parameters)) {
      for (const wrong of wrongValues(parameter)) {
        const path = `${sectionPath[definition.slot]}.${name}`;
        const { problems } = checkExperiment(documentWith(definition, { [name]: wrong }), catalog);
        expect(problems.length, `${path}: ${JSON.stringify(wrong)}`).toBeGreaterThan(0);
        for (const problem of problems) {
          expect(problem.path.startsWith(path), `${problem.path} for ${path}`).toBe(true);
          expect(problem.message).toMatch(/: expected .+, got /);
        }
      }
    }
  });

  it('refuses a key it does not have, naming the nearest', () => {
    const [first = slots[definition.slot].discriminator] = Object.keys(definition.parameters);
    const { problems } = checkExperiment(documentWith(definition, { [`${first}x`]: 1 }), catalog);
    expect(problems).toMatchObject([{ path: `${sectionPath[definition.slot]}.${first}x`, suggestion: first }]);
  });
});

describe.each(everything.filter(({ slot }) => slot in folders).map((definition) => ({ name: `${definition.slot} ${definition.type}`, definition })))('$name', ({ definition }) => {
  it('has a test of its own that holds it to values worked out by hand', () => {
    const file = new URL(`${folders[definition.slot]}/${definition.type}.test.ts`, import.meta.url);
    expect(existsSync(file), `${file.pathname} is missing`).toBe(true);
    const source = readFileSync(file, 'utf8');
    expect(source).toContain(`${folders[definition.slot]}/${definition.type}.ts`);
    expect(source.match(/\bit\(/g)?.length ?? 0).toBeGreaterThan(0);
    expect(source.match(/expect\w*\(/g)?.length ?? 0).toBeGreaterThan(0);
    expect(source.match(/\d/g)?.length ?? 0, 'numbers in the test').toBeGreaterThan(5);
  });
});

it('the index of definitions is what the folders hold', async () => {
  expect(readFileSync(new URL('../../src/engine/definitions.generated.ts', import.meta.url), 'utf8')).toBe(await generateDefinitions());
});

/** What trains: every definition in a network around it that makes it matter. */
const trained = everything.filter(({ slot, type }) => slot !== 'dataset' && type !== 'file');

describe.each(trained.map((definition) => ({ name: `${definition.slot} ${definition.type}`, definition })))('training with $name', ({ definition }) => {
  const document = runDocument(documentWith(definition));

  async function start(): Promise<{ document: RunDocument; dataset: Dataset; weights: Record<string, Float32Array> }> {
    const dataset = await datasetOf(document);
    const weights = initialWeights(planNetwork(document.network, dataset.featureShape), { seed: document.seed, baseDirectory: '/' });
    return { document, dataset, weights: Object.fromEntries(Object.entries(weights).map(([name, values]) => [name, Float32Array.from(values)])) };
  }

  it('has analytic gradients that agree with numerical ones, in every tensor', async () => {
    const { dataset, weights } = await start();
    const { comparisons } = checkGradients({ document, examples: prepareExamples(dataset, document), weights });
    expect(comparisons.filter(({ passed }) => !passed)).toEqual([]);
    expect(comparisons.length).toBeGreaterThanOrEqual(4);
  });

  it.each(['plain', 'strict', undefined])('gives in float32 what the textbook version gives (kernels %s)', async (kernels) => {
    const { dataset, weights } = await start();
    const examples = prepareExamples(dataset, document);
    const session = new Session({ document, examples, weights, kernels: selectKernels(kernels).chosen });
    const textbook = new TextbookRun({ document, examples, weights });
    for (let step = 0; step < session.length.totalSteps; step++) {
      const [float32, float64] = [session.trainStep(), textbook.trainStep()];
      expect(float32.lr).toBe(float64.lr);
      expect(Math.abs(float32.loss / float64.loss - 1), `loss of step ${step + 1}`).toBeLessThan(1e-4);
    }
    const [a, b] = [session.evaluate('validation'), textbook.evaluate('validation')];
    expect(Math.abs(Number(a?.loss) / Number(b?.loss) - 1)).toBeLessThan(1e-4);
    expect(a?.accuracy).toBe(b?.accuracy);
  });

  it('goes on from a checkpoint as if it had never stopped', async () => {
    const { dataset, weights } = await start();
    const examples = prepareExamples(dataset, document);
    const whole = new Run(new Session({ document, examples, weights }));
    let checkpoint: Uint8Array | undefined;
    while (!whole.over) {
      whole.advance();
      if (whole.session.step === 7) checkpoint = whole.checkpoint();
    }
    const resumed = new Run(new Session({ document, examples, weights: {} }), checkpoint);
    expect(resumed.session.step).toBe(7);
    while (!resumed.over) resumed.advance();
    expect(Buffer.from(resumed.checkpoint()).equals(Buffer.from(whole.checkpoint()))).toBe(true);
    expect(resumed.finish()).toEqual(whole.finish());
  });
});

describe.each(definitions.layer.map((definition) => ({ name: definition.type, definition })))('the shape that $name declares', ({ definition }: { definition: LayerDefinition }) => {
  it('is the shape it has', async () => {
    const document = runDocument(documentWith(definition));
    const dataset = await datasetOf(document);
    const plan = planNetwork(document.network, dataset.featureShape);
    const layer = plan.layers[1];
    expect(layer.outputs).toBe(sizeOf(layer.output));
    const session = new Session({ document, examples: prepareExamples(dataset, document), weights: initialWeights(plan, { seed: 0, baseDirectory: '/' }) });
    const rows = session.probe(10);
    const values = floatsAt(session.memory, session.float32.buffers[1].values, rows * layer.outputs);
    expect(values.every((value) => Number.isFinite(value))).toBe(true);
  });
});
