import { describe, expect, it } from 'vitest';
import { describeCatalog } from '../../../src/engine/catalog.ts';
import { Inspector } from '../../../src/engine/diagnostics/inspect.ts';
import { diagnose, rules, type Situation } from '../../../src/engine/diagnostics/rules.ts';
import { prepareExamples } from '../../../src/engine/training/examples.ts';
import { initialWeights } from '../../../src/engine/training/initial-weights.ts';
import { planNetwork } from '../../../src/engine/training/network.ts';
import { Run } from '../../../src/engine/training/run.ts';
import { Session } from '../../../src/engine/training/session.ts';
import { metricNames } from '../../../src/shared/api/records.ts';
import { applySettings } from '../../../src/shared/experiment/index.ts';
import { datasetOf, runDocument } from '../support/documents.ts';

const catalog = describeCatalog();

/** Trains a document to its end, or to where it fails, and gathers what the rules are shown. */
async function situationOf(parts: Record<string, unknown>): Promise<Situation> {
  const document = runDocument(parts);
  const dataset = await datasetOf(document);
  const weights = initialWeights(planNetwork(document.network, dataset.featureShape), { seed: document.seed, baseDirectory: '/' });
  const session = new Session({ document, examples: prepareExamples(dataset, document), weights });
  const run = new Run(session);
  const inspector = new Inspector(session);
  const loss = { steps: [] as number[], values: [] as number[] };
  const metrics = Object.fromEntries(metricNames.map((name) => [name, { steps: [] as number[], values: [] as number[] }]));
  let inspection: Situation['inspection'] = null;
  let failure: Situation['failure'] = null;
  try {
    while (!run.over) {
      if (run.inspectsNext) inspector.rememberWeights();
      const { record, evaluation, inspect } = run.advance();
      loss.steps.push(record.step);
      loss.values.push(record.loss);
      for (const name of metricNames) {
        const value = evaluation?.[name];
        if (value == null) continue;
        metrics[name].steps.push(record.step);
        metrics[name].values.push(value);
      }
      if (inspect) inspection = inspector.inspect();
    }
  } catch (error) {
    const { code, message, detail } = error as { code: string; message: string; detail: Record<string, unknown> };
    failure = { code, message, detail };
  }
  return { document, totalSteps: session.length.totalSteps, stepsPerEpoch: session.length.stepsPerEpoch, loss, metrics, inspection, failure };
}

const hidden = (type: string, count: number, units = 20) => [...Array.from({ length: count }, () => [{ type: 'affine', units }, { type }]).flat(), { type: 'affine', units: 3 }];
const found = (situation: Situation) => diagnose(situation).map(({ rule }) => rule);

