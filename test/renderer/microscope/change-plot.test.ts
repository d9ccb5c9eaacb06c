import { expect, test } from 'vitest';
import { TakenStep } from '../../../src/engine/diagnostics/microscope.ts';
import { prepareExamples } from '../../../src/engine/training/examples.ts';
import { initialWeights } from '../../../src/engine/training/initial-weights.ts';
import { planNetwork } from '../../../src/engine/training/network.ts';
import { Session } from '../../../src/engine/training/session.ts';
import { changePlot, relationOf } from '../../../src/renderer/features/microscope/change-plot.ts';
import { quantityOf } from '../../../src/renderer/features/microscope/useStep.ts';
import { datasetOf, runDocument } from '../../engine/support/documents.ts';

async function stepOf(optimizer: object, lr?: number): Promise<TakenStep> {
  const document = runDocument({ optimizer: { ...optimizer, ...(lr === undefined ? {} : { lr }) } });
  const dataset = await datasetOf(document);
  return new TakenStep(new Session({ document, examples: prepareExamples(dataset, document), weights: initialWeights(planNetwork(document.network, dataset.featureShape), { seed: 1, baseDirectory: '/' }), joined: false }));
}

test('a unit’s changes are in proportion to its gradients under SGD, not under Adam, and none where nothing moves', async () => {
  const at = { tensor: 'layers.2.weight', unit: 1 };
  expect(relationOf((await stepOf({ type: 'sgd' })).look(at))).toBe('proportional');
  expect(relationOf((await stepOf({ type: 'adam' })).look(at))).toBe('own');
  expect(relationOf((await stepOf({ type: 'sgd' }, 0)).look(at))).toBe('still');
});

test('the plot holds every input of the unit, and marks the chosen one', async () => {
  const view = (await stepOf({ type: 'momentum' })).look({ tensor: 'layers.2.weight' });
  const { points, mark, x, y } = changePlot(view, 5);
  expect(points.map(({ look }) => look)).toEqual(['plain', 'plain', 'plain', 'plain', 'plain', 'best', 'plain', 'plain']);
  expect(mark).toMatchObject({ x: view.values.gradient[5], y: (view.values.after[5] ?? 0) - (view.values.before[5] ?? 0) });
  for (const [axis, values] of [[x, quantityOf(view, 'gradient')], [y, quantityOf(view, 'change')]] as const) for (const value of values) expect(Math.abs(value)).toBeLessThanOrEqual(axis.max);
  expect(quantityOf(view, 'memory.v')).toEqual(view.values.memory.v.after);
});
