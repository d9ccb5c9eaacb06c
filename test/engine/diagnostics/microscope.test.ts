import { describe, expect, it } from 'vitest';
import { describeCatalog } from '../../../src/engine/catalog.ts';
import { TakenStep } from '../../../src/engine/diagnostics/microscope.ts';
import { takeWeights } from '../../../src/engine/training/checkpoint.ts';
import { prepareExamples } from '../../../src/engine/training/examples.ts';
import { initialWeights } from '../../../src/engine/training/initial-weights.ts';
import { planNetwork } from '../../../src/engine/training/network.ts';
import { Session } from '../../../src/engine/training/session.ts';
import { datasetOf, runDocument } from '../support/documents.ts';

async function session(more: Record<string, unknown>, joined: boolean): Promise<Session> {
  const document = runDocument({ regularization: { l2: 0.01, clipNorm: 0.5 }, ...more });
  const dataset = await datasetOf(document);
  return new Session({ document, examples: prepareExamples(dataset, document), weights: initialWeights(planNetwork(document.network, dataset.featureShape), { seed: 1, baseDirectory: '/' }), joined });
}

describe('a step under the microscope', () => {
  it.each(describeCatalog().optimizer.map(({ type }) => type))('of %s is the run’s own step, and what is remembered becomes what is declared', async (type) => {
    const [looked, trained] = [await session({ optimizer: { type } }, false), await session({ optimizer: { type } }, true)];
    for (let step = 0; step < 3; step++) {
      looked.trainStep();
      trained.trainStep();
    }
    const taken = new TakenStep(looked);
    const { loss } = trained.trainStep();
    const after = takeWeights(trained);
    for (const { name, shape } of taken.look({}).tensors) {
      const columns = shape.at(-1) ?? 1;
      for (let unit = 0; unit < columns; unit++) {
        const view = taken.look({ tensor: name, unit });
        expect(view).toMatchObject({ step: 4, update: 4, loss, optimizer: type, tensor: name, unit });
        const { values } = view;
        values.after.forEach((value, input) => expect(value).toBe(after[name].data[input * columns + unit]));
        for (const { name: letter, shares } of view.remembering) {
          const { before, after: became } = values.memory[letter];
          const { keep, gradient = 0, square = 0 } = shares ?? { keep: NaN };
          became.forEach((value, input) => {
            const g = values.gradient[input];
            // In proportion: means of squares are far smaller than any fixed tolerance.
            const sum = keep * before[input] + gradient * g + square * g * g;
            const size = Math.abs(keep * before[input]) + Math.abs(gradient * g) + square * g * g;
            expect(Math.abs(value - sum)).toBeLessThanOrEqual(1e-5 * size);
          });
        }
      }
    }
  });

  it('looks at the unit and the input that moved most, if none is asked for', async () => {
    const taken = new TakenStep(await session({}, false));
    const { units, unit, input, values, tensors, picture } = taken.look({ tensor: 'layers.2.weight' });
    expect(units[unit]).toBe(Math.max(...units));
    const moved = values.after.map((value, at) => Math.abs(value - values.before[at]));
    expect(moved[input]).toBe(Math.max(...moved));
    expect(tensors.map(({ name, type, number, title, shape }) => [name, type, number, title.en, shape])).toEqual([
      ['layers.0.weight', 'affine', 1, 'weights', [2, 8]],
      ['layers.0.bias', 'affine', 1, 'biases', [8]],
      ['layers.2.weight', 'affine', 2, 'weights', [8, 3]],
      ['layers.2.bias', 'affine', 2, 'biases', [3]],
    ]);
    expect(picture).toBeNull();
  });

  it('refuses what the network does not have', async () => {
    const taken = new TakenStep(await session({}, false));
    expect(() => taken.look({ tensor: 'layers.1.weight' })).toThrow('tensor: expected one of layers.0.weight, layers.0.bias, layers.2.weight, layers.2.bias, got layers.1.weight.');
    expect(() => taken.look({ unit: 8 })).toThrow('unit: expected a number from 0 to 7, got 8.');
    expect(() => taken.look({ tensor: 'layers.0.bias', input: 1 })).toThrow('input: expected a number from 0 to 0, got 1.');
  });
});
