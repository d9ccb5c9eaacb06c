/** The readers of documents, reports and tensors. */
import { readFileSync } from 'node:fs';
import { describeCatalog } from '../../../src/engine/catalog.ts';
import { readSafetensors, writeSafetensors } from '../../../src/engine/formats/safetensors.ts';
import { searchProblems } from '../../../src/engine/search/check.ts';
import { planRun } from '../../../src/engine/training/plan.ts';
import { parseDocument } from '../../../src/main/cli/document-file.ts';
import { parseExperiment } from '../../../src/shared/experiment/check.ts';
import { expand } from '../../../src/shared/experiment/expand.ts';
import { parametersOf } from '../../../src/shared/experiment/parameters.ts';
import { readFacts, factsElement } from '../../../src/shared/report/read-facts.ts';
import { reportFactsFormat, type ReportFacts } from '../../../src/shared/report/facts.ts';
import { Fault, mutate, mutateJson, type FuzzTarget } from './fuzz.ts';

const catalog = describeCatalog();
const file = (path: string): Uint8Array => new Uint8Array(readFileSync(new URL(`../../../${path}`, import.meta.url)));
const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const decoded = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

const tensors = writeSafetensors({
  tensors: { 'layers.0.weight': { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) }, 'layers.0.bias': { shape: [3], data: Float64Array.of(0, 1, 2) }, bytes: { shape: [4], data: Uint8Array.of(1, 2, 3, 4) } },
  metadata: { format: 'descent/weights@1' },
});

const evaluation = { trainLoss: 0.1, trainAccuracy: 0.9, validationLoss: null, validationAccuracy: null, testLoss: 0.2, testAccuracy: 0.8 };
const facts = {
  format: reportFactsFormat,
  madeAt: 1_700_000_000_000,
  program: '0.1.0',
  source: { kind: 'experiment', id: 'a-report-abcdef', name: 'A report' },
  experiment: { format: 'descent/experiment@1', name: 'A report' },
  runs: [
    {
      id: 'a-run-abcdef', name: 'A run', variant: null, seed: 0, document: { format: 'descent/experiment@1', name: 'A run' }, dataset: 'digits', dataHash: 'ab12', state: 'done', step: 100, forkedFrom: null, final: evaluation, best: evaluation, weightsHash: 'cd34',
      environment: { version: '0.1.0', kernels: 'scalar', threads: 1, cpu: 'a', os: 'b', node: 'v24' },
    },
  ],
  sweep: null,
} as unknown as ReportFacts;

/** A form of data for plans: ten classes of small images. */
const shape = { featureShape: [1, 28, 28], task: 'classification', outputs: 10, train: 1000, validation: 0, test: 100, featureBytes: 1 } as const;

export const documentTargets: readonly FuzzTarget[] = [
  {
    name: 'experiment document',
    samples: [file('resources/recipes/first-network.descent.json'), file('resources/recipes/two-layer.descent.json'), file('resources/recipes/hyperparameter-search.descent.json'), file('resources/recipes/weight-init-comparison.descent.json')],
    damage: mutateJson,
    codes: ['document-invalid'],
    read: (input) => {
      const document = parseExperiment(parseDocument('fuzzed', decoded(input)), catalog);
      if (document.search) return searchProblems(document, catalog);
      const runs = expand(document, catalog);
      if (runs.length === 0 || Object.keys(parametersOf(runs[0].document)).length === 0) throw new Fault('a document without runs');
      return planRun(runs[0].document, shape);
    },
  },
  {
    name: 'report (JSON and HTML)',
    samples: [text(JSON.stringify(facts)), text(`<!doctype html><title>A report</title><body><p>One</p>${factsElement(JSON.stringify(facts))}</body>`)],
    damage: (sample, random) => (sample[0] === 0x7b ? mutateJson(sample, random) : mutate(sample, random)),
    codes: ['file-invalid'],
    read: (input) => {
      if (readFacts(decoded(input)).format !== reportFactsFormat) throw new Fault('another format');
    },
  },
  {
    name: 'safetensors',
    samples: [tensors, file('test/fixtures/numpy/case-00.safetensors')],
    codes: ['file-invalid'],
    message: /^fuzzed: expected .+, found .+\. .+\.$/s,
    read: (input) => {
      for (const { shape: sides, data } of Object.values(readSafetensors(input, 'fuzzed').tensors)) {
        if (sides.reduce((product, side) => product * side, 1) !== data.length) throw new Fault(`a tensor of shape ${sides.join()} with ${data.length} values`);
      }
    },
  },
];
