import { describe, expect, it } from 'vitest';
import { changesFrom, lengthParameters, valuesOf } from '../../../src/renderer/features/live/forked.ts';
import { runDocument } from '../../engine/support/documents.ts';

const document = runDocument({ optimizer: { type: 'sgd', lr: 0.1 }, training: { batchSize: 50, epochs: 4 } });

describe('going on with other settings', () => {
  it('changes nothing until something is changed', () => {
    expect(changesFrom(document, valuesOf(document))).toEqual({});
  });

  it('names what was changed by its path, a type as a whole, what was emptied as null', () => {
    const values = valuesOf(document);
    expect(
      changesFrom(document, {
        typed: { ...values.typed, optimizer: { type: 'adam', lr: 0.01 } },
        training: { ...values.training, epochs: 8 },
        regularization: { ...values.regularization, l2: 0.1 },
      }),
    ).toEqual({ optimizer: { type: 'adam', lr: 0.01 }, 'training.epochs': 8, 'regularization.l2': 0.1 });
    const { batchSize: _emptied, ...training } = values.training;
    expect(changesFrom(document, { ...values, training })).toEqual({ 'training.batchSize': null });
  });

  it('tells the length in the unit of the document', () => {
    expect(Object.keys(lengthParameters(document))).toEqual(['epochs', 'batchSize']);
    expect(Object.keys(lengthParameters(runDocument({ training: { batchSize: 50, iterations: 100 } })))).toEqual(['iterations', 'batchSize']);
  });
});