describe('advice on a run', () => {
  it('has nothing to say about one that goes well', async () => {
    const situation = await situationOf({ network: { layers: hidden('relu', 1) }, optimizer: { type: 'adam', lr: 0.01 }, training: { batchSize: 20, epochs: 80 } });
    expect(situation.metrics.testAccuracy?.values.at(-1)).toBeGreaterThan(0.85);
    expect(found(situation)).toEqual([]);
  });

  it('finds weights that all begin alike by a loss that does not fall', async () => {
    expect(found(await situationOf({ network: { init: { scheme: 'zeros' }, layers: hidden('relu', 2) }, training: { batchSize: 20, epochs: 40 } }))).toContain('not-falling');
  });

  it('finds a loss that explodes, and one that is no number any more', async () => {
    const wild = { network: { layers: hidden('leaky-relu', 2) }, training: { batchSize: 20, epochs: 40 } };
    const situation = await situationOf({ ...wild, optimizer: { type: 'sgd', lr: 100 } });
    expect(situation.failure?.code).toBe('training-diverged');
    const [finding] = diagnose(situation);
    expect(finding).toMatchObject({ rule: 'diverged', severity: 'problem' });
    expect(finding.evidence.en).toMatch(/diverged at step \d+/);
    expect(finding.evidence.zh).toMatch(/在第 \d+ 步发散/);
    const rising = { ...situation, failure: null, loss: { steps: [...Array(40).keys()].map((i) => i + 1), values: Array.from({ length: 40 }, (_, i) => 2 * 1.1 ** i) } };
    expect(found(rising)).toContain('exploding');
  });

  it('finds dead units, and says in which layer', async () => {
    const situation = await situationOf({ network: { layers: hidden('relu', 1) }, optimizer: { type: 'sgd', lr: 1000 }, training: { batchSize: 20, epochs: 20 } });
    const finding = diagnose(situation).find(({ rule }) => rule === 'dead-units');
    expect(finding).toMatchObject({ severity: 'problem', layer: 1 });
    expect(finding?.evidence.en).toMatch(/^ReLU 1: \d+ % of its units/);
  });

  it('finds saturated activations', async () => {
    const situation = await situationOf({ network: { init: { scheme: 'normal', std: 30 }, layers: hidden('tanh', 2) }, optimizer: { type: 'sgd', lr: 0.001 }, training: { batchSize: 20, epochs: 3 } });
    expect(found(situation)).toContain('saturation');
  });

  it('finds gradients that vanish in a deep sigmoid network, and updates that are too small', async () => {
    const situation = await situationOf({ network: { init: { scheme: 'normal', std: 0.01 }, layers: hidden('sigmoid', 5) }, optimizer: { type: 'sgd', lr: 1e-4 }, training: { batchSize: 20, epochs: 1 } });
    const names = found({ ...situation, totalSteps: 1000 });
    expect(names).toContain('vanishing-gradients');
    expect(names).toContain('updates-too-small');
  });

  it('finds updates that are too large', async () => {
    const situation = await situationOf({ network: { layers: hidden('tanh', 1) }, optimizer: { type: 'sgd', lr: 5 }, training: { batchSize: 20, epochs: 2 } });
    expect(found(situation)).toContain('updates-too-large');
  });

  it('finds a loss that jumps up and down', async () => {
    const { loss: _, ...situation } = await situationOf({ training: { batchSize: 20, epochs: 2 } });
    const values = Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? 0.2 : 1.8));
    expect(found({ ...situation, loss: { steps: values.map((_, i) => i + 1), values } })).toContain('oscillating');
  });

  it('finds overfitting by the gap between training and unseen examples', async () => {
    const situation = await situationOf({ data: { source: 'spiral', count: 60, noise: 1.5, validation: 0.4 }, network: { layers: hidden('relu', 2, 60) }, optimizer: { type: 'adam', lr: 0.01 }, training: { batchSize: 10, epochs: 120 } });
    const finding = diagnose(situation).find(({ rule }) => rule === 'overfitting');
    expect(finding?.evidence.en).toMatch(/^\d+ % on the training set, \d+ % on the validation set/);
    expect(finding?.tries.map((mend) => Object.keys(mend.set ?? mend.insert ?? {})[0])).toEqual(['regularization.l2', 'at', 'training.earlyStopping']);
  });

  it('finds underfitting once half of the run is over', async () => {
    const situation = await situationOf({ network: { layers: [{ type: 'affine', units: 3 }] }, training: { batchSize: 20, epochs: 20 } });
    expect(found(situation)).toContain('underfitting');
    expect(found({ ...situation, totalSteps: situation.totalSteps * 10 })).not.toContain('underfitting');
  });

  it('offers only changes that the document takes', async () => {
    const situation = await situationOf({ network: { layers: hidden('relu', 2) }, training: { batchSize: 20, epochs: 2 } });
    const inspection = situation.inspection && { ...situation.inspection, layers: situation.inspection.layers.map((layer) => ({ ...layer, dead: layer.dead === null ? null : 0.9, updateRatio: layer.updateRatio === null ? null : -1 })) };
    const everything = { ...situation, inspection, metrics: { trainAccuracy: { steps: [1], values: [1] }, testAccuracy: { steps: [1], values: [0.5] } } };
    const findings = diagnose(everything);
    expect(findings.length).toBeGreaterThanOrEqual(4);
    for (const { tries } of findings) {
      for (const { set } of tries) if (set) expect(() => applySettings(situation.document, set, catalog, 'try')).not.toThrow();
    }
  });

  it('has names for its rules that differ', () => {
    expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length);
  });
});
